package dev.luna.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthTest {
  private static final Duration TIME = Duration.ofSeconds(10);

  @Test
  void onlyVitalPartsAreAskedUnlessAllAreWanted() {
    var health =
        new Health(
            List.of(
                new Health.Part("Heart", true, () -> {}),
                new Health.Part("Ear", false, HealthTest::fail)),
            TIME);

    assertThat(health.problems(false)).isEmpty();
    assertThat(health.problems(true)).containsExactly("Ear is not reachable");
  }

  @Test
  void partsAreAskedAtTheSameTime() {
    var both = new CyclicBarrier(2);
    var health =
        new Health(
            List.of(
                new Health.Part("A", false, () -> meet(both)),
                new Health.Part("B", false, () -> meet(both))),
            TIME);

    assertThat(health.problems(true)).isEmpty();
  }

  @Test
  void whoDoesNotWaitSeesWhatAPartAnsweredLast() throws InterruptedException {
    var end = new CountDownLatch(1);
    var hangs = new AtomicBoolean();
    var health =
        new Health(
            List.of(
                new Health.Part(
                    "Ear",
                    false,
                    () -> {
                      if (hangs.get()) {
                        await(end);
                      }
                      fail();
                    }),
                new Health.Part("Nose", false, () -> await(end))),
            TIME);

    var unknown = new Health.State("Nose", "", false);
    var known = new Health.State("Ear", "Ear is not reachable", true);
    assertThat(health.glance()).containsExactly(known, unknown);
    hangs.set(true);
    assertThat(health.glance()).containsExactly(known, unknown);
    end.countDown();
    assertThat(health.problems(true)).containsExactly("Ear is not reachable");
    assertThat(health.glance()).containsExactly(known, new Health.State("Nose", "", true));
  }

  @Test
  void aPartThatHangsIsAskedOnceAndHoldsUpNobody() throws InterruptedException {
    var end = new CountDownLatch(1);
    var asked = new AtomicInteger();
    var hanging =
        new Health.Part(
            "Ear",
            false,
            () -> {
              asked.incrementAndGet();
              await(end);
            });
    var health =
        new Health(
            List.of(hanging, new Health.Part("Heart", true, HealthTest::fail)),
            Duration.ofMillis(100));

    for (int i = 0; i < 3; i++) {
      assertThat(health.problems(true))
          .containsExactly("Ear did not answer within 0 s", "Heart is not reachable");
    }
    assertThat(asked).hasValue(1);

    end.countDown();
    assertThat(new Health(List.of(hanging), TIME).problems(true)).isEmpty();
  }

  private static void fail() {
    throw new IllegalStateException("away");
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      int _ = barrier.await(5, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
