package dev.luna.imagestore;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * One page of a bucket. Walks the directories in key order, enters none that lies wholly before the
 * page, and stops when the page is full; it holds no more names than the page has entries.
 */
final class DiskListing {
  private final int limit;
  private final List<Entry> found = new ArrayList<>();
  private String position;

  /**
   * @param position the page begins behind it; empty is before all keys
   */
  DiskListing(String position, int limit) {
    this.position = position;
    this.limit = limit;
  }

  List<Entry> read(Path bucket) throws IOException {
    enter(bucket, "", DiskLayout.LEVELS);
    return List.copyOf(found);
  }

  /**
   * @param prefix names of the directories passed, one behind the other
   */
  private void enter(Path directory, String prefix, int levels) throws IOException {
    if (levels == 0) {
      objects(directory, prefix);
      return;
    }
    String first = position.isEmpty() ? "" : String.join("", DiskLayout.directories(position));
    int length = prefix.length() + 2;
    var names =
        names(
            directory,
            name ->
                name.length() == 2
                    && (first.isEmpty()
                        || (prefix + name).compareTo(first.substring(0, length)) >= 0),
            Integer.MAX_VALUE);
    for (String name : names) {
      if (found.size() >= limit) {
        return;
      }
      Path next = directory.resolve(name);
      if (Files.isDirectory(next)) {
        enter(next, prefix + name, levels - 1);
      }
    }
  }

  private void objects(Path directory, String prefix) throws IOException {
    int wanted;
    SortedSet<String> names;
    do {
      wanted = limit - found.size();
      names = names(directory, name -> isNext(name, prefix), wanted);
      for (String name : names) {
        add(directory.resolve(name), name);
        position = name;
      }
      // Objects that were deleted meanwhile leave room for later ones.
    } while (found.size() < limit && names.size() == wanted);
  }

  /** Whether it is an object of this directory, not something that a person put there. */
  private boolean isNext(String name, String prefix) {
    return name.compareTo(position) > 0
        && Keys.isKey(name)
        && String.join("", DiskLayout.directories(name)).equals(prefix);
  }

  private void add(Path file, String key) throws IOException {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      found.add(new Entry(key, attributes.size(), attributes.lastModifiedTime().toInstant()));
    } catch (NoSuchFileException e) {
      // Deleted since its name was read.
    }
  }

  /** The smallest {@code most} names in a directory that {@code wanted} takes. */
  private static SortedSet<String> names(Path directory, Predicate<String> wanted, int most)
      throws IOException {
    var names = new TreeSet<String>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (wanted.test(name)) {
          names.add(name);
          if (names.size() > most) {
            names.pollLast();
          }
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }
}
