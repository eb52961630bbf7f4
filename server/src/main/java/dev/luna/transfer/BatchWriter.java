package dev.luna.transfer;

import dev.luna.accounts.Account;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Passwords;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.events.Event;
import dev.luna.events.EventPartitionStore;
import dev.luna.faces.Face;
import dev.luna.faces.FaceList;
import dev.luna.images.StoredImage;
import dev.luna.imagestore.Bucket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One attempt to write a batch; what it refuses counts only once it is committed. */
final class BatchWriter {
  private final Destination destination;
  private final Batch batch;
  private final Instant now;
  private final List<Batch.Refusal> refusals = new ArrayList<>();
  private long added;
  private long present;

  BatchWriter(Destination destination, Batch batch, Instant now) {
    this.destination = destination;
    this.batch = batch;
    this.now = now;
  }

  /**
   * @param source whose progress is written with the batch; null for none
   * @param settled how many lines of the source are settled without this batch
   */
  ImportSummary run(@Nullable String source, long settled) {
    var faces = lines(Line.Face.class);
    var eventLines = lines(EventLine.class).stream().map(Numbered::line).toList();
    var events = eventLines.stream().map(line -> line.toEvent(now)).toList();
    prepareFaces(faces);
    destination.partitions().ensure(events, now, EventPartitionStore.HISTORY);
    destination
        .progress()
        .commit(
            source,
            settled,
            now,
            () -> {
              batch.lines().forEach(this::addOne);
              addFaces(faces);
              claimUntimed(eventLines);
              addEvents(events);
            });
    batch.refusals().addAll(refusals);
    return new ImportSummary(added, present, batch.refusals().size(), 0);
  }

  private <T extends Line> List<Numbered<T>> lines(Class<T> type) {
    return batch.lines().stream()
        .filter(numbered -> type.isInstance(numbered.line()))
        .map(numbered -> new Numbered<>(numbered.number(), type.cast(numbered.line())))
        .toList();
  }

  private void addOne(Numbered<Line> numbered) {
    switch (numbered.line()) {
      case Line.Account account -> addAccount(numbered.number(), account);
      case Line.FaceList list -> count(destination.lists().insert(list(list)));
      case Line.Sample sample -> addSample(numbered.number(), sample);
      case Line.Face face -> {}
      case EventLine event -> {}
    }
  }

  private void addAccount(long number, Line.Account line) {
    if (isWellKnown(line)) {
      refuse(number, new CodedException(ErrorCode.WELL_KNOWN_PASSWORD));
    } else if (destination.accounts().byId(line.accountId()).isPresent()) {
      present++;
    } else if (destination.accounts().insert(account(line))) {
      added++;
    } else {
      refuse(number, new CodedException(ErrorCode.LOGIN_EXISTS, line.login()));
    }
  }

  private boolean isWellKnown(Line.Account line) {
    return line.login().equals(Accounts.FIRST_LOGIN)
        && destination.passwords().matches(Accounts.WELL_KNOWN_PASSWORD, hash(line));
  }

  private Account account(Line.Account line) {
    Instant created = line.createTime() == null ? now : line.createTime();
    return new Account(
        line.accountId(),
        line.accountType(),
        line.login(),
        Objects.requireNonNullElse(line.description(), ""),
        hash(line),
        created,
        line.lastUpdateTime() == null ? created : line.lastUpdateTime());
  }

  private String hash(Line.Account line) {
    if (line.passwordHash() != null) {
      return line.passwordHash();
    }
    return line.password() == null
        ? Passwords.UNUSABLE
        : destination.passwords().hash(line.password());
  }

  private FaceList list(Line.FaceList line) {
    Instant created = line.createTime() == null ? now : line.createTime();
    return new FaceList(
        line.listId(),
        line.accountId(),
        created,
        line.lastUpdateTime() == null ? created : line.lastUpdateTime(),
        0,
        Objects.requireNonNullElse(line.userData(), ""));
  }

  /** A row never refers to a content that is not there. */
  private void addSample(long number, Line.Sample line) {
    var bucket = Bucket.of(line.bucket()).orElseThrow();
    destination.images().keep(bucket, List.of(line.sampleId()));
    var length =
        destination.contents().isEmpty()
            ? OptionalLong.empty()
            : destination.contents().get().length(bucket, line.sampleId().toString());
    if (length.isEmpty()) {
      refuse(number, new CodedException(ErrorCode.IMAGE_NOT_FOUND, line.sampleId()));
      return;
    }
    count(
        destination
            .images()
            .insert(
                new StoredImage(
                    line.sampleId(),
                    bucket,
                    line.accountId(),
                    length.getAsLong(),
                    line.createTime() == null ? now : line.createTime(),
                    line.expireTime())));
  }

  private void prepareFaces(List<Numbered<Line.Face>> faces) {
    faces.stream()
        .map(face -> face.line().attributes())
        .filter(Objects::nonNull)
        .flatMap(attributes -> attributes.descriptors().stream())
        .map(Line.Descriptor::descriptorVersion)
        .distinct()
        .forEach(destination.descriptors()::ensurePartition);
  }

  private void addFaces(List<Numbered<Line.Face>> faces) {
    if (faces.isEmpty()) {
      return;
    }
    var known =
        destination
            .faces()
            .existing(faces.stream().map(face -> face.line().faceId()).toList(), null);
    var lists = existingLists(faces);
    var fresh = new ArrayList<Face>();
    for (var face : faces) {
      var unknown = unknownList(face.line(), lists);
      if (known.contains(face.line().faceId())) {
        present++;
      } else if (unknown != null) {
        refuse(face.number(), new CodedException(ErrorCode.LISTS_NOT_FOUND, unknown));
      } else {
        known.add(face.line().faceId());
        fresh.add(face.line().toFace(now, destination.ids()));
      }
    }
    destination.faces().insertPast(fresh);
    added += fresh.size();
  }

  private Set<UUID> existingLists(List<Numbered<Line.Face>> faces) {
    var wanted =
        faces.stream().flatMap(face -> face.line().lists().stream()).collect(Collectors.toSet());
    return wanted.isEmpty() ? Set.of() : destination.lists().existing(wanted, null);
  }

  private static @Nullable UUID unknownList(Line.Face face, Set<UUID> lists) {
    return face.lists().stream().filter(list -> !lists.contains(list)).findFirst().orElse(null);
  }

  /** Where lines say the times, events that others bring in meanwhile collide by themselves. */
  private void claimUntimed(List<EventLine> lines) {
    destination
        .events()
        .claim(
            lines.stream()
                .filter(line -> line.createTime() == null)
                .map(EventLine::eventId)
                .toList());
  }

  private void addEvents(List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    var known =
        new HashSet<>(destination.events().existing(events.stream().map(Event::eventId).toList()));
    var fresh = events.stream().filter(event -> known.add(event.eventId())).toList();
    destination.events().insert(fresh);
    added += fresh.size();
    present += events.size() - fresh.size();
  }

  private void refuse(long number, CodedException why) {
    refusals.add(new Batch.Refusal(number, why));
  }

  private void count(boolean isNew) {
    if (isNew) {
      added++;
    } else {
      present++;
    }
  }
}
