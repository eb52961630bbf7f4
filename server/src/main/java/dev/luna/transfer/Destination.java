package dev.luna.transfer;

import dev.luna.accounts.AccountStore;
import dev.luna.accounts.Passwords;
import dev.luna.db.Database;
import dev.luna.events.EventPartitionStore;
import dev.luna.events.EventStore;
import dev.luna.faces.DescriptorStore;
import dev.luna.faces.FaceStore;
import dev.luna.faces.ListStore;
import dev.luna.images.StoredImageStore;
import dev.luna.imagestore.ImageStore;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where an import writes to.
 *
 * @param contents empty where images are switched off
 * @param ids makes ids that lines leave out
 */
record Destination(
    ImportStore progress,
    AccountStore accounts,
    Passwords passwords,
    ListStore lists,
    FaceStore faces,
    DescriptorStore descriptors,
    EventStore events,
    EventPartitionStore partitions,
    StoredImageStore images,
    Optional<ImageStore> contents,
    Supplier<UUID> ids) {

  static Destination of(
      Database database, Passwords passwords, Optional<ImageStore> contents, Supplier<UUID> ids) {
    return new Destination(
        new ImportStore(database),
        new AccountStore(database),
        passwords,
        new ListStore(database),
        new FaceStore(database),
        new DescriptorStore(database),
        new EventStore(database),
        new EventPartitionStore(database),
        new StoredImageStore(database),
        contents,
        ids);
  }
}
