package dev.luna.json;

import com.ethlo.time.ITU;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * The contract's JSON: snake_case names, RFC 3339 UTC times with milliseconds, nulls written out.
 */
public final class Json {
  /** Regular expression of an id as the contract writes it. */
  public static final String ID = "[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}";

  /** What is read may be written again as a part of something else: that goes to 500. */
  private static final int DEEPEST = 100;

  /** Reads strictly (a key that occurs twice is refused) and writes the contract's conventions. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(new SimpleModule().addSerializer(Instant.class, new MillisecondTime()))
          .build();

  private Json() {}

  /**
   * A time as the contract writes it: {@code 2018-07-11T09:11:41.674Z}.
   *
   * @param time of the years 0 to 9999
   */
  public static String time(Instant time) {
    return ITU.formatUtcMilli(time.atOffset(ZoneOffset.UTC));
  }

  /**
   * A tree as a value.
   *
   * @throws CodedException INVALID_JSON if a field does not have the form that the value needs
   */
  public static <T> T convert(JsonNode tree, Class<T> type) {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (DatabindException e) {
      var path = new StringBuilder();
      for (var reference : e.getPath()) {
        String name = reference.getPropertyName();
        path.append(path.isEmpty() ? "" : ".").append(name == null ? reference.getIndex() : name);
      }
      throw new CodedException(
          ErrorCode.INVALID_JSON, path, "does not have the form that this field needs");
    }
  }

  /** Whether a text can be stored: the database takes neither NUL nor half of a surrogate pair. */
  public static boolean isStorable(String text) {
    return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  /**
   * The first place in a tree with something that cannot be stored, as a path of names with dots;
   * empty where there is none. Besides texts these are numbers without a finite value.
   */
  public static Optional<String> unstorable(JsonNode tree) {
    return first(
        tree,
        "",
        value ->
            (value.isString() && !isStorable(value.stringValue()))
                || (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue()))
                || value.propertyNames().stream().anyMatch(name -> !isStorable(name)));
  }

  /** The first place in a tree with a number with a fraction or exponent that no long can hold. */
  public static Optional<String> beyondLong(JsonNode tree) {
    return first(
        tree,
        "",
        value -> value.isFloatingPointNumber() && Math.abs(value.doubleValue()) >= 0x1p63);
  }

  private static Optional<String> first(JsonNode value, String path, Predicate<JsonNode> wanted) {
    if (wanted.test(value)) {
      return Optional.of(path);
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (var field : value.properties()) {
      var found = first(field.getValue(), prefix + field.getKey(), wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    for (int i = 0; value.isArray() && i < value.size(); i++) {
      var found = first(value.get(i), prefix + i, wanted);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static final class MillisecondTime extends StdSerializer<Instant> {
    MillisecondTime() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator out, SerializationContext context) {
      out.writeString(time(time));
    }
  }
}
