package dev.luna.extraction.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker prints. The first lines go to our log, the last ones are kept for its end. */
final class WorkerLog {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerLog.class);
  private static final int LONGEST = 500;
  private static final int MOST_LOGGED = 1000;
  private static final int MOST_KEPT = 5;

  private final long pid;
  private final Deque<String> last = new ArrayDeque<>();
  private int count;

  WorkerLog(long pid) {
    this.pid = pid;
  }

  /** Reads to the end; lines of any length take no more memory than is kept of them. */
  void read(InputStream errors) {
    try (Reader reader = new InputStreamReader(errors, StandardCharsets.UTF_8)) {
      var line = new StringBuilder();
      for (int next = reader.read(); next >= 0; next = reader.read()) {
        if (next == '\n') {
          add(line.toString());
          line.setLength(0);
        } else if (line.length() < LONGEST) {
          line.append(next < ' ' ? ' ' : (char) next);
        }
      }
      if (!line.isEmpty()) {
        add(line.toString());
      }
    } catch (IOException e) {
      LOG.debug("the extraction worker {} cannot be listened to any more", pid, e);
    }
  }

  private synchronized void add(String line) {
    if (count++ < MOST_LOGGED) {
      LOG.debug("extraction worker {}: {}", pid, line);
    }
    last.add(line);
    if (last.size() > MOST_KEPT) {
      last.remove();
    }
  }

  /** The last lines, in one. */
  synchronized String end() {
    return String.join(" | ", last);
  }
}
