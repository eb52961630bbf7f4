package dev.luna.faces;

import dev.luna.db.Database;
import dev.luna.db.Portions;
import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.imagestore.Bucket;
import dev.luna.imagestore.KnownImages;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * What the owner of faces and lists does with them. What belongs to another account is treated as
 * if it was not there.
 */
public final class Faces {
  private final Database database;
  private final FaceStore faces;
  private final ListStore lists;
  private final DescriptorStore descriptors;
  private final KnownImages images;
  private final Runnable room;

  /**
   * @param room asked before a face gets attributes that had none; throws if it may not
   */
  public Faces(Database database, KnownImages images, Runnable room) {
    this.database = database;
    this.images = images;
    this.room = room;
    this.faces = new FaceStore(database);
    this.lists = new ListStore(database);
    this.descriptors = new DescriptorStore(database);
  }

  /** Makes room for descriptors of these versions; not inside a transaction, since it locks. */
  public void prepare(Collection<Integer> versions) {
    versions.forEach(descriptors::ensurePartition);
  }

  /**
   * Adds a face, for which {@link #prepare} has been called.
   *
   * @throws CodedException FACE_EXISTS, LISTS_NOT_FOUND, BAD_INPUT for unknown samples, or LICENCE
   */
  public void create(Face face) {
    if (face.attributes() != null) {
      room.run();
    }
    try {
      database.inTransaction(handle -> {
        refuseUnknownLists(face.lists(), face.accountId());
        refuseUnknownSamples(face);
        faces.insert(List.of(face));
      });
    } catch (RuntimeException e) {
      if (Database.isDuplicate(e)) {
        throw new CodedException(ErrorCode.FACE_EXISTS, face.faceId());
      }
      throw e;
    }
  }

  /**
   * Changes a face, its lists and attributes included: those that differ are replaced.
   *
   * @throws CodedException FACE_NOT_FOUND, LISTS_NOT_FOUND, BAD_INPUT for unknown samples, LICENCE,
   *     or what the change throws
   */
  public void change(UUID faceId, UUID accountId, UnaryOperator<Face> change) {
    database.inTransaction(handle -> {
      var before = lock(faceId, accountId);
      var after = change.apply(before);
      if (before.attributes() == null && after.attributes() != null) {
        room.run();
      }
      if (!Set.copyOf(after.lists()).equals(Set.copyOf(before.lists()))) {
        refuseUnknownLists(after.lists(), accountId);
        lists.relink(faceId, after.lists());
      }
      if (!Objects.equals(after.attributes(), before.attributes())) {
        refuseUnknownSamples(after);
        faces.replaceAttributes(after);
        descriptors.touchLists(List.of(faceId.toString()));
      }
      faces.update(after);
    });
  }

  /**
   * @throws CodedException FACE_NOT_FOUND
   */
  public void remove(UUID faceId, UUID accountId) {
    if (faces.delete(FaceFilter.of(faceId, accountId), 1) == 0) {
      throw new CodedException(ErrorCode.FACE_NOT_FOUND, faceId);
    }
  }

  /** Whether an account has a face. */
  public boolean exists(UUID faceId, UUID accountId) {
    return faces.count(FaceFilter.of(faceId, accountId)) == 1;
  }

  /** Removes faces portion by portion, about {@code most}; returns how many. */
  public long remove(FaceFilter filter, long most) {
    return Portions.remove(most, limit -> faces.delete(filter, limit));
  }

  /**
   * Attaches faces to a list, or detaches them.
   *
   * @throws CodedException LISTS_NOT_FOUND or FACES_NOT_FOUND; then nothing was changed
   */
  public void link(UUID listId, Collection<UUID> faceIds, UUID accountId, boolean attach) {
    database.inTransaction(handle -> {
      refuseUnknownLists(List.of(listId), accountId);
      var known = faces.existing(faceIds, accountId);
      missing(faceIds, known)
          .ifPresent(unknown -> {
            throw new CodedException(ErrorCode.FACES_NOT_FOUND, unknown);
          });
      if (attach) {
        lists.attach(listId, faceIds);
      } else {
        lists.detach(listId, faceIds);
      }
    });
  }

  /**
   * @throws CodedException LIST_NOT_FOUND
   */
  public void changeList(UUID listId, UUID accountId, String userData) {
    if (!lists.changeUserData(listId, accountId, userData)) {
      throw new CodedException(ErrorCode.LIST_NOT_FOUND, listId);
    }
  }

  /**
   * Removes a list. Its faces are removed with it or only detached, portion by portion: a list of
   * any size holds nobody up, and a removal that was interrupted can be asked for again.
   *
   * @throws CodedException LIST_NOT_FOUND
   */
  public void removeList(UUID listId, UUID accountId, boolean withFaces) {
    if (lists.existing(List.of(listId), accountId).isEmpty()) {
      throw new CodedException(ErrorCode.LIST_NOT_FOUND, listId);
    }
    if (withFaces) {
      remove(FaceFilter.ofList(listId, accountId), Long.MAX_VALUE);
    }
    long _ = Portions.remove(Long.MAX_VALUE, limit -> lists.detachSome(listId, limit));
    lists.delete(listId);
  }

  private Face lock(UUID faceId, UUID accountId) {
    return faces
        .lock(faceId, accountId)
        .orElseThrow(() -> new CodedException(ErrorCode.FACE_NOT_FOUND, faceId));
  }

  private void refuseUnknownLists(Collection<UUID> listIds, UUID accountId) {
    if (listIds.isEmpty()) {
      return;
    }
    var known = lists.existing(listIds, accountId);
    missing(listIds, known)
        .ifPresent(unknown -> {
          throw new CodedException(ErrorCode.LISTS_NOT_FOUND, unknown);
        });
  }

  private void refuseUnknownSamples(Face face) {
    if (face.attributes() == null || face.attributes().samples().isEmpty()) {
      return;
    }
    var samples = face.attributes().samples();
    var known = images.among(Bucket.FACES_SAMPLES, samples, face.accountId());
    missing(samples, known)
        .ifPresent(unknown -> {
          throw new CodedException(
              ErrorCode.BAD_INPUT, "Face sample '%s' is not stored here".formatted(unknown));
        });
  }

  private static Optional<UUID> missing(Collection<UUID> wanted, Set<UUID> known) {
    return wanted.stream().filter(id -> !known.contains(id)).findFirst();
  }
}
