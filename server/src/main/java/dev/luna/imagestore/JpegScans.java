package dev.luna.imagestore;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How often a JPEG goes over the picture. A scan may be a few bytes and costs as much time as the
 * picture is large, so a small file could keep a processor busy for minutes. Real ones have twenty
 * at most; bytes of something appended that look like a scan are counted too, hence the margin.
 */
final class JpegScans {
  private static final int MOST = 1000;
  private static final int MARKER = 0xff;
  private static final int START_OF_SCAN = 0xda;

  private JpegScans() {}

  static boolean areTooMany(Path jpeg) throws IOException {
    int scans = 0;
    int last = 0;
    try (var bytes = new BufferedInputStream(Files.newInputStream(jpeg), 1 << 16)) {
      for (int next = bytes.read(); next >= 0 && scans <= MOST; next = bytes.read()) {
        if (last == MARKER && next == START_OF_SCAN) {
          scans++;
        }
        last = next;
      }
    }
    return scans > MOST;
  }
}
