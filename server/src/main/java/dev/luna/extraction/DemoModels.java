package dev.luna.extraction;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Networks to try the product out with. They cost what real ones cost, and the numbers that they
 * give mean nothing.
 */
public final class DemoModels {
  private static final String MODELS = "models.json";
  private static final List<String> NETWORKS =
      List.of(
          "demo-face-59.onnx", "demo-face-60.onnx", "demo-body-111.onnx", "demo-attributes.onnx");

  private DemoModels() {}

  /**
   * Puts the networks into a directory, which is made if need be, and their models file last: who
   * finds it finds the networks too.
   *
   * @return false where there is a models file already; nothing is touched then
   */
  public static boolean install(Path directory) throws IOException {
    Path models = directory.resolve(MODELS);
    if (Files.exists(models)) {
      return false;
    }
    Files.createDirectories(directory);
    for (String network : NETWORKS) {
      copy(network, directory);
    }
    copy(MODELS, directory);
    return true;
  }

  private static void copy(String name, Path directory) throws IOException {
    Path part = Files.createTempFile(directory, name, ".part");
    try (var content = DemoModels.class.getResourceAsStream("/models/" + name)) {
      if (content == null) {
        throw new FileNotFoundException("models/" + name + " is not on the class path");
      }
      Files.copy(content, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
