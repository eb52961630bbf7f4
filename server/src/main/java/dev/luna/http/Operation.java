package dev.luna.http;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;

/** An operation of the specification: checks requests against its declarations. */
public final class Operation {
  private static final String FORM = "application/x-www-form-urlencoded";

  private final String id;
  private final List<Parameter> parameters;
  private final Map<String, Schema> bodies;
  private final boolean isBinary;

  /**
   * @param id its name in the specification
   * @param bodies schemas by media type
   * @param isBinary whether the bodies are files
   */
  Operation(String id, List<Parameter> parameters, Map<String, Schema> bodies, boolean isBinary) {
    this.id = id;
    this.parameters = parameters;
    this.bodies = bodies;
    this.isBinary = isBinary;
  }

  /** Its name in the specification. */
  String id() {
    return id;
  }

  /**
   * Variables of the path with their types.
   *
   * @throws CodedException PAGE_NOT_FOUND if one does not fit: then the path names nothing
   */
  Map<String, JsonNode> pathVariables(Map<String, String> given) {
    var values = new HashMap<String, JsonNode>();
    for (var parameter : parameters) {
      if (parameter.isInPath()) {
        values.put(
            parameter.name(),
            parameter
                .parse(given.getOrDefault(parameter.name(), ""))
                .orElseThrow(() -> new CodedException(ErrorCode.PAGE_NOT_FOUND)));
      }
    }
    return values;
  }

  /**
   * Query parameters with their types and defaults.
   *
   * @throws CodedException UNSUPPORTED_PARAMETER, PARAMETER_REQUIRED or BAD_QUERY
   */
  Map<String, JsonNode> query(Map<String, List<String>> given) {
    var known =
        parameters.stream()
            .filter(parameter -> !parameter.isInPath())
            .collect(Collectors.toMap(Parameter::name, parameter -> parameter));
    given.keySet().stream()
        .filter(name -> !known.containsKey(name))
        .min(Comparator.naturalOrder())
        .ifPresent(name -> {
          throw new CodedException(ErrorCode.UNSUPPORTED_PARAMETER, name);
        });
    var values = new HashMap<String, JsonNode>();
    for (var parameter : known.values()) {
      var texts = given.get(parameter.name());
      if (texts == null) {
        addFallback(parameter, values);
      } else {
        values.put(parameter.name(), parse(parameter, texts));
      }
    }
    return values;
  }

  /**
   * The body of a request, in one of two forms.
   *
   * @param json missing where the body is no JSON
   * @param upload NONE where it is
   */
  record Content(JsonNode json, Upload upload) {
    static final Content NONE = new Content(Json.MAPPER.missingNode(), Upload.NONE);
  }

  /**
   * The body: JSON, a form as an object of strings, or a file. Missing where none is declared.
   *
   * @throws CodedException HTTP_TOO_LARGE, BAD_CONTENT_TYPE, NO_JSON, EMPTY_JSON or INVALID_JSON;
   *     BAD_INPUT for a file that was not sent
   */
  Content body(RawRequest request, BodyLimits limits) {
    if (bodies.isEmpty()) {
      return Content.NONE;
    }
    String mediaType =
        request
            .header("Content-Type")
            .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
            .orElse("");
    if (isBinary) {
      if (!bodies.containsKey(mediaType)) {
        throw new CodedException(ErrorCode.BAD_CONTENT_TYPE);
      }
      var upload = request.upload(limits);
      if (upload.isEmpty()) {
        throw new CodedException(ErrorCode.BAD_INPUT, "Request has no body");
      }
      return new Content(Json.MAPPER.missingNode(), upload);
    }
    byte[] bytes = request.body(limits.json());
    if (mediaType.isEmpty() && bytes.length == 0) {
      throw new CodedException(ErrorCode.NO_JSON);
    }
    var schema = bodies.get(mediaType);
    if (schema == null) {
      throw new CodedException(ErrorCode.BAD_CONTENT_TYPE);
    }
    var value = mediaType.equals(FORM) ? form(bytes) : json(bytes);
    Json.unstorable(value)
        .ifPresent(path -> {
          throw new CodedException(
              ErrorCode.INVALID_JSON, path, "contains a character or number that cannot be stored");
        });
    var errors = validate(schema, value);
    if (!errors.isEmpty()) {
      throw invalid(errors.getFirst());
    }
    return new Content(value, Upload.NONE);
  }

  private static List<Error> validate(Schema schema, JsonNode value) {
    try {
      return schema.validate(value);
    } catch (JsonNodeException e) {
      // The validator reads a number as a long where the schema wants an integer.
      throw new CodedException(
          ErrorCode.INVALID_JSON, Json.beyondLong(value).orElseThrow(() -> e), "is too large");
    }
  }

  private static void addFallback(Parameter parameter, Map<String, JsonNode> values) {
    if (parameter.isRequired()) {
      throw new CodedException(ErrorCode.PARAMETER_REQUIRED, parameter.name());
    }
    parameter.fallback().ifPresent(value -> values.put(parameter.name(), value));
  }

  private static JsonNode parse(Parameter parameter, List<String> texts) {
    if (texts.size() != 1) {
      throw new CodedException(ErrorCode.BAD_QUERY, parameter.name());
    }
    return parameter
        .parse(texts.getFirst())
        .orElseThrow(() -> new CodedException(ErrorCode.BAD_QUERY, parameter.name()));
  }

  private static JsonNode json(byte[] bytes) {
    try {
      var value = Json.MAPPER.readTree(bytes);
      if (value.isMissingNode()) {
        throw new CodedException(ErrorCode.NO_JSON);
      }
      if (value.isObject() && value.isEmpty()) {
        throw new CodedException(ErrorCode.EMPTY_JSON);
      }
      return value;
    } catch (JacksonException e) {
      throw new CodedException(ErrorCode.NO_JSON);
    }
  }

  private static JsonNode form(byte[] bytes) {
    var fields = Json.MAPPER.createObjectNode();
    try {
      for (String field : new String(bytes, StandardCharsets.UTF_8).split("&", -1)) {
        String[] parts = field.split("=", 2);
        fields.put(decode(parts[0]), parts.length == 2 ? decode(parts[1]) : "");
      }
      return fields;
    } catch (IllegalArgumentException e) {
      throw new CodedException(ErrorCode.INVALID_HTTP, "the form is not encoded properly");
    }
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String child(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static CodedException invalid(Error error) {
    String path = error.getInstanceLocation().toString().replaceFirst("^/", "").replace('/', '.');
    String property = error.getProperty();
    return new CodedException(
        ErrorCode.INVALID_JSON,
        property == null ? path : child(path, property),
        error.getMessage());
  }
}
