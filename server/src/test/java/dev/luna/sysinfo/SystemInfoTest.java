package dev.luna.sysinfo;

import static net.javacrumbs.jsonunit.assertj.JsonAssertions.assertThatJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.signing.Seal;
import dev.luna.signing.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SystemInfoTest {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final SigningKey KEY = SigningKey.generate(new SecureRandom());

  @Test
  void sectionsAreGatheredAtTheSameTimeAndSigned() {
    var both = new CyclicBarrier(2);
    var report =
        new SystemInfo(
                List.of(
                    new Section("a", null, () -> meet(both)),
                    new Section("b", null, () -> meet(both))),
                () -> KEY,
                LONG)
            .report();

    assertThatJson(report.deepCopy().without("signature"))
        .isEqualTo("{\"a\":\"met\",\"b\":\"met\"}");
    assertThat(Seal.check(report, List.of(KEY.publicKey())).isGenuine()).isTrue();
  }

  @Test
  void aBrokenSectionAndOneThatHangsTakeNothingWithThem() throws InterruptedException {
    var end = new CountDownLatch(1);
    var asked = new AtomicInteger();
    var info =
        new SystemInfo(
            List.of(
                new Section("fine", 0, () -> 1),
                new Section("broken", List.of(), SystemInfoTest::fail),
                new Section("hanging", 7, () -> hang(end, asked))),
            () -> KEY,
            Duration.ofMillis(300));

    for (int i = 0; i < 3; i++) {
      var report = info.report();
      assertThat(Seal.check(report, List.of(KEY.publicKey())).isGenuine()).isTrue();
      assertThatJson(report.deepCopy().without("signature"))
          .isEqualTo(
              """
              {"fine": 1, "broken": [], "hanging": 7, "errors": [
                {"section": "broken", "description": "It cannot be read now"},
                {"section": "hanging", "description": "It did not answer within 300 ms"}]}
              """);
    }
    assertThat(asked).hasValue(1);
    end.countDown();
  }

  @Test
  void aReportWithoutAKeyIsNotSignedAndSaysSo() {
    var report =
        new SystemInfo(List.of(new Section("fine", 0, () -> 1)), SystemInfoTest::noKey, LONG)
            .report();

    assertThatJson(report)
        .isEqualTo(
            """
            {"fine": 1, "signature": "",
             "errors": [{"section": "signature", "description": "It cannot be read now"}]}
            """);
  }

  private static String meet(CyclicBarrier barrier) {
    try {
      barrier.await();
      return "met";
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object hang(CountDownLatch end, AtomicInteger asked) {
    asked.incrementAndGet();
    try {
      end.await();
      return 1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object fail() {
    throw new IllegalStateException("a secret reason");
  }

  private static SigningKey noKey() {
    throw new IllegalStateException("no key");
  }
}
