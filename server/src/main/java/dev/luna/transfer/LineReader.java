package dev.luna.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines of bounded length, without copying more than it has to. */
final class LineReader {
  /** Longest line, in bytes. */
  static final int LONGEST = 16 << 20;

  private static final byte NEWLINE = '\n';

  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;
  private long number;

  LineReader(InputStream in) {
    this.in = in;
  }

  /**
   * A line.
   *
   * @param number from 1
   * @param bytes its content without the line break; empty where it was too long
   */
  record RawLine(long number, byte[] bytes, boolean isTooLong) {}

  /** The next line, or null at the end. */
  @Nullable RawLine next() throws IOException {
    boolean tooLong = false;
    int searched = start;
    while (true) {
      for (int i = searched; i < end; i++) {
        if (buffer[i] == NEWLINE) {
          return take(i, i + 1, tooLong);
        }
      }
      if (end - start > LONGEST) {
        tooLong = true;
        start = end;
      }
      searched = end - start;
      makeRoom();
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return start == end && !tooLong ? null : take(end, end, tooLong);
      }
      end += read;
      searched += start;
    }
  }

  private RawLine take(int lineEnd, int following, boolean tooLong) {
    boolean cut = tooLong || lineEnd - start > LONGEST;
    byte[] line = cut ? new byte[0] : Arrays.copyOfRange(buffer, start, lineEnd);
    start = following;
    number++;
    return new RawLine(number, line, cut);
  }

  /** Moves what is left to the front and doubles the buffer where that is full. */
  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
  }
}
