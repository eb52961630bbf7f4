package dev.luna.extraction.worker;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Messages on a pipe: a mark, a length, a body. The mark shows when something else was written in
 * between, as native code does that prints to standard output.
 */
final class Frames {
  private static final int MARK = 0x4c_55_4e_41;

  private Frames() {}

  /** Writes a body. */
  interface Body {
    void write(DataOutputStream out) throws IOException;
  }

  static void write(OutputStream pipe, Body body) throws IOException {
    var frame = new ByteArrayOutputStream();
    var out = new DataOutputStream(frame);
    out.writeInt(MARK);
    out.writeInt(0);
    body.write(out);
    byte[] bytes = frame.toByteArray();
    int length = bytes.length - 2 * Integer.BYTES;
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[Integer.BYTES + i] = (byte) (length >>> (24 - 8 * i));
    }
    pipe.write(bytes);
    pipe.flush();
  }

  /**
   * The next body.
   *
   * @throws java.io.EOFException if the other side is gone
   * @throws IOException if it wrote something else
   */
  static byte[] read(DataInputStream pipe, int most) throws IOException {
    int mark = pipe.readInt();
    int length = pipe.readInt();
    if (mark != MARK || length < 0 || length > most) {
      throw new IOException("something else than a message");
    }
    byte[] body = new byte[length];
    pipe.readFully(body);
    return body;
  }
}
