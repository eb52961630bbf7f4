package dev.luna.images;

import dev.luna.db.Database;
import dev.luna.images.Images.OfSubtask;
import dev.luna.images.RemovalStore.Left;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.ImageStore;
import dev.luna.outbound.Call;
import dev.luna.outbound.GuardedClient;
import dev.luna.outbound.OutboundException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Contents of what tasks have removed: they are queued in the transaction that removes the rows,
 * and removed after it. A content that others refer to stays.
 */
public final class Leftovers {
  /** In the place of a bucket, for addresses that are not ours. */
  private static final String ELSEWHERE = "elsewhere";

  private static final int AT_ONCE = 1000;
  private static final int PORTION = 250;

  /** So few that a server which does not answer does not keep the transaction open for long. */
  private static final int CALLS = 8;

  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private final Database database;
  private final RemovalStore rows;
  private final @Nullable ImageStore contents;
  private final GuardedClient client;
  private final InstantSource clock;

  /**
   * @param contents empty where images are switched off
   * @param client deletes what is elsewhere
   */
  public Leftovers(
      Database database, Optional<ImageStore> contents, GuardedClient client, InstantSource clock) {
    this.database = database;
    this.rows = new RemovalStore(database);
    this.contents = contents.orElse(null);
    this.client = client;
    this.clock = clock;
  }

  /**
   * Told of what could not be removed.
   *
   * @see #remove
   */
  @FunctionalInterface
  public interface Failures {
    /**
     * @param elsewhere whether it is at an address that is not ours
     */
    void failed(String objectId, String key, boolean elsewhere, String reason);
  }

  /**
   * Removes images, in the caller's transaction, that nothing refers to any more.
   *
   * @param byObject images of each object that was removed
   * @return those that go
   */
  public List<UUID> leave(Bucket bucket, Map<UUID, List<UUID>> byObject, OfSubtask of) {
    var images = new ArrayList<UUID>();
    var objects = new ArrayList<UUID>();
    byObject.forEach((object, all) ->
        all.forEach(image -> {
          images.add(image);
          objects.add(object);
        }));
    return images.isEmpty() ? List.of() : rows.removeUnused(bucket, images, objects, of);
  }

  /** Has addresses elsewhere deleted, in the caller's transaction. */
  public void leaveElsewhere(Map<UUID, String> byObject, OfSubtask of) {
    if (!byObject.isEmpty()) {
      rows.queue(ELSEWHERE, List.copyOf(byObject.values()), List.copyOf(byObject.keySet()), of);
    }
  }

  /** Takes up what another task could not remove; returns how much. */
  public int takeOver(long failedTask, OfSubtask of) {
    return rows.takeOver(failedTask, of);
  }

  /**
   * Removes what a subtask has left.
   *
   * @throws dev.luna.imagestore.ImageStoreException if the storage is away
   */
  public void remove(OfSubtask of, Failures failures) {
    for (var bucket : Bucket.values()) {
      while (database.transaction(handle -> removeContents(bucket, of, failures)) == AT_ONCE) {}
    }
    while (database.transaction(handle -> removeElsewhere(of, failures)) == CALLS) {}
  }

  private int removeContents(Bucket bucket, OfSubtask of, Failures failures) {
    var all = rows.lock(bucket.wireName(), of, AT_ONCE);
    var refused = refused(bucket, all.stream().map(Left::key).toList());
    var gone = new ArrayList<Left>();
    for (var left : all) {
      if (refused.contains(left.key())) {
        fail(left, "the image store refuses to remove it", failures);
      } else {
        gone.add(left);
      }
    }
    rows.forget(gone);
    return all.size();
  }

  private int removeElsewhere(OfSubtask of, Failures failures) {
    var all = rows.lock(ELSEWHERE, of, CALLS);
    var reasons =
        inParallel(all.stream().<Callable<String>>map(left -> () -> delete(left.key())).toList());
    var gone = new ArrayList<Left>();
    for (int i = 0; i < all.size(); i++) {
      if (reasons.get(i).isEmpty()) {
        gone.add(all.get(i));
      } else {
        fail(all.get(i), reasons.get(i), failures);
      }
    }
    rows.forget(gone);
    return all.size();
  }

  private void fail(Left left, String reason, Failures failures) {
    rows.markFailed(left, clock.instant());
    failures.failed(left.objectId(), left.key(), left.bucket().equals(ELSEWHERE), reason);
  }

  /** Removes contents in parallel portions; those that are refused are tried again soon. */
  private Set<String> refused(Bucket bucket, List<String> keys) {
    Set<String> left = new HashSet<>(keys);
    for (int attempt = 1; attempt <= TRIES && !left.isEmpty() && contents != null; attempt++) {
      if (attempt > 1) {
        rest();
      }
      left = deleteAll(contents, bucket, left);
    }
    return left;
  }

  private static Set<String> deleteAll(ImageStore store, Bucket bucket, Collection<String> keys) {
    var list = List.copyOf(keys);
    var portions = new ArrayList<Callable<Set<String>>>();
    for (int from = 0; from < list.size(); from += PORTION) {
      var portion = list.subList(from, Math.min(list.size(), from + PORTION));
      portions.add(() -> store.delete(bucket, portion));
    }
    return inParallel(portions).stream().flatMap(Set::stream).collect(Collectors.toSet());
  }

  /** Why it is not gone; empty if it is. */
  private String delete(String address) {
    try {
      int status =
          client
              .send(new Call("DELETE", URI.create(address), Map.of(), new byte[0], PATIENCE))
              .status();
      boolean isGone = (status >= 200 && status < 300) || status == 404 || status == 410;
      return isGone ? "" : "its server answered " + status;
    } catch (OutboundException | IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static <T> List<T> inParallel(List<Callable<T>> work) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var results = new ArrayList<T>();
      for (var running : threads.invokeAll(work)) {
        results.add(running.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void rest() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
