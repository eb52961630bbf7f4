package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What has to be known of a JPEG before it is decoded.
 *
 * @param colours 1 is grey, 3 is colours, 4 is for printing
 * @param orientation how the picture is to be turned, 1 to 8 by EXIF
 */
record JpegHeader(int colours, int orientation) {
  private static final int UPRIGHT = 1;
  private static final int TRANSVERSE = 8;
  private static final int START = 0xd8;
  private static final int FIRST_FRAME = 0xc0;
  private static final int LAST_FRAME = 0xcf;
  private static final int START_OF_SCAN = 0xda;
  private static final int APPLICATION_1 = 0xe1;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final int ORIENTATION = 0x0112;

  /** A scan may be a few bytes and costs as much time as the picture is large. */
  private static final int MOST_SCANS = 1000;

  static JpegHeader of(byte[] jpeg) throws SampleException {
    if (jpeg.length == 0) {
      throw new SampleException(Reason.EMPTY, "it is empty");
    }
    if (jpeg.length < 3 || (jpeg[0] & 0xff) != 0xff || (jpeg[1] & 0xff) != START || jpeg[2] != -1) {
      throw new SampleException(Reason.NOT_AN_IMAGE, "it is not a JPEG");
    }
    if (scans(jpeg) > MOST_SCANS) {
      throw new SampleException(Reason.TOO_LARGE, "it has too many scans");
    }
    return read(jpeg);
  }

  private static JpegHeader read(byte[] jpeg) {
    int colours = 0;
    int orientation = UPRIGHT;
    int place = 2;
    while (place + 4 <= jpeg.length && (jpeg[place] & 0xff) == 0xff) {
      int marker = jpeg[place + 1] & 0xff;
      if (marker == 0xff) {
        // Markers may be filled up in front.
        place++;
        continue;
      }
      int length = (jpeg[place + 2] & 0xff) << 8 | (jpeg[place + 3] & 0xff);
      int end = Math.min(place + 2 + length, jpeg.length);
      if (marker == START_OF_SCAN) {
        break;
      }
      if (isFrame(marker) && place + 9 < end) {
        colours = jpeg[place + 9] & 0xff;
      } else if (marker == APPLICATION_1 && orientation == UPRIGHT) {
        orientation = orientation(Arrays.copyOfRange(jpeg, Math.min(place + 4, end), end));
      }
      place = place + 2 + length;
    }
    return new JpegHeader(colours, orientation);
  }

  /** The other markers of that range are tables. */
  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != 0xc4
        && marker != 0xc8
        && marker != 0xcc;
  }

  /** Upright where the segment is another one or makes no sense: it is decoration by others. */
  private static int orientation(byte[] segment) {
    if (segment.length < EXIF.length
        || !Arrays.equals(segment, 0, EXIF.length, EXIF, 0, EXIF.length)) {
      return UPRIGHT;
    }
    var tiff = ByteBuffer.wrap(segment, EXIF.length, segment.length - EXIF.length).slice();
    try {
      tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int fields = tiff.getShort(directory) & 0xffff;
      for (int field = directory + 2; fields > 0; field += 12, fields--) {
        if (tiff.getShort(field) == ORIENTATION) {
          int value = tiff.getShort(field + 8);
          return value >= UPRIGHT && value <= TRANSVERSE ? value : UPRIGHT;
        }
      }
    } catch (IndexOutOfBoundsException e) {
      return UPRIGHT;
    }
    return UPRIGHT;
  }

  private static int scans(byte[] jpeg) {
    int scans = 0;
    for (int i = 1; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == START_OF_SCAN && jpeg[i - 1] == -1) {
        scans++;
      }
    }
    return scans;
  }
}
