package dev.luna.transfer;

import dev.luna.accounts.Account;
import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Accounts;
import dev.luna.accounts.Passwords;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One attempt to write a batch; what it refuses counts only once it is committed. */
final class BatchWriter {
  private final ImportStore store;
  private final AccountStore accounts;
  private final Passwords passwords;
  private final Batch batch;
  private final Instant now;
  private final List<Batch.Refusal> refusals = new ArrayList<>();
  private long added;
  private long present;

  BatchWriter(
      ImportStore store, AccountStore accounts, Passwords passwords, Batch batch, Instant now) {
    this.store = store;
    this.accounts = accounts;
    this.passwords = passwords;
    this.batch = batch;
    this.now = now;
  }

  /**
   * @param source whose progress is written with the batch; null for none
   * @param settled how many lines of the source are settled without this batch
   */
  ImportSummary run(@Nullable String source, long settled) {
    var faces = new ArrayList<Numbered<Line.Face>>();
    for (var numbered : batch.lines()) {
      if (numbered.line() instanceof Line.Face face) {
        faces.add(new Numbered<>(numbered.number(), face));
      }
    }
    store.prepare(versions(faces));
    store.commit(
        source,
        settled,
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
    if (isWellKnown(line)) {
      refusals.add(new Batch.Refusal(number, new CodedException(ErrorCode.WELL_KNOWN_PASSWORD)));
      return;
    }
    if (accounts.byId(line.accountId()).isPresent()) {
      present++;
    } else if (accounts.insert(account(line))) {
      added++;
    } else {
      refusals.add(
          new Batch.Refusal(number, new CodedException(ErrorCode.LOGIN_EXISTS, line.login())));
    }
  }

  private boolean isWellKnown(Line.Account line) {
    return line.login().equals(Accounts.FIRST_LOGIN)
        && passwords.matches(Accounts.WELL_KNOWN_PASSWORD, hash(line));
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
