package dev.luna;

import dev.luna.config.Config;
import dev.luna.db.Database;
import dev.luna.outbound.GuardedClient;
import dev.luna.secrets.KnownKeyStore;
import dev.luna.secrets.Vault;
import dev.luna.tasks.TaskStore;
import dev.luna.tasks.notifications.Deliverer;
import dev.luna.tasks.notifications.NotificationStore;
import dev.luna.tasks.notifications.Notifications;
import dev.luna.tasks.notifications.Outbox;
import dev.luna.tasks.notifications.Policies;
import dev.luna.tasks.notifications.Retries;
import dev.luna.tasks.notifications.Sender;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** All that tells others of tasks. */
final class Outbound {
  private static final int SWEPT_AT_ONCE = 1000;

  private final Config config;
  final Vault vault;
  final Policies policies;
  final Outbox outbox;
  private final Database database;
  private final NotificationStore store;
  private final Sender sender;

  Outbound(Config config, Surroundings world, Database work, GuardedClient client) {
    this.config = config;
    vault = vault(config, work);
    var settings = config.notifications();
    database = work;
    store = new NotificationStore(work);
    policies = new Policies(vault, client);
    sender = new Sender(client, vault, settings.telegramUrl(), world.clock(), world.ids());
    outbox =
        new Outbox(
            store,
            new TaskStore(work),
            Retries.of(settings).patience(),
            settings.publicUrl(),
            world.ids());
  }

  Notifications notifications() {
    return new Notifications(
        database,
        new TaskStore(database),
        store,
        policies,
        new Notifications.Way(outbox, sender, Retries.of(config.notifications())));
  }

  /**
   * @param listener is told of each attempt
   */
  Deliverer deliverer(Consumer<Sender.Attempt> listener) {
    return new Deliverer(database, sender, config.notifications(), listener);
  }

  int sweep() {
    return store.sweep(SWEPT_AT_ONCE) + store.sweepChats();
  }

  private static Vault vault(Config config, Database work) {
    var file = config.secrets().keyFile(config.storage());
    try {
      var vault = Vault.open(file);
      if (!new KnownKeyStore(work).join(vault.keyIds())) {
        throw new Server.StartException(
            ("secrets in this database are encrypted with other keys than those of %s: copy the"
                    + " file of another node there, or name it by SECRETS.KEY_FILE; if it is lost,"
                    + " run luna-admin keys forget")
                .formatted(file));
      }
      return vault;
    } catch (UncheckedIOException e) {
      throw new Server.StartException(String.valueOf(e.getMessage()));
    }
  }
}
