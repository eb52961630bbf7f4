package dev.luna.transfer;

import dev.luna.accounts.Account;
import dev.luna.accounts.AccountStore;
import dev.luna.db.Database;
import dev.luna.events.Event;
import dev.luna.events.EventStore;
import dev.luna.faces.Face;
import dev.luna.faces.FaceList;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.images.StoredImage;
import dev.luna.images.StoredImageStore;
import java.io.OutputStream;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes everything in the transfer format, so that a line comes after those that it refers to:
 * accounts, lists, samples and faces in the order of their ids, events in the order of their times.
 */
public final class Exporter {
  private static final int PAGE = 500;

  private final ExportStore snapshot;
  private final AccountStore accounts;
  private final ListStore lists;
  private final StoredImageStore images;
  private final FaceStore faces;
  private final EventStore events;

  public Exporter(Database database) {
    this.snapshot = new ExportStore(database);
    this.accounts = new AccountStore(database);
    this.lists = new ListStore(database);
    this.images = new StoredImageStore(database);
    this.faces = new FaceStore(database);
    this.events = new EventStore(database);
  }

  /**
   * How an export is made.
   *
   * @param withHashes whether accounts keep their password hashes, which are secrets
   * @param after the last line of an export that was interrupted; null for all lines
   * @param images takes the contents of images
   */
  public record Choice(boolean withHashes, @Nullable Position after, ImageExport images) {}

  /** Types of lines in the order of an export. */
  public enum Type {
    ACCOUNT,
    LIST,
    SAMPLE,
    FACE,
    EVENT
  }

  /** A line of an export. */
  public record Position(Type type, UUID id) {}

  /**
   * @param progress is told how many objects were written, page by page
   * @return how many objects were written
   */
  public long run(OutputStream out, Choice choice, LongConsumer progress) {
    try (var lines = new LineWriter(out, progress)) {
      var run = new Run(lines, choice.after());
      snapshot.fromOneSnapshot(() -> {
        run.write(
            Type.ACCOUNT,
            id -> accounts.after(id, PAGE),
            Account::accountId,
            account -> account(account, choice.withHashes()));
        run.write(Type.LIST, id -> lists.after(id, PAGE), FaceList::listId, Exporter::list);
        run.write(
            Type.SAMPLE,
            id -> images.after(id, PAGE),
            StoredImage::imageId,
            image -> {
              choice.images().add(image);
              return sample(image);
            });
        run.write(Type.FACE, id -> faces.after(id, PAGE), Face::faceId, Line.Face::of);
        run.write(Type.EVENT, id -> events.after(id, PAGE), Event::eventId, EventLine::of);
      });
      return lines.finish();
    }
  }

  /** Pages of a type; each begins behind the last id of the one before. */
  private interface Pages<T> {
    List<T> after(@Nullable UUID id);
  }

  private record Run(LineWriter lines, @Nullable Position after) {
    <T> void write(Type type, Pages<T> pages, Function<T, UUID> id, Function<T, Line> line) {
      if (after != null && after.type().compareTo(type) > 0) {
        return;
      }
      UUID last = after != null && after.type() == type ? after.id() : null;
      for (var page = pages.after(last); !page.isEmpty(); page = pages.after(last)) {
        lines.write(page, line);
        last = id.apply(page.getLast());
      }
    }
  }

  private static Line account(Account account, boolean withHash) {
    return new Line.Account(
        account.accountId(),
        account.accountType(),
        account.login(),
        account.description(),
        null,
        withHash ? Fields.orNull(account.passwordHash()) : null,
        account.createTime(),
        account.lastUpdateTime());
  }

  private static Line list(FaceList list) {
    return new Line.FaceList(
        list.listId(), list.accountId(), list.userData(), list.createTime(), list.lastUpdateTime());
  }

  private static Line sample(StoredImage image) {
    return new Line.Sample(
        image.imageId(),
        image.bucket().wireName(),
        image.accountId(),
        image.createTime(),
        image.expireTime());
  }
}
