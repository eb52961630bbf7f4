package dev.luna.transfer;

import dev.luna.accounts.Account;
import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Passwords;
import dev.luna.db.Database;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings lines of the transfer format in. It adds, and never overwrites: an object whose id is
 * there already stays as it is, so that an import can be run again. Each batch is one transaction,
 * with how far the source has come: an interrupted import goes on where it stopped.
 */
public final class Importer {
  private final ImportStore store;
  private final AccountStore accounts;
  private final Passwords passwords;
  private final InstantSource clock;

  public Importer(Database database, Passwords passwords, InstantSource clock) {
    this.store = new ImportStore(database);
    this.accounts = new AccountStore(database);
    this.passwords = passwords;
    this.clock = clock;
  }

  /**
   * Where lines come from.
   *
   * @param name for the report
   * @param key tells this source from others, so that it can be taken up again; null if it cannot
   */
  public record Source(String name, @Nullable String key, InputStream stream) {}

  /**
   * Imports a stream.
   *
   * @param report file for the lines that were refused
   * @param progress is told how many bytes were settled, batch by batch
   */
  public ImportSummary run(Source source, Path report, LongConsumer progress) {
    long skip = source.key() == null ? 0 : store.committed(source.key());
    var sum = new ImportSummary(0, 0, 0, skip);
    try (var reader = new BatchReader(source.stream(), skip);
        var refusals = new ImportReport(report)) {
      for (var batch = reader.next(); batch != null; batch = reader.next()) {
        sum = sum.plus(write(source, batch, refusals));
        progress.accept(batch.bytes());
      }
    }
    if (source.key() != null) {
      store.finished(source.key());
    }
    return sum;
  }

  /** Adds faces that were made here; those that are there already stay. */
  ImportSummary add(List<? extends Line> lines) {
    var batch = new Batch();
    lines.forEach(line -> batch.add(0, line, 0));
    return new Writing(batch, now()).run(null);
  }

  private ImportSummary write(Source source, Batch batch, ImportReport report) {
    ImportSummary written;
    try {
      written = new Writing(batch, now()).run(source.key());
    } catch (RuntimeException e) {
      if (!Database.isConflict(e)) {
        throw e;
      }
      // Somebody else wrote the same ids meanwhile: now they are seen.
      written = new Writing(batch, now()).run(source.key());
    }
    batch
        .refusals()
        .forEach(refusal -> report.refuse(source.name(), refusal.line(), refusal.why()));
    return written;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /** One attempt to write a batch; its refusals count only once it is committed. */
  private final class Writing {
    private final Batch batch;
    private final Instant now;
    private final List<Batch.Refusal> refusals = new ArrayList<>();
    private long added;
    private long present;

    Writing(Batch batch, Instant now) {
      this.batch = batch;
      this.now = now;
    }

    ImportSummary run(@Nullable String source) {
      var faces = new ArrayList<Numbered<Line.Face>>();
      for (var numbered : batch.lines()) {
        if (numbered.line() instanceof Line.Face face) {
          faces.add(new Numbered<>(numbered.number(), face));
        }
      }
      store.prepare(versions(faces));
      store.commit(
          source,
          batch.lastLine(),
          now,
          () -> {
            batch.lines().forEach(this::addOne);
            addFaces(faces);
          });
      batch.refusals().addAll(refusals);
      return new ImportSummary(added, present, batch.refusals().size(), 0);
    }

    private void addOne(Numbered<Line> numbered) {
      switch (numbered.line()) {
        case Line.Account account -> addAccount(numbered.number(), account);
        case Line.FaceList list -> count(store.insertList(list, now));
        case Line.Face face -> {}
      }
    }

    private void addAccount(long number, Line.Account line) {
      if (accounts.byId(line.accountId()).isPresent()) {
        present++;
      } else if (accounts.insert(account(line))) {
        added++;
      } else {
        refusals.add(
            new Batch.Refusal(number, new CodedException(ErrorCode.LOGIN_EXISTS, line.login())));
      }
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
      return line.password() == null ? Passwords.UNUSABLE : passwords.hash(line.password());
    }

    private void addFaces(List<Numbered<Line.Face>> faces) {
      if (faces.isEmpty()) {
        return;
      }
      var known = store.existingFaces(faces.stream().map(face -> face.line().faceId()).toList());
      var lists = existingLists(faces);
      var fresh = new ArrayList<Line.Face>();
      for (var face : faces) {
        var unknown = unknownList(face.line(), lists);
        if (known.contains(face.line().faceId())) {
          present++;
        } else if (unknown != null) {
          refusals.add(
              new Batch.Refusal(
                  face.number(), new CodedException(ErrorCode.LISTS_NOT_FOUND, unknown)));
        } else {
          known.add(face.line().faceId());
          fresh.add(face.line());
        }
      }
      store.insertFaces(fresh, now);
      added += fresh.size();
    }

    private HashSet<UUID> existingLists(List<Numbered<Line.Face>> faces) {
      var wanted =
          faces.stream().flatMap(face -> face.line().lists().stream()).collect(Collectors.toSet());
      return wanted.isEmpty() ? new HashSet<>() : new HashSet<>(store.existingLists(wanted));
    }

    private static @Nullable UUID unknownList(Line.Face face, HashSet<UUID> lists) {
      return face.lists().stream().filter(list -> !lists.contains(list)).findFirst().orElse(null);
    }

    private static HashSet<Integer> versions(List<Numbered<Line.Face>> faces) {
      var versions = new HashSet<Integer>();
      for (var face : faces) {
        var attributes = face.line().attributes();
        if (attributes != null) {
          attributes.descriptors().forEach(d -> versions.add(d.descriptorVersion()));
        }
      }
      return versions;
    }

    private void count(boolean isNew) {
      if (isNew) {
        added++;
      } else {
        present++;
      }
    }
  }
}
