package dev.luna.tasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChunkSizeTest {
  private static final Duration TARGET = Duration.ofMillis(100);

  @Test
  void slowChunksGetSmallerAtOnce() {
    var size = new ChunkSize(TARGET, 10_000);

    size.took(TARGET.multipliedBy(10));

    assertThat(size.next()).isEqualTo(50);
  }

  @Test
  void quickChunksGrowToTwiceTheirSizeAtMost() {
    var size = new ChunkSize(TARGET, 10_000);

    size.took(Duration.ofNanos(1));

    assertThat(size.next()).isEqualTo(1000);
  }

  @Test
  void itStaysWithinItsBounds() {
    var size = new ChunkSize(TARGET, 800);
    for (int i = 0; i < 10; i++) {
      size.took(Duration.ZERO);
    }
    assertThat(size.next()).isEqualTo(800);

    size.took(Duration.ofDays(1));

    assertThat(size.next()).isEqualTo(1);
  }
}
