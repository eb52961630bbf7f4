package dev.luna.db;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The directory with everything that a process keeps in files, private to the user who runs it. It
 * belongs to one process at a time; the operating system gives it free when that process ends,
 * however it ends.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String OWNER = "owner";

  /** What the owner is for. */
  public enum Role {
    /** Serves until it is stopped; commands may use its database. */
    SERVER("a server"),
    /** Ends when its work is done, and its database with it. */
    COMMAND("a command");

    private final String words;

    Role(String words) {
      this.words = words;
    }
  }

  private final Path root;
  private final FileChannel channel;

  private DataDirectory(Path root, FileChannel channel) {
    this.root = root;
    this.channel = channel;
  }

  /**
   * Takes the directory and creates it if need be; empty if another process has it.
   *
   * @throws UncheckedIOException if the directory cannot be written
   */
  public static Optional<DataDirectory> take(Path directory, Role role) {
    try {
      Files.createDirectories(directory);
      Path root = directory.toRealPath();
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      return lock(root, role);
    } catch (IOException e) {
      throw new UncheckedIOException("data directory " + directory + " cannot be used", e);
    }
  }

  /** What the process that has the directory wrote about itself. */
  public static String owner(Path directory) {
    try {
      return Files.readString(directory.resolve(OWNER)).strip();
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Whether the owner is a server, whose database can be used. */
  public static boolean isServed(Path directory) {
    return owner(directory).startsWith(Role.SERVER.words);
  }

  public Path root() {
    return root;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<DataDirectory> lock(Path root, Role role) throws IOException {
    var channel =
        FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isLocked(channel)) {
      channel.close();
      return Optional.empty();
    }
    Files.writeString(
        root.resolve(OWNER),
        role.words + ", process " + ProcessHandle.current().pid() + "\n",
        StandardCharsets.UTF_8);
    return Optional.of(new DataDirectory(root, channel));
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another part of this very process has it.
      return false;
    }
  }
}
