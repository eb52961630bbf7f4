package dev.luna.transfer;

import dev.luna.images.StoredImage;
import dev.luna.imagestore.Content;
import dev.luna.imagestore.ImageStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Where an export puts the contents of images. A content that is gone is passed over. */
public interface ImageExport extends AutoCloseable {
  /** Leaves the contents where they are. */
  ImageExport NONE = image -> {};

  void add(StoredImage image);

  @Override
  default void close() {}

  /** A new tar file, for its owner only; or a directory, if it is not named {@code .tar}. */
  static ImageExport to(Path target, ImageStore contents) throws IOException {
    if (!target.toString().endsWith(".tar")) {
      Files.createDirectories(target);
      return image -> copy(image, target, contents);
    }
    Files.deleteIfExists(target);
    Files.createFile(
        target, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new Tar(
        new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target))),
        contents);
  }

  private static void copy(StoredImage image, Path directory, ImageStore contents) {
    Path file = directory.resolve(ImageFiles.name(image.bucket(), image.imageId()));
    try (var content =
        contents.get(image.bucket(), image.imageId().toString()).orElse(Tar.NOTHING)) {
      if (!content.equals(Tar.NOTHING)) {
        Files.createDirectories(directory.resolve(image.bucket().wireName()));
        Files.copy(content.stream(), file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the image " + file + " cannot be written", e);
    }
  }

  /** One file with all of them. */
  final class Tar implements ImageExport {
    private static final Content NOTHING = new Content(java.io.InputStream.nullInputStream(), 0);

    private final TarArchiveOutputStream tar;
    private final ImageStore contents;

    private Tar(TarArchiveOutputStream tar, ImageStore contents) {
      this.tar = tar;
      this.contents = contents;
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    @Override
    public void add(StoredImage image) {
      try (var content = contents.get(image.bucket(), image.imageId().toString()).orElse(NOTHING)) {
        if (!content.equals(NOTHING)) {
          var entry = new TarArchiveEntry(ImageFiles.name(image.bucket(), image.imageId()));
          entry.setSize(content.length());
          tar.putArchiveEntry(entry);
          content.stream().transferTo(tar);
          tar.closeArchiveEntry();
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the images cannot be written", e);
      }
    }

    @Override
    public void close() {
      try {
        tar.close();
      } catch (IOException e) {
        throw new UncheckedIOException("the images cannot be written", e);
      }
    }
  }
}
