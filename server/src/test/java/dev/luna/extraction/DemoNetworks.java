package dev.luna.extraction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The demo networks that the product brings along: random weights of a fixed seed, so that they
 * come out the same everywhere. {@code UPDATE_DEMO_NETWORKS=1 ./mvnw test -Dtest=DemoModelsTest}
 * writes them anew.
 */
final class DemoNetworks {
  static final Path DIRECTORY = Path.of("src", "main", "resources", "models");

  private static final int BATCH = 8;
  private static final int LENGTH = 512;

  private DemoNetworks() {}

  /** Content by file name. */
  static Map<String, byte[]> all() {
    var files = new LinkedHashMap<String, byte[]>();
    files.put("demo-face-59.onnx", face59());
    files.put("demo-face-60.onnx", face60());
    files.put("demo-body-111.onnx", body111());
    files.put("demo-attributes.onnx", attributes());
    var entries = new ArrayList<String>();
    files.forEach((name, network) -> entries.add(entry(name, Sha256.of(network))));
    String models = "{\"models\": [\n%s]}\n".formatted(String.join(",\n", entries));
    files.put("models.json", models.getBytes(StandardCharsets.UTF_8));
    return files;
  }

  static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (var file : all().entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  private static byte[] face59() {
    return new NetworkBuilder("demo-face-59", 59)
        .input(BATCH, 3, 112, 112)
        .convolution(16, 2)
        .convolution(32, 2)
        .convolution(48, 2)
        .convolution(48, 2)
        .pool()
        .dense("descriptor", LENGTH)
        .bytes();
  }

  /** Most of its work is done at full resolution, where weights are few: slow, but a small file. */
  private static byte[] face60() {
    return new NetworkBuilder("demo-face-60", 60)
        .input(BATCH, 3, 112, 112)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(24, 1)
        .convolution(32, 2)
        .convolution(32, 1)
        .convolution(48, 2)
        .convolution(48, 2)
        .pool()
        .dense("descriptor", LENGTH)
        .bytes();
  }

  private static byte[] body111() {
    return new NetworkBuilder("demo-body-111", 111)
        .input(BATCH, 3, 128, 64)
        .convolution(16, 2)
        .convolution(32, 2)
        .convolution(48, 2)
        .convolution(48, 2)
        .pool()
        .dense("descriptor", LENGTH)
        .bytes();
  }

  private static byte[] attributes() {
    return new NetworkBuilder("demo-attributes", 1)
        .input(BATCH, 3, 112, 112)
        .convolution(16, 2)
        .convolution(24, 2)
        .convolution(32, 2)
        .pool()
        .wave("age", 1, 30, 45)
        .wave("gender", 1, 0.5f, 0.5f)
        .wave("ethnicity", 4, 1, 0)
        .bytes();
  }

  private static String entry(String file, String sha256) {
    String name = file.replace(".onnx", "");
    boolean isBody = name.contains("body");
    String kind = isBody ? "body_descriptor" : "face_descriptor";
    String result =
        """
            "version": %s,
            "outputs": {"descriptor": "descriptor"},
            "length": %d,
            "normalisation": "L2",
        """
            .formatted(name.substring(name.lastIndexOf('-') + 1), LENGTH);
    if (name.contains("attributes")) {
      kind = "basic_attributes";
      result =
          "    \"outputs\": {\"age\": \"age\", \"gender\": \"gender\", \"ethnicity\": \"ethnicity\"},\n";
    }
    return """
      {
        "name": "%s",
        "description": "Random weights: its numbers mean nothing.",
        "kind": "%s",
    %s    "file": "%s",
        "sha256": "%s",
        "input": {
          "name": "input",
          "width": %d,
          "height": %d,
          "colour_order": "RGB",
          "layout": "NCHW",
          "mean": [127.5, 127.5, 127.5],
          "scale": [0.0078125, 0.0078125, 0.0078125]
        },
        "batch_size": %d
      }\
    """
        .formatted(name, kind, result, file, sha256, isBody ? 64 : 112, isBody ? 128 : 112, BATCH);
  }
}
