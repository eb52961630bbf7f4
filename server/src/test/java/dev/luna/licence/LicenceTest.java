package dev.luna.licence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.cli.LunaAdminCommand;
import dev.luna.errors.ErrorCode;
import dev.luna.signing.SigningKey;
import dev.luna.testing.Client;
import dev.luna.testing.SettableClock;
import dev.luna.testing.TestData;
import dev.luna.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a licence, from a day in 2027. */
class LicenceTest {
  private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());

  private final SettableClock clock = new SettableClock(START);
  @TempDir private Path directory;

  @Test
  void attributesAreRefusedAboveTheLimitAndWhatIsThereStaysUsable() {
    write(Map.of("faces_limit", "10"));
    try (var server = start()) {
      TestData.faces(server.database(), 8, 56);
      assertThat(warnings(server)).isEmpty();

      // 85 percent of ten are nine.
      attach(server).expect(201);
      forward();
      assertThat(warnings(server))
          .containsExactly("Licence: 9 of 10 faces are used; attributes are refused above 110 %");
      for (int i = 0; i < 2; i++) {
        attach(server).expect(201);
        forward();
      }
      attach(server).expect(403, ErrorCode.LICENCE);
      assertThat(problem(server)).isEqualTo("Licence: 11 faces have attributes, 110 % of 10 may");

      var platform = server.admin().with("Luna-Account-Id", TestData.ACCOUNT.toString());
      String bare =
          platform
              .post("/6/faces", "{\"user_data\":\"x\"}")
              .expect(201)
              .json()
              .path("face_id")
              .asString();
      String path = "/6/faces/" + bare + "/attributes";
      platform.put(path, "{\"age\":30}").expect(403, ErrorCode.LICENCE);
      String first = "/6/faces/" + TestData.face(1);
      platform.put(first + "/attributes", "{\"age\":31}").expect(204);
      platform.delete(first).expect(204);
      forward();
      platform.put(path, "{\"age\":30}").expect(204);
    }
  }

  @Test
  void theEndIsAnnouncedTwoWeeksBefore() {
    write(Map.of("expiration_time", "2027-03-16T00:00:00Z"));
    try (var server = start()) {
      assertThat(warnings(server)).isEmpty();

      clock.forward(Duration.ofDays(1));
      assertThat(warnings(server))
          .containsExactly("Licence: it expires at 2027-03-16T00:00:00.000Z");
      attach(server).expect(201);

      clock.forward(Duration.ofDays(14));
      assertThat(problem(server)).isEqualTo("Licence: it expired at 2027-03-16T00:00:00.000Z");
      attach(server).expect(403, ErrorCode.LICENCE);
      server.client().get("/healthcheck").expect(200);
    }
  }

  @Test
  void aLicenceIsReadAgainWhenItIsReplacedAndNotBelievedWhenItWasChanged() throws IOException {
    write(Map.of("faces_limit", "0"));
    String none = Files.readString(file());
    try (var server = start()) {
      attach(server).expect(403, ErrorCode.LICENCE);

      Files.writeString(file(), none.replaceFirst("\"value\" : 0", "\"value\" : 99"));
      assertThat(problem(server))
          .isEqualTo("Licence: it is not valid: features.faces_limit was changed");

      Files.delete(file());
      assertThat(problem(server)).contains("there is no file");

      Files.writeString(file(), "no licence");
      assertThat(problem(server)).contains("it is not JSON");
      attach(server).expect(403, ErrorCode.LICENCE);

      Files.delete(file());
      write(Map.of("faces_limit", "5", "liveness", "0"));
      attach(server).expect(201);
      assertThat(warnings(server)).isEmpty();
    }
  }

  @Test
  void withoutAKeyAndAFileNothingIsLimited() {
    try (var server = new TestServer(Map.of("LICENCE.FILE", file().toString()), clock).start()) {
      attach(server).expect(201);
      assertThat(warnings(server)).isEmpty();

      write(Map.of());
      assertThat(problem(server)).contains("LICENCE.PUBLIC_KEY is not set");
    }
  }

  @Test
  void licencesAreMadeByTheCommand() {
    String privateKey = directory.resolve("vendor.pem").toString();
    String key = run(0, "licence", "new-key", privateKey).strip();
    run(1, "licence", "new-key", privateKey);
    String file = file().toString();
    String[] sign = {"licence", "sign", "--key", privateKey, file, "--feature"};
    run(2, with(sign, "wings=1"));
    run(2, with(sign, "iso=2"));
    run(2, with(sign, "expiration_time=soon"));
    run(0, with(sign, "faces_limit=0"));
    run(1, with(sign, "faces_limit=10"));
    run(2, "licence");

    var settings = Map.of("LICENCE.FILE", file, "LICENCE.PUBLIC_KEY", key);
    try (var server = new TestServer(settings, clock).start()) {
      assertThat(problem(server)).isEqualTo("Licence: 0 faces have attributes, 110 % of 0 may");
    }
  }

  private TestServer start() {
    return new TestServer(
            Map.of("LICENCE.FILE", file().toString(), "LICENCE.PUBLIC_KEY", KEY.publicKey().text()),
            clock)
        .start();
  }

  private Path file() {
    return directory.resolve("licence.json");
  }

  private void write(Map<String, String> features) {
    var terms = new EnumMap<Feature, Term>(Feature.class);
    features.forEach((name, value) -> {
      var feature = Feature.of(name).orElseThrow();
      terms.put(feature, Term.parse(feature, value));
    });
    LicenceFile.write(file(), "Horns and Hooves", START, terms, KEY);
  }

  private void forward() {
    clock.forward(Duration.ofSeconds(1));
  }

  private static Client.Answer attach(TestServer server) {
    return server
        .admin()
        .with("Luna-Account-Id", TestData.ACCOUNT.toString())
        .post("/6/faces", "{\"attributes\":{\"age\":30}}");
  }

  private static List<String> warnings(TestServer server) {
    var said = new ArrayList<String>();
    server
        .client()
        .get("/healthcheck?include_luna_services=1")
        .expect(200)
        .json()
        .path("warnings")
        .forEach(warning -> said.add(warning.asString()));
    return said;
  }

  private static String problem(TestServer server) {
    return server
        .client()
        .get("/healthcheck?include_luna_services=1")
        .expect(502)
        .json()
        .path("errors")
        .path(0)
        .path("detail")
        .asString();
  }

  private static String[] with(String[] command, String value) {
    var all = new ArrayList<>(List.of(command));
    all.add(value);
    return all.toArray(String[]::new);
  }

  private static String run(int expected, String... command) {
    var out = new ByteArrayOutputStream();
    var before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(LunaAdminCommand.run(command)).isEqualTo(expected);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
