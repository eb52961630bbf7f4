package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Client;
import dev.luna.testing.LunaProcess;
import dev.luna.testing.S3Server;
import dev.luna.testing.TestDatabases;
import dev.luna.testing.TestPictures;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contents in an S3 that fails, slows down, and loses answers after the work was done. */
class FaultyS3Test {
  private static final int UPLOADS = 40;

  @TempDir private Path files;

  @Test
  void contentsAndRowsAgreeWhateverAnS3Answers() {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 1);
    try (var s3 = S3Server.start();
        var faulty = new FaultyS3(s3.port(), Purge.SEED);
        var database = TestDatabases.open(address)) {
      settings.putAll(s3.settings());
      var spoilt = new HashMap<>(settings);
      spoilt.putAll(S3Server.settings(faulty.url()));
      try (var purge = new Purge(database, settings);
          var node = serve(spoilt)) {
        var client = node.client();
        purge.start(client);
        purge.awaitDone();
        purge.assertLaws(client);
        uploads(client)
            .forEach((id, bytes) ->
                assertThat(read(client, id)).as("seed %d", Purge.SEED).isEqualTo(bytes));
        assertThat(faulty.faults()).as("faults").isGreaterThan(3);
      }
    }
  }

  /** It looks at its image store when it starts, which may fail here. */
  private static LunaProcess serve(Map<String, String> settings) {
    for (int left = 5; ; left--) {
      try {
        return LunaProcess.serve(settings);
      } catch (IllegalStateException e) {
        if (left == 0 || !String.valueOf(e.getMessage()).contains("S3")) {
          throw e;
        }
      }
    }
  }

  /** What was acknowledged; the same key makes one sample of several attempts. */
  private static Map<String, byte[]> uploads(Client client) {
    var stored = new HashMap<String, byte[]>();
    for (int n = 0; n < UPLOADS; n++) {
      byte[] picture = TestPictures.face(n);
      var once = client.with("Idempotency-Key", "sample-" + n);
      Client.Answer answer = once.upload("/6/samples/faces", "image/jpeg", picture);
      while (answer.status() == 503) {
        answer = once.upload("/6/samples/faces", "image/jpeg", picture);
      }
      stored.put(answer.expect(201).json().path("image_id").asString(), picture);
    }
    assertThat(stored).hasSize(UPLOADS);
    return stored;
  }

  private static byte[] read(Client client, String id) {
    Client.Answer answer = client.get("/6/samples/faces/" + id);
    while (answer.status() == 503) {
      answer = client.get("/6/samples/faces/" + id);
    }
    return answer.expect(200).bytes();
  }
}
