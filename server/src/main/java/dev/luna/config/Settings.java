package dev.luna.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.jspecify.annotations.Nullable;

/**
 * Binds names like {@code HTTP.PORT} to the components of {@link Config} and back. Later layers win
 * over earlier ones; whatever is unknown or out of range is collected and reported together.
 */
public final class Settings {
  private static final int NEAR = 4;

  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private record Entry(String value, String origin) {}

  /** A setting with its value, for people: the value is masked where it is secret. */
  public record Described(
      String section, String key, Class<?> type, Object value, Setting setting) {
    /** The full name. */
    public String name() {
      return section + "." + key;
    }

    /** The value as JSON has it: a number, a boolean or a text. */
    public Object plain() {
      return switch (value) {
        case Number number -> number;
        case Boolean bool -> bool;
        case Flag flag -> flag.number();
        default -> value.toString();
      };
    }
  }

  /**
   * Adds a layer.
   *
   * @param origin names the layer in problems: a file, "environment", "command line"
   * @param values by full name, {@code SECTION.KEY}
   */
  public Settings layer(String origin, Map<String, String> values) {
    var known = names();
    values.forEach((name, value) -> {
      if (known.contains(name)) {
        entries.put(name, new Entry(value, origin));
      } else {
        problems.add("%s: unknown setting %s%s".formatted(origin, name, nearest(name, known)));
      }
    });
    return this;
  }

  /**
   * @throws InvalidConfigException with every problem of every layer
   */
  public Config resolve() {
    var sections = new ArrayList<Object>();
    for (var section : Config.class.getRecordComponents()) {
      sections.add(section(section));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return (Config) construct(Config.class, sections);
  }

  /** Every setting of {@code config} in declaration order. */
  public static List<Described> describe(Config config) {
    var all = new ArrayList<Described>();
    for (var section : Config.class.getRecordComponents()) {
      Object record = get(section, config);
      for (var key : section.getType().getRecordComponents()) {
        var setting = key.getAnnotation(Setting.class);
        if (setting == null) {
          throw new IllegalStateException(section + "." + key + " is not described");
        }
        all.add(new Described(name(section), name(key), key.getType(), get(key, record), setting));
      }
    }
    return List.copyOf(all);
  }

  /** Full names of all settings. */
  public static SortedSet<String> names() {
    var names = new TreeSet<String>();
    for (var described : describe(Config.DEFAULT)) {
      names.add(described.section() + "." + described.key());
    }
    return names;
  }

  private Object section(RecordComponent section) {
    Object defaults = get(section, Config.DEFAULT);
    var values = new ArrayList<Object>();
    for (var key : section.getType().getRecordComponents()) {
      var entry = entries.get(name(section) + "." + name(key));
      Object value = get(key, defaults);
      values.add(entry == null ? value : parse(section, key, entry, value));
    }
    return construct(section.getType(), values);
  }

  private Object parse(RecordComponent section, RecordComponent key, Entry entry, Object fallback) {
    try {
      Object value = convert(key.getType(), entry.value().strip());
      if (value instanceof Integer number) {
        checkRange(key.getAnnotation(Setting.class), number);
      }
      return value;
    } catch (IllegalArgumentException e) {
      problems.add(
          "%s: %s.%s: %s".formatted(entry.origin(), name(section), name(key), e.getMessage()));
      return fallback;
    }
  }

  private static Object convert(Class<?> type, String value) {
    if (type == String.class) {
      return value;
    }
    if (type == int.class) {
      return integer(value);
    }
    if (type == boolean.class) {
      return flag(value);
    }
    if (type == Flag.class) {
      return new Flag((Boolean) flag(value));
    }
    if (type == Path.class) {
      return Path.of(value);
    }
    if (type == Secret.class) {
      return new Secret(value);
    }
    if (type == JdbcUrl.class) {
      return new JdbcUrl(value);
    }
    if (type == Networks.class) {
      return Networks.parse(value);
    }
    return constant(type, value);
  }

  private static Object integer(String value) {
    try {
      return Integer.valueOf(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is not a whole number".formatted(value), e);
    }
  }

  private static Object flag(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException("'%s' is not 0 or 1".formatted(value));
    };
  }

  private static Object constant(Class<?> type, String value) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is none of %s".formatted(value, Arrays.toString(type.getEnumConstants()))));
  }

  private static void checkRange(@Nullable Setting setting, int number) {
    if (setting != null && (number < setting.min() || number > setting.max())) {
      throw new IllegalArgumentException(
          "%d is not between %d and %d".formatted(number, setting.min(), setting.max()));
    }
  }

  private static String nearest(String name, Collection<String> known) {
    var distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparing(candidate -> distance.apply(candidate, name)))
        .filter(candidate -> distance.apply(candidate, name) <= NEAR)
        .map(candidate -> ", did you mean " + candidate + "?")
        .orElse("");
  }

  /** Upper snake case, as the contract writes settings. */
  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static Object get(RecordComponent component, Object record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object construct(Class<?> type, List<Object> values) {
    try {
      var types =
          Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
