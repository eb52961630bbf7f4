package dev.luna.imagestore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for each object. It is written beside the others, made durable and then renamed, which is
 * atomic. Deleting is not made durable: an object that comes back after a loss of power is one that
 * nobody refers to, and the next collection finds it.
 */
final class DiskImageStore implements ImageStore {
  private static final Logger LOG = LoggerFactory.getLogger(DiskImageStore.class);
  private static final Duration LEFTOVER = Duration.ofDays(1);

  private final DiskLayout layout;

  private DiskImageStore(DiskLayout layout) {
    this.layout = layout;
  }

  /**
   * Opens the store, makes its directories, and removes what writers left behind that died more
   * than a day ago. (Younger files may be those of another process that writes right now.)
   *
   * @throws ImageStoreException if the directory cannot be used
   */
  static DiskImageStore open(Path root, InstantSource clock) {
    var store = new DiskImageStore(new DiskLayout(root));
    try {
      DurableFiles.makeDirectories(store.layout.incoming());
      for (var bucket : Bucket.values()) {
        DurableFiles.makeDirectories(store.layout.bucket(bucket));
      }
      store.sweep(clock);
    } catch (IOException e) {
      throw failure("use directory", root, e);
    }
    store.check();
    return store;
  }

  @Override
  public void put(Bucket bucket, String key, InputStream content) {
    Path target = layout.file(bucket, Keys.checked(key));
    try {
      Path written = DurableFiles.write(layout.incoming(), content);
      try {
        Path directory = directoryOf(target);
        DurableFiles.makeDirectories(directory);
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
        DurableFiles.sync(directory);
      } finally {
        Files.deleteIfExists(written);
      }
    } catch (IOException e) {
      throw failure("write", target, e);
    }
  }

  @Override
  public Optional<Content> get(Bucket bucket, String key) {
    Path file = layout.file(bucket, Keys.checked(key));
    try {
      // The open file stays what it is while its name goes to another one.
      var channel = FileChannel.open(file, StandardOpenOption.READ);
      return Optional.of(new Content(Channels.newInputStream(channel), channel.size()));
    } catch (NoSuchFileException e) {
      requireMounted(bucket);
      return Optional.empty();
    } catch (IOException e) {
      throw failure("read", file, e);
    }
  }

  @Override
  public OptionalLong length(Bucket bucket, String key) {
    Path file = layout.file(bucket, Keys.checked(key));
    try {
      return OptionalLong.of(Files.size(file));
    } catch (NoSuchFileException e) {
      requireMounted(bucket);
      return OptionalLong.empty();
    } catch (IOException e) {
      throw failure("read", file, e);
    }
  }

  @Override
  public Set<String> delete(Bucket bucket, Collection<String> keys) {
    Keys.checkAll(keys);
    requireMounted(bucket);
    var kept = new HashSet<String>();
    for (String key : keys) {
      try {
        Files.deleteIfExists(layout.file(bucket, key));
      } catch (IOException e) {
        LOG.warn("an object stays, its deletion was refused: {}", e.toString());
        kept.add(key);
      }
    }
    return Set.copyOf(kept);
  }

  @Override
  public List<Entry> list(Bucket bucket, @Nullable String after, int limit) {
    String position = Keys.position(after);
    try {
      return new DiskListing(position, limit).read(layout.bucket(bucket));
    } catch (IOException e) {
      throw failure("list", layout.bucket(bucket), e);
    }
  }

  @Override
  public void check() {
    try {
      Files.delete(DurableFiles.write(layout.incoming(), InputStream.nullInputStream()));
    } catch (IOException e) {
      throw failure("write", layout.incoming(), e);
    }
  }

  @Override
  public OptionalLong free() {
    try {
      return OptionalLong.of(Files.getFileStore(layout.incoming()).getUsableSpace());
    } catch (IOException e) {
      LOG.warn("the room that is left in {} is not known: {}", layout.incoming(), e.toString());
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    // Nothing stays open between two calls.
  }

  private void sweep(InstantSource clock) throws IOException {
    var oldest = clock.instant().minus(LEFTOVER);
    try (var files = Files.newDirectoryStream(layout.incoming())) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** A missing object is no news, unless the whole disk is missing. */
  private void requireMounted(Bucket bucket) {
    if (!Files.isDirectory(layout.bucket(bucket))) {
      throw new ImageStoreException(
          "image store: %s is not there".formatted(layout.bucket(bucket)));
    }
  }

  private static Path directoryOf(Path file) throws IOException {
    Path directory = file.getParent();
    if (directory == null) {
      throw new IOException(file + " has no directory");
    }
    return directory;
  }

  private static ImageStoreException failure(String what, Path path, IOException e) {
    return new ImageStoreException("image store cannot %s %s: %s".formatted(what, path, e), e);
  }
}
