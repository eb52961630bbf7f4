package dev.luna.db;

import dev.luna.config.Config;
import dev.luna.config.DatabaseConfig;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server that a process works with: an outside one, or the embedded one of a data directory.
 */
public final class DatabaseHost implements AutoCloseable {
  private final DatabaseAddress address;
  private final @Nullable DataDirectory directory;
  private final @Nullable EmbeddedPostgres embedded;

  private DatabaseHost(
      DatabaseAddress address,
      @Nullable DataDirectory directory,
      @Nullable EmbeddedPostgres embedded) {
    this.address = address;
    this.directory = directory;
    this.embedded = embedded;
  }

  /** Thrown where a data directory belongs to another process. */
  public static final class InUseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InUseException(Path directory) {
      super(
          "data directory %s is in use by %s: stop that one, or choose another with --data-dir"
              .formatted(directory.toAbsolutePath(), DataDirectory.owner(directory)));
    }
  }

  /**
   * For a process that serves: the data directory has to be its own.
   *
   * @throws InUseException if another process has the data directory
   */
  public static DatabaseHost own(Config config) {
    return outside(config)
        .or(() -> embedded(config, DataDirectory.Role.SERVER))
        .orElseThrow(() -> new InUseException(config.storage().dataDir()));
  }

  /**
   * For a command: works beside the process that serves the data directory, or without one.
   *
   * @throws InUseException if another command has started the server and is still at it
   */
  public static DatabaseHost join(Config config) {
    Path data = config.storage().dataDir();
    return outside(config)
        .or(() -> embedded(config, DataDirectory.Role.COMMAND))
        .or(() -> served(data))
        .orElseThrow(() -> new InUseException(data));
  }

  public DatabaseAddress address() {
    return address;
  }

  @Override
  public void close() {
    if (embedded != null) {
      embedded.close();
    }
    if (directory != null) {
      directory.close();
    }
  }

  private static Optional<DatabaseHost> outside(Config config) {
    DatabaseConfig database = config.database();
    if (database.url().isEmbedded()) {
      return Optional.empty();
    }
    var address =
        new DatabaseAddress(database.url().value(), database.user(), database.password().reveal());
    return Optional.of(new DatabaseHost(address, null, null));
  }

  private static Optional<DatabaseHost> served(Path data) {
    return DataDirectory.isServed(data)
        ? EmbeddedPostgres.running(data).map(address -> new DatabaseHost(address, null, null))
        : Optional.empty();
  }

  private static Optional<DatabaseHost> embedded(Config config, DataDirectory.Role role) {
    return DataDirectory.take(config.storage().dataDir(), role)
        .map(directory -> {
          try {
            var server = EmbeddedPostgres.start(directory);
            return new DatabaseHost(server.address(), directory, server);
          } catch (RuntimeException e) {
            directory.close();
            throw e;
          }
        });
  }
}
