package dev.luna.transfer;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;

/** Turns the bytes of a line into its object, strictly. */
final class LineParser {
  private static final ObjectReader READER =
      Json.MAPPER
          .readerFor(Line.class)
          .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .with(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

  private LineParser() {}

  /**
   * @throws CodedException if it is no JSON, or not of the format
   */
  static Line parse(byte[] line) {
    try {
      return READER.readValue(line);
    } catch (StreamReadException e) {
      throw new CodedException(ErrorCode.NO_JSON);
    } catch (DatabindException e) {
      throw refused(e);
    } catch (JacksonException e) {
      throw new CodedException(ErrorCode.INVALID_JSON, "", e.getOriginalMessage());
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
    String message =
        failure.getCause() instanceof IllegalArgumentException nonsense
            ? String.valueOf(nonsense.getMessage())
            : failure.getOriginalMessage();
    return new CodedException(ErrorCode.INVALID_JSON, path, message);
  }
}
