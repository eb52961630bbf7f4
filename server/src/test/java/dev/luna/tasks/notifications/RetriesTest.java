package dev.luna.tasks.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetriesTest {
  private static final Retries RETRIES = new Retries(Duration.ofSeconds(5), Duration.ofDays(1));

  @ParameterizedTest
  @CsvSource({
    "1, PT0S, PT5S",
    "2, PT0S, PT10S",
    "3, PT0S, PT20S",
    "10, PT0S, PT42M40S",
    "11, PT0S, PT1H",
    "2000000000, PT0S, PT1H",
    "1, PT7S, PT7S",
    "3, PT7S, PT20S",
    "1, PT5H, PT5H",
    "1, P100D, P1D",
  })
  void pausesGrowToAnHourUnlessMoreIsAskedFor(int failures, String asked, String pause) {
    assertThat(RETRIES.pause(failures, Duration.parse(asked))).isEqualTo(Duration.parse(pause));
  }
}
