package dev.luna.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.luna.testing.Nodes;
import dev.luna.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is lost, done twice or left behind when processes are killed or frozen at random. */
class KilledNodesTest {
  private static final int NODES = Integer.getInteger("chaos.nodes", 2);
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  /** Longer than a claim lives. */
  private static final Duration FROZEN = Duration.ofSeconds(2);

  @TempDir private Path files;

  @Test
  void killedNodesLoseNothing() {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 2 * NODES);
    var random = new Random(Purge.SEED);
    try (var database = TestDatabases.open(address);
        var purge = new Purge(database, settings);
        var nodes = new Nodes(settings, NODES)) {
      purge.start(nodes.first().client());
      int kills = 0;
      while (!purge.isDone()) {
        purge.pause(BETWEEN);
        kills += nodes.kill(random);
        assertThat(kills).as("kills, and no end").isLessThan(1000);
      }

      assertThat(kills).as("kills while it ran").isGreaterThan(1);
      purge.assertLaws(nodes.first().client());
      System.out.printf("%d nodes, %d kills, seed %d%n", NODES, kills, Purge.SEED);
    }
  }

  /** Longer than their claims live: what they held is somebody else's when they wake up. */
  @Test
  void frozenNodesDoNothingTwiceWhenTheyWakeUp() {
    var address = TestDatabases.create();
    var settings = Purge.settings(address, files, 6);
    var random = new Random(Purge.SEED);
    try (var database = TestDatabases.open(address);
        var purge = new Purge(database, settings);
        var nodes = new Nodes(settings, 2)) {
      purge.start(nodes.first().client());
      int times = 0;
      while (!purge.isDone()) {
        var frozen = nodes.any(random);
        frozen.freeze();
        try {
          purge.pause(FROZEN);
        } finally {
          frozen.thaw();
        }
        times++;
      }

      assertThat(times).as("times frozen").isGreaterThan(1);
      purge.assertLaws(nodes.first().client());
    }
  }
}
