package dev.luna.tasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.db.Database;
import dev.luna.testing.TestDatabases;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ForegroundTest {
  private static final Duration BUSY = Duration.ofMillis(100);
  private static final Database DATABASE = TestDatabases.open(TestDatabases.create());

  @AfterAll
  static void close() {
    DATABASE.close();
  }

  @Test
  void restsGrowWhileRequestsTakeTooLong() {
    var foreground = probed(Duration.ofNanos(1));

    assertThat(foreground.rest(BUSY)).isEqualTo(BUSY.dividedBy(4));
    assertThat(foreground.rest(BUSY)).isEqualTo(BUSY.dividedBy(2));
    IntStream.range(0, 40).forEach(_ -> foreground.rest(BUSY));
    assertThat(foreground.rest(BUSY)).isEqualTo(BUSY.multipliedBy(8));
    assertThat(foreground.rest(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void thereIsNoRestWhereRequestsAreFastEnough() {
    assertThat(probed(Duration.ofDays(1)).rest(BUSY)).isZero();
  }

  @Test
  void nobodyLooksWhereThereIsNoLimit() {
    assertThat(probed(Duration.ZERO).rest(BUSY)).isZero();
  }

  private static Foreground probed(Duration limit) {
    var foreground = new Foreground(DATABASE, limit);
    IntStream.range(0, 20).forEach(_ -> foreground.probe());
    return foreground;
  }
}
