package dev.luna.benchmarks;

import static dev.luna.benchmarks.Numbers.median;
import static dev.luna.benchmarks.Numbers.option;

import dev.luna.config.Config;
import dev.luna.config.Settings;
import dev.luna.db.DataDirectory;
import dev.luna.db.Database;
import dev.luna.db.EmbeddedPostgres;
import dev.luna.images.Images;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.ImageStores;
import dev.luna.imagestore.Pictures;
import io.helidon.webserver.WebServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;

/**
 * Contents that were queued for removal: on disk against a bare loop that unlinks the same files,
 * and on an S3 that answers after a while against bare bulk deletes of the same keys.
 */
public final class BlobsAgainstDeletes {
  private static final int BULK = 1000;
  private static final String KEY = "benchmark-key";
  private static final String SECRET = "benchmark-secret";

  private final Database database;
  private final int blobs;

  private BlobsAgainstDeletes(Database database, int blobs) {
    this.database = database;
    this.blobs = blobs;
  }

  public static void main(String[] arguments) throws Exception {
    var options = List.of(arguments);
    int runs = option(options, "--runs", 5);
    var data = Files.createDirectories(Path.of("benchmarks", "target", "blobs"));
    try (var directory = DataDirectory.take(data, DataDirectory.Role.COMMAND).orElseThrow();
        var postgres = EmbeddedPostgres.start(directory);
        var database =
            Database.open(postgres.address(), new Database.Bounds("benchmark", 4, 5000, 0))) {
      database.migrate();
      var benchmark = new BlobsAgainstDeletes(database, option(options, "--blobs", 20_000));
      benchmark.disk(runs, data.toAbsolutePath().resolve("images"));
      benchmark.s3(runs, option(options, "--latency", 50));
    }
  }

  private void disk(int runs, Path directory) throws IOException {
    try (var store =
        open(Map.of("IMAGE_STORE.TYPE", "DISK", "IMAGE_STORE.DIRECTORY", directory.toString()))) {
      // What a run that was broken off left.
      database.inTransaction(handle -> handle.execute("truncate blob_removals"));
      double _ = unlink(directory);
      var product = new ArrayList<Double>();
      var bare = new ArrayList<Double>();
      for (int run = -1; run < runs; run++) {
        queue(put(store));
        double removed = remove(store);
        var _ = put(store);
        double unlinked = unlink(directory);
        if (run >= 0) {
          product.add(removed);
          bare.add(unlinked);
        }
      }
      print("on disk against unlink", product, bare);
    }
  }

  private void s3(int runs, int latency) {
    var server =
        WebServer.builder()
            .host("127.0.0.1")
            .routing(routing ->
                routing.any((request, response) -> {
                  request.content().consume();
                  if (request.query().contains("delete")) {
                    Thread.sleep(latency);
                  }
                  response.send(
                      "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>");
                }))
            .build()
            .start();
    String endpoint = "http://127.0.0.1:" + server.port();
    var settings =
        Map.of(
            "IMAGE_STORE.TYPE", "S3",
            "IMAGE_STORE.S3_ENDPOINT", endpoint,
            "IMAGE_STORE.S3_ACCESS_KEY", KEY,
            "IMAGE_STORE.S3_SECRET_KEY", SECRET);
    try (var store = open(settings);
        var client =
            S3Client.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create(KEY, SECRET)))
                .build()) {
      var product = new ArrayList<Double>();
      var bare = new ArrayList<Double>();
      for (int run = -1; run < runs; run++) {
        queue(keys());
        double removed = remove(store);
        double deleted = delete(client, keys());
        if (run >= 0) {
          product.add(removed);
          bare.add(deleted);
        }
      }
      print("on S3 that takes %d ms against bulk deletes".formatted(latency), product, bare);
    } finally {
      server.stop();
    }
  }

  private void print(String name, List<Double> product, List<Double> bare) {
    System.out.printf(
        "%d contents %s: product %.2f s, bare %.2f s, bare / product = %.2f%n",
        blobs, name, median(product), median(bare), median(bare) / median(product));
  }

  private static ImageStore open(Map<String, String> settings) {
    var config = new Settings().layer("benchmark", settings).resolve().imageStore();
    return ImageStores.open(config, Path.of("unused"), Clock.systemUTC()).orElseThrow();
  }

  private List<String> keys() {
    return Stream.generate(() -> UUID.randomUUID().toString()).limit(blobs).toList();
  }

  private List<String> put(ImageStore store) {
    var keys = keys();
    byte[] content = new byte[4096];
    keys.parallelStream()
        .forEach(key -> store.put(Bucket.FACES_SAMPLES, key, new ByteArrayInputStream(content)));
    return keys;
  }

  private void queue(List<String> keys) {
    database.inTransaction(handle -> {
      var batch =
          handle.prepareBatch("insert into blob_removals (bucket, key) values (:bucket, :key)");
      for (String key : keys) {
        batch.bind("bucket", Bucket.FACES_SAMPLES.wireName()).bind("key", key).add();
      }
      batch.execute();
    });
    database.query(handle -> handle.execute("vacuum analyze blob_removals"));
  }

  private double remove(ImageStore store) {
    var images =
        new Images(
            database,
            Optional.of(store),
            new Pictures(Config.DEFAULT.imageStore().maxImagePixels(), 1),
            Clock.systemUTC());
    long start = System.nanoTime();
    int removed = 0;
    for (int more = images.removeBlobs(); more > 0; more = images.removeBlobs()) {
      removed += more;
    }
    if (removed != blobs) {
      throw new IllegalStateException(removed + " were removed");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private double unlink(Path directory) throws IOException {
    List<Path> files;
    try (var all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    long start = System.nanoTime();
    for (var file : files) {
      Files.delete(file);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double delete(S3Client client, List<String> keys) {
    long start = System.nanoTime();
    for (int from = 0; from < keys.size(); from += BULK) {
      var objects =
          keys.subList(from, Math.min(from + BULK, keys.size())).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      var _ =
          client.deleteObjects(request ->
              request.bucket("bare").delete(delete -> delete.objects(objects).quiet(true)));
    }
    return (System.nanoTime() - start) / 1e9;
  }
}
