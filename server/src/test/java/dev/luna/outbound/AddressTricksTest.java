package dev.luna.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.luna.config.Config;
import dev.luna.outbound.OutboundException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus of known tricks: {@code src/test/resources/outbound/addresses.txt}. */
class AddressTricksTest {
  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-f]{4})");

  record Trick(String verdict, String address, String resolvesTo) {}

  static List<Trick> corpus() throws IOException {
    try (var file = AddressTricksTest.class.getResourceAsStream("/outbound/addresses.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\s+", -1))
          .map(cells -> new Trick(cells[0], unescape(cells[1]), cells.length > 2 ? cells[2] : ""))
          .toList();
    }
  }

  private static String unescape(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(escape -> {
          String character = String.valueOf((char) Integer.parseInt(escape.group(1), 16));
          return Matcher.quoteReplacement(character);
        });
  }

  static Stream<Trick> readable() throws IOException {
    return corpus().stream().filter(trick -> !trick.verdict().equals("no-uri"));
  }

  static Stream<Trick> unreadable() throws IOException {
    return corpus().stream().filter(trick -> trick.verdict().equals("no-uri"));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void anAddressIsCalledOnlyIfItIsPublicWhoeverReadsIt(Trick trick) throws Exception {
    var address = new URI(trick.address());
    try (var client = client(trick.resolvesTo())) {
      if (trick.verdict().equals("called")) {
        assertThatCode(() -> client.refuse(address)).doesNotThrowAnyException();
      } else {
        assertThat(trick.verdict()).isEqualTo("refused");
        assertThatExceptionOfType(OutboundException.class)
            .isThrownBy(() -> client.refuse(address))
            .extracting(OutboundException::reason)
            .isEqualTo(Reason.REFUSED);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void someCannotEvenBeWritten(Trick trick) {
    assertThatExceptionOfType(URISyntaxException.class).isThrownBy(() -> new URI(trick.address()));
  }

  @Test
  void theCorpusIsReadInFull() throws IOException {
    assertThat(corpus())
        .hasSizeGreaterThan(200)
        .extracting(Trick::verdict)
        .contains("called", "refused", "no-uri");
  }

  /** Whatever name is asked for, each time. */
  private static GuardedClient client(String resolvesTo) throws NoSuchAlgorithmException {
    return new GuardedClient(
        Config.DEFAULT.outbound(),
        host -> resolvesTo.isEmpty() ? new InetAddress[0] : Names.addresses(resolvesTo),
        SSLContext.getDefault());
  }
}
