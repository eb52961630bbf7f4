package dev.luna.db;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The PostgreSQL programs that come with this product, unpacked once into a directory. */
record PostgresBinaries(Path home) {
  private static final String MARKER = "unpacked";

  /**
   * Unpacks if that has not been done. The caller owns the directory, so nobody else unpacks into
   * it.
   */
  static PostgresBinaries in(Path home) {
    if (Files.exists(home.resolve(MARKER))) {
      return new PostgresBinaries(home);
    }
    try (var archive = open();
        var tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        unpack(tar, entry, home);
      }
      Files.createFile(home.resolve(MARKER));
      return new PostgresBinaries(home);
    } catch (IOException e) {
      throw new UncheckedIOException("the PostgreSQL programs cannot be unpacked to " + home, e);
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static InputStream open() {
    String archive = "/postgres-%s-%s.txz".formatted(system(), processor());
    var stream = PostgresBinaries.class.getResourceAsStream(archive);
    if (stream == null) {
      throw new IllegalStateException(
          "there are no PostgreSQL programs for this machine (%s): name a server with --database-url"
              .formatted(archive));
    }
    return stream;
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String processor() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "arm_64";
      default -> name;
    };
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path home)
      throws IOException {
    Path target = home.resolve(entry.getName()).normalize();
    if (!target.startsWith(home)) {
      throw new IOException("entry outside of the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
      return;
    }
    Files.createDirectories(target.getParent());
    if (entry.isSymbolicLink()) {
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        target, executable ? PosixFilePermissions.fromString("rwxr-xr-x") : readable());
  }

  private static Set<java.nio.file.attribute.PosixFilePermission> readable() {
    return PosixFilePermissions.fromString("rw-r--r--");
  }
}
