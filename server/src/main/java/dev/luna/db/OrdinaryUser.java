package dev.luna.db;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * How to run PostgreSQL's programs, which refuse to run as root. An ordinary user runs them as they
 * are. Root runs them in a user namespace, where root's own files stay usable; where the system
 * forbids that (some containers), as {@code nobody}, who then owns the cluster's files.
 */
enum OrdinaryUser {
  SELF(List.of()),
  NAMESPACE(List.of("unshare", "--user")),
  NOBODY(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));

  private static final int ROOT = 0;
  private static final int NOBODY_ID = 65534;

  private final List<String> prefix;

  OrdinaryUser(List<String> prefix) {
    this.prefix = prefix;
  }

  /** The way that works for the user of this process. */
  static OrdinaryUser detect() throws InterruptedException {
    if (new UnixSystem().getUid() != ROOT) {
      return SELF;
    }
    for (var way : List.of(NAMESPACE, NOBODY)) {
      if (way.works()) {
        return way;
      }
    }
    throw new IllegalStateException(
        "PostgreSQL does not run as root, and neither 'unshare --user' nor 'setpriv' works here:"
            + " start as an ordinary user, or name a server with --database-url");
  }

  List<String> command(List<String> command) {
    var whole = new ArrayList<>(prefix);
    whole.addAll(command);
    return whole;
  }

  /** Lets the user who runs the programs pass through to {@code directory}. */
  void reach(Path directory) throws IOException {
    if (this == NOBODY) {
      Files.setPosixFilePermissions(
          directory.getParent(), PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  /** Gives {@code directory} with its content to the user who runs the programs. */
  void own(Path directory) {
    if (this != NOBODY) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : (Iterable<Path>) files::iterator) {
        Files.setAttribute(file, "unix:uid", NOBODY_ID, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", NOBODY_ID, java.nio.file.LinkOption.NOFOLLOW_LINKS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean works() throws InterruptedException {
    try {
      return new ProcessBuilder(command(List.of("true"))).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
