package dev.luna.events;

import dev.luna.db.Database;
import dev.luna.db.Portions;
import dev.luna.db.Timeline;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.KnownImages;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What the owner of events does with them. What belongs to another account is treated as if it was
 * not there.
 */
public final class Events {
  private static final int WEEKS_BACK = 104;

  private final Database database;
  private final EventStore events;
  private final EventPartitionStore partitions;
  private final KnownImages images;
  private final InstantSource clock;

  public Events(Database database, KnownImages images, InstantSource clock) {
    this.database = database;
    this.events = new EventStore(database);
    this.partitions = new EventPartitionStore(database);
    this.images = images;
    this.clock = clock;
  }

  /** Makes room for events; not inside a transaction, since it takes locks. */
  public void prepare(List<Event> fresh) {
    partitions.ensure(fresh, clock.instant(), WEEKS_BACK);
  }

  /**
   * Adds events of an account, for which {@link #prepare} has been called; all of them or none.
   *
   * @throws CodedException EVENT_EXISTS, or BAD_INPUT that names the event with an id that occurs
   *     twice or an image that is not there
   */
  public void create(List<Event> fresh, UUID accountId) {
    database.inTransaction(handle -> {
      refuseTakenIds(fresh);
      refuseUnknown(fresh, accountId, Bucket.FACES_SAMPLES, Event::faceSamples);
      refuseUnknown(fresh, accountId, Bucket.BODIES_SAMPLES, Event::bodySamples);
      refuseUnknown(fresh, accountId, Bucket.IMAGES, Event::ownImages);
      events.insert(fresh);
    });
  }

  /**
   * @throws CodedException EVENT_NOT_FOUND
   */
  public void remove(UUID eventId, UUID accountId) {
    var filter = EventFilter.of(accountId, List.of(eventId), Timeline.Span.ALL);
    if (events.delete(filter, 1) == 0) {
      throw new CodedException(ErrorCode.EVENT_NOT_FOUND, eventId);
    }
  }

  /** Removes events portion by portion, about {@code most}; returns how many. */
  public long remove(EventFilter filter, long most) {
    return Portions.remove(most, limit -> events.delete(filter, limit));
  }

  private void refuseTakenIds(List<Event> fresh) {
    events.claim(fresh.stream().map(Event::eventId).toList());
    var taken = events.existing(fresh.stream().map(Event::eventId).toList());
    var seen = new HashSet<UUID>();
    for (int i = 0; i < fresh.size(); i++) {
      UUID id = fresh.get(i).eventId();
      if (taken.contains(id)) {
        throw new CodedException(ErrorCode.EVENT_EXISTS, id);
      }
      if (!seen.add(id)) {
        throw new CodedException(
            ErrorCode.BAD_INPUT, "events.%d: id '%s' occurs twice".formatted(i, id));
      }
    }
  }

  private void refuseUnknown(
      List<Event> fresh, UUID accountId, Bucket bucket, Function<Event, List<UUID>> of) {
    var wanted = fresh.stream().map(of).flatMap(Collection::stream).distinct().toList();
    if (wanted.isEmpty()) {
      return;
    }
    var known = images.among(bucket, wanted, accountId);
    for (int i = 0; i < fresh.size(); i++) {
      for (UUID id : of.apply(fresh.get(i))) {
        if (!known.contains(id)) {
          throw new CodedException(
              ErrorCode.BAD_INPUT,
              "events.%d: image '%s' is not stored in %s".formatted(i, id, bucket.wireName()));
        }
      }
    }
  }
}
