package dev.luna.extraction;

import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.extraction.Network.Input;
import dev.luna.extraction.Network.Normalisation;
import dev.luna.extraction.Network.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A model as the models file has it, which the schema has let pass. */
record ModelEntry(
    String name,
    @Nullable String description,
    String kind,
    @Nullable Integer version,
    String file,
    String sha256,
    Input input,
    Outputs outputs,
    @Nullable Integer length,
    @Nullable Normalisation normalisation,
    int batchSize) {

  record Outputs(
      @Nullable String descriptor,
      @Nullable String age,
      @Nullable String gender,
      @Nullable String ethnicity) {}

  /**
   * @param directory that file names are relative to
   */
  Network network(Path directory) {
    return new Network(
        directory.resolve(file).toAbsolutePath().normalize(), sha256, batchSize, input, result());
  }

  Model model(Storage storage) {
    int bytes =
        switch (storage) {
          case FLOAT32 -> Float.BYTES;
          case FLOAT16 -> Short.BYTES;
        };
    return new Model(
        name,
        modelKind(),
        version,
        sha256,
        Sha256.of(
            "%s %s %s %s"
                .formatted(sha256, input, result(), storage)
                .getBytes(StandardCharsets.UTF_8)),
        length == null ? 0 : length * bytes);
  }

  private ModelKind modelKind() {
    return ModelKind.valueOf(kind.toUpperCase(Locale.ROOT));
  }

  private Result result() {
    return switch (modelKind()) {
      case FACE_DESCRIPTOR, BODY_DESCRIPTOR ->
          new Result.Descriptor(given(outputs.descriptor), given(length), given(normalisation));
      case BASIC_ATTRIBUTES ->
          new Result.Attributes(
              given(outputs.age), given(outputs.gender), given(outputs.ethnicity));
    };
  }

  private static <T> T given(@Nullable T value) {
    return Objects.requireNonNull(value);
  }
}
