package dev.luna.imagestore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** Formats that are taken, recognized by how a file begins. */
enum PictureFormat {
  JPEG("ffd8ff"),
  PNG("89504e470d0a1a0a"),
  BMP("424d");

  private static final int HEAD = 34;
  private static final int BMP_HEADER = 14;
  private static final int BMP_COMPRESSION = 30;

  private final byte[] beginning;

  PictureFormat(String beginning) {
    this.beginning = HexFormat.of().parseHex(beginning);
  }

  static Optional<PictureFormat> of(Path file) throws IOException {
    byte[] head;
    try (var stream = Files.newInputStream(file)) {
      head = stream.readNBytes(HEAD);
    }
    return Arrays.stream(values())
        .filter(format -> format.begins(head))
        .findFirst()
        .filter(format -> format != BMP || !holdsAnother(head));
  }

  /** To be disposed of by the caller. */
  ImageReader reader() {
    return ImageIO.getImageReadersByFormatName(name()).next();
  }

  /** A BMP may hold a whole JPEG or PNG, whose size would be none of those that were checked. */
  private static boolean holdsAnother(byte[] bmp) {
    var fields = ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN);
    if (bmp.length < HEAD || fields.getInt(BMP_HEADER) < BMP_COMPRESSION) {
      return false;
    }
    int compression = fields.getInt(BMP_COMPRESSION);
    return compression == 4 || compression == 5;
  }

  private boolean begins(byte[] head) {
    return head.length >= beginning.length
        && Arrays.equals(head, 0, beginning.length, beginning, 0, beginning.length);
  }
}
