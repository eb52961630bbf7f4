package dev.luna.transfer;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import dev.luna.imagestore.ImageStore;
import dev.luna.imagestore.Pictures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Stores the images that lie beside lines, before the lines. An image that is stored already stays,
 * so that an interrupted import can be run again.
 */
public final class ImageImporter {
  private static final int AT_ONCE = 8;

  private final ImageStore contents;
  private final Pictures pictures;
  private final int longest;
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong present = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();

  /**
   * @param longest largest image, in bytes
   */
  public ImageImporter(ImageStore contents, Pictures pictures, int longest) {
    this.contents = contents;
    this.pictures = pictures;
    this.longest = longest;
  }

  /**
   * Stores all images of a directory or a tar file.
   *
   * @param report takes those that are refused
   * @param progress is told of each image
   */
  public ImportSummary run(Path source, ImportReport report, LongConsumer progress)
      throws IOException {
    // Threads that wait for a disk or a network: as many as there are images on the way.
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var work = new Work(source, report, progress, threads, new Semaphore(AT_ONCE));
      if (Files.isDirectory(source)) {
        readDirectory(source, work);
      } else {
        readTar(source, work);
      }
    }
    refuseToGoOn();
    return new ImportSummary(added.get(), present.get(), refused.get(), 0);
  }

  private record Work(
      Path source,
      ImportReport report,
      LongConsumer progress,
      ExecutorService threads,
      Semaphore places) {}

  private void readDirectory(Path source, Work work) throws IOException {
    try (var files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        try (var in = Files.newInputStream(file)) {
          take(source.relativize(file), in, work);
        }
      }
    }
  }

  private void readTar(Path source, Work work) throws IOException {
    try (var tar =
        new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(source)))) {
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile()) {
          try {
            take(Path.of(entry.getName()), tar, work);
          } catch (InvalidPathException e) {
            refuse("?", new CodedException(ErrorCode.BAD_INPUT, "the name is no path"), work);
          }
        }
      }
    }
  }

  private void take(Path name, InputStream in, Work work) throws IOException {
    var named = ImageFiles.parse(name);
    if (named.isEmpty()) {
      refuse(
          name.toString(),
          new CodedException(
              ErrorCode.BAD_INPUT,
              "is not named <bucket>/<id>.jpg, bucket one of " + ImageFiles.BUCKETS),
          work);
      return;
    }
    refuseToGoOn();
    Path file = Files.createTempFile("luna-import", ".tmp");
    // One byte more tells that it is too long.
    Files.write(file, in.readNBytes(longest + 1));
    work.places().acquireUninterruptibly();
    work.threads().execute(() -> store(name, named.get(), file, work));
  }

  private void store(Path name, ImageFiles.Named named, Path file, Work work) {
    try {
      store(named, file);
    } catch (CodedException e) {
      refuse(name.toString(), e, work);
    } catch (IOException | RuntimeException e) {
      failures.add(e);
    } finally {
      delete(file);
      work.places().release();
      work.progress().accept(1);
    }
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private void refuseToGoOn() {
    if (!failures.isEmpty()) {
      throw new IllegalStateException("images cannot be stored", failures.peek());
    }
  }

  private void store(ImageFiles.Named named, Path file) throws IOException {
    String key = named.imageId().toString();
    if (Files.size(file) > longest) {
      throw new CodedException(
          ErrorCode.BAD_INPUT, "the image is longer than %d bytes".formatted(longest));
    }
    if (contents.length(named.bucket(), key).isPresent()) {
      present.incrementAndGet();
      return;
    }
    var picture = pictures.toJpeg(file, named.bucket());
    try (var in = Files.newInputStream(picture.file())) {
      contents.put(named.bucket(), key, in);
    }
    added.incrementAndGet();
  }

  private void refuse(String name, CodedException why, Work work) {
    refused.incrementAndGet();
    work.report().refuse(work.source() + "/" + name, List.of(new Batch.Refusal(0, why)));
  }
}
