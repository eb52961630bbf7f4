package dev.luna.transfer;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Turns the bytes of a line into its object, strictly. */
final class LineParser {
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(Line.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private LineParser() {}

  /**
   * @throws CodedException if it is no JSON, or not of the format
   */
  static Line parse(byte[] line) {
    try {
      Line parsed = READER.readValue(line);
      if (parsed == null) {
        throw new CodedException(ErrorCode.NO_JSON);
      }
      return parsed;
    } catch (DatabindException e) {
      throw refused(e);
    } catch (JacksonException e) {
      throw new CodedException(ErrorCode.NO_JSON);
    }
  }

  private static CodedException refused(DatabindException failure) {
    if (failure.getCause() instanceof Line.DuplicateVersionException) {
      return new CodedException(ErrorCode.DUPLICATE_DESCRIPTOR_VERSION);
    }
    var path = new StringBuilder();
    for (var reference : failure.getPath()) {
      String name = reference.getPropertyName();
      path.append(path.isEmpty() ? "" : ".").append(name == null ? reference.getIndex() : name);
    }
    return new CodedException(ErrorCode.INVALID_JSON, path, reason(failure));
  }

  /** In words of the format: the library's own messages name our classes. */
  private static String reason(DatabindException failure) {
    if (failure.getCause() instanceof IllegalArgumentException nonsense) {
      return String.valueOf(nonsense.getMessage());
    }
    return switch (failure) {
      case UnrecognizedPropertyException e -> "is not a field of this type of line";
      case InvalidTypeIdException e -> "type has to be account, list, sample, face or event";
      default -> "does not have the form that this field needs";
    };
  }
}
