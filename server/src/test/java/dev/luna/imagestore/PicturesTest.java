package dev.luna.imagestore;

import static dev.luna.imagestore.Bucket.BODIES_SAMPLES;
import static dev.luna.imagestore.Bucket.FACES_SAMPLES;
import static dev.luna.imagestore.Bucket.IMAGES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.luna.errors.CodedException;
import dev.luna.errors.ErrorCode;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
  private static final int MOST_PIXELS = 1_000_000;

  private final Pictures pictures = new Pictures(MOST_PIXELS, 2);
  @TempDir private Path directory;

  @Test
  void aJpegKeepsItsBytes() throws IOException {
    byte[] jpeg = encoded("JPEG", photo(250, 250, BufferedImage.TYPE_INT_RGB));

    var picture = pictures.toJpeg(upload(jpeg), FACES_SAMPLES);

    assertThat(picture.width()).isEqualTo(250);
    assertThat(picture.height()).isEqualTo(250);
    assertThat(picture.file()).hasBinaryContent(jpeg);
  }

  @Test
  void aProgressiveJpegKeepsItsBytes() throws IOException {
    byte[] jpeg = progressive(photo(300, 200, BufferedImage.TYPE_INT_RGB));

    assertThat(pictures.toJpeg(upload(jpeg), IMAGES).file()).hasBinaryContent(jpeg);
  }

  @Test
  void aGreyJpegKeepsItsBytes() throws IOException {
    byte[] jpeg = encoded("JPEG", photo(31, 17, BufferedImage.TYPE_BYTE_GRAY));

    assertThat(pictures.toJpeg(upload(jpeg), IMAGES).file()).hasBinaryContent(jpeg);
  }

  @ParameterizedTest
  @CsvSource({
    "PNG, 1", "PNG, 5", "PNG, 10", "PNG, 11", "PNG, 12", "PNG, 13", "BMP, 1", "BMP, 5", "BMP, 9",
    "BMP, 10", "BMP, 13"
  })
  void otherFormatsBecomeJpegsThatLookTheSame(String format, int type) throws IOException {
    var image = photo(200, 100, type);

    var picture = pictures.toJpeg(upload(encoded(format, image)), IMAGES);

    assertThat(Files.readAllBytes(picture.file())).startsWith(0xff, 0xd8, 0xff);
    var jpeg = ImageIO.read(picture.file().toFile());
    assertThat(jpeg.getWidth()).isEqualTo(200);
    assertThat(jpeg.getHeight()).isEqualTo(100);
    for (int x = 40; x < 200; x += 80) {
      assertLevel(level(jpeg, x), level(image, x));
    }
    assertThat(pictures.toJpeg(picture.file(), IMAGES)).isEqualTo(picture);
  }

  @Test
  void whatIsTransparentBecomesWhite() throws IOException {
    var image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
    fill(image, 0, 0x00_00_00_00);
    fill(image, 32, 0x80_00_00_00);

    var jpeg = ImageIO.read(pictures.toJpeg(upload(encoded("PNG", image)), IMAGES).file().toFile());

    assertLevel(level(jpeg, 16), 255);
    assertLevel(level(jpeg, 48), 127);
  }

  @ParameterizedTest
  @ValueSource(ints = {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT})
  void transparentGreyKeepsItsBrightness(int depth) throws IOException {
    var grey = ColorSpace.getInstance(ColorSpace.CS_GRAY);
    var colours = new ComponentColorModel(grey, true, false, Transparency.TRANSLUCENT, depth);
    var image =
        new ImageTypeSpecifier(colours, colours.createCompatibleSampleModel(64, 64))
            .createBufferedImage(64, 64);
    int most = depth == DataBuffer.TYPE_BYTE ? 0xff : 0xffff;
    for (int x = 0; x < 64; x++) {
      for (int y = 0; y < 64; y++) {
        image.getRaster().setPixel(x, y, new int[] {most / 2, x < 32 ? most : 0});
      }
    }

    var jpeg = ImageIO.read(pictures.toJpeg(upload(encoded("PNG", image)), IMAGES).file().toFile());

    assertLevel(level(jpeg, 16), 127);
    assertLevel(level(jpeg, 48), 255);
  }

  @Test
  void samplesHaveTheirSize() throws IOException {
    assertRefusal(upload(encoded("PNG", photo(250, 251, 1))), FACES_SAMPLES)
        .isEqualTo("Image has 250 x 251 pixels, a sample has to have 250 x 250");
    assertRefusal(upload(encoded("JPEG", photo(256, 128, 1))), BODIES_SAMPLES)
        .isEqualTo("Image has 256 x 128 pixels, a sample has to have 128 x 256");
    assertThat(pictures.toJpeg(upload(encoded("BMP", photo(128, 256, 1))), BODIES_SAMPLES).width())
        .isEqualTo(128);
  }

  @Test
  void tooManyPixelsAreRefused() throws IOException {
    assertRefusal(upload(encoded("JPEG", photo(1001, 1000, 1))), IMAGES)
        .isEqualTo("Image has 1001 x 1000 pixels, more than 1000000 in all");
    assertThat(pictures.toJpeg(upload(encoded("JPEG", photo(1000, 1000, 1))), IMAGES).width())
        .isEqualTo(1000);
  }

  @ParameterizedTest
  @CsvSource({"100000, 100000", "2147483647, 2147483647", "0, 10", "-1, 1"})
  void aHeaderThatClaimsTooMuchIsRefusedWithoutDecoding(int width, int height) throws IOException {
    byte[] png = encoded("PNG", photo(10, 10, 1));
    var header = ByteBuffer.wrap(png);
    header.putInt(16, width).putInt(20, height);
    var sum = new CRC32();
    sum.update(png, 12, 17);
    header.putInt(29, (int) sum.getValue());
    assertRefusal(upload(png), IMAGES).startsWith("Image ");

    byte[] bmp = encoded("BMP", photo(10, 10, 1));
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(18, width).putInt(22, height);
    assertRefusal(upload(bmp), IMAGES).startsWith("Image ");

    byte[] jpeg = encoded("JPEG", photo(10, 10, 1));
    int frame = find(jpeg, 0xff, 0xc0);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 65_000).putShort(frame + 7, (short) 65_000);
    assertRefusal(upload(jpeg), IMAGES).startsWith("Image has 65000 x 65000 pixels");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JPEG", "PNG", "BMP", "progressive"})
  void whatIsCutOffIsRefusedWhereverItIs(String format) throws IOException {
    var image = photo(250, 250, BufferedImage.TYPE_INT_RGB);
    byte[] whole = format.equals("progressive") ? progressive(image) : encoded(format, image);
    // Behind that are sums, filling and end marks only: the pixels are all there.
    int last = whole.length - (format.equals("PNG") ? 24 : 3);

    for (int length = 9; length <= last; length += (last - 9) / 16) {
      assertRefusal(upload(Arrays.copyOf(whole, length)), IMAGES)
          .as("%d bytes", length)
          .isNotEmpty();
    }
    assertRefusal(upload(Arrays.copyOf(whole, last)), IMAGES).contains("damaged");
  }

  @Test
  void aDamagedJpegIsRefused() throws IOException {
    byte[] jpeg = encoded("JPEG", photo(250, 250, 1));
    Arrays.fill(jpeg, jpeg.length / 2, jpeg.length / 2 + 40, (byte) 0xff);

    assertRefusal(upload(jpeg), IMAGES).contains("damaged");
  }

  @Test
  void coloursForPrintingAreRefused() throws IOException {
    byte[] plain = fourColours();
    var marked = new ByteArrayOutputStream();
    marked.write(plain, 0, 2);
    marked.write(HexFormat.of().parseHex("ffee000e41646f626500640000000000"));
    marked.write(plain, 2, plain.length - 2);

    assertRefusal(upload(plain), IMAGES).contains("neither grey nor RGB");
    assertRefusal(upload(marked.toByteArray()), IMAGES).startsWith("Image ");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    for (byte[] other :
        List.of(
            encoded("GIF", photo(10, 10, 1)),
            encoded("TIFF", photo(10, 10, 1)),
            "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8),
            new byte[0],
            new byte[100])) {
      assertRefusal(upload(other), IMAGES).isEqualTo("Image is neither a JPEG nor a PNG nor a BMP");
    }
  }

  @Test
  void aPictureInsideABmpIsRefused() throws IOException {
    byte[] bmp = encoded("BMP", photo(10, 10, 1));
    ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN).putInt(30, 5);

    assertRefusal(upload(bmp), IMAGES).contains("neither");
  }

  @Test
  @Timeout(10)
  void aJpegThatWouldKeepAProcessorBusyIsRefused() throws IOException {
    byte[] jpeg = progressive(photo(1000, 1000, 1));
    int scan = find(jpeg, 0xff, 0xda);
    var many = new ByteArrayOutputStream();
    many.write(jpeg, 0, scan);
    for (int i = 0; i < 100_000; i++) {
      many.write(jpeg, scan, 20);
    }

    assertRefusal(upload(many.toByteArray()), IMAGES).contains("too many scans");
  }

  @Test
  void garbageAfterAnyBeginningIsRefused() throws IOException {
    for (String format : List.of("JPEG", "PNG", "BMP")) {
      byte[] whole = encoded(format, photo(50, 50, 1));
      for (int from = 8; from < 120; from++) {
        byte[] broken = whole.clone();
        Arrays.fill(broken, from, Math.min(from + 4, whole.length), (byte) 0xff);
        assertTakenOrRefused(upload(broken));
        Arrays.fill(broken, from, whole.length, (byte) 0x7f);
        assertTakenOrRefused(upload(broken));
      }
    }
  }

  @Test
  void moreThanMayDecodeAtATimeWaitTheirTurn() throws Exception {
    byte[] png = encoded("PNG", photo(500, 500, BufferedImage.TYPE_INT_ARGB));
    List<Callable<Picture>> work =
        IntStream.range(0, 16)
            .<Callable<Picture>>mapToObj(i -> () -> pictures.toJpeg(upload(png), IMAGES))
            .toList();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var picture : threads.invokeAll(work)) {
        assertThat(picture.get().width()).isEqualTo(500);
      }
    }
  }

  private AbstractStringAssert<?> assertRefusal(Path upload, Bucket bucket) {
    var refusal =
        assertThatExceptionOfType(CodedException.class)
            .isThrownBy(() -> pictures.toJpeg(upload, bucket))
            .actual();
    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_INPUT);
    return assertThat(refusal.detail());
  }

  private void assertTakenOrRefused(Path upload) {
    try {
      assertThat(pictures.toJpeg(upload, IMAGES).width()).isPositive();
    } catch (CodedException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT);
    }
  }

  private Path upload(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(directory, "", ""), bytes);
  }

  /** Dark on the left, light on the right, with some noise so that it does not compress well. */
  private static BufferedImage photo(int width, int height, int type) {
    var image = new BufferedImage(width, height, type);
    boolean isGrey = type == BufferedImage.TYPE_BYTE_GRAY || type == BufferedImage.TYPE_USHORT_GRAY;
    for (int x = 0; x < width; x++) {
      int level = x < width / 2 ? 60 : 200;
      for (int y = 0; y < height; y++) {
        int noisy = level + (x * 7919 + y * 104_729) % 5;
        if (isGrey) {
          int scale = type == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1;
          image.getRaster().setSample(x, y, 0, noisy * scale);
        } else {
          image.setRGB(x, y, (noisy * 0x010101) | 0xff_00_00_00);
        }
      }
    }
    return image;
  }

  private static void fill(BufferedImage image, int from, int argb) {
    for (int x = from; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        image.setRGB(x, y, argb);
      }
    }
  }

  /** Brightness as it is written in the file, 0 to 255. */
  private static int level(BufferedImage image, int x) {
    int y = image.getHeight() / 2;
    return switch (image.getType()) {
      case BufferedImage.TYPE_BYTE_GRAY -> image.getRaster().getSample(x, y, 0);
      case BufferedImage.TYPE_USHORT_GRAY -> image.getRaster().getSample(x, y, 0) / 257;
      default -> (image.getRGB(x, y) >> 8) & 0xff;
    };
  }

  private static void assertLevel(int actual, int expected) {
    assertThat(actual).isCloseTo(expected, within(6));
  }

  private static byte[] encoded(String format, BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).as(format).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] progressive(BufferedImage image) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("JPEG").next();
    try (var stream = ImageIO.createImageOutputStream(bytes)) {
      var param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Four colours, as printers write them. */
  private static byte[] fourColours() throws IOException {
    var four = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName("JPEG").next();
    try (var stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(four.getRaster(), null, null), null);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static int find(byte[] bytes, int first, int second) {
    for (int i = 0; i < bytes.length - 1; i++) {
      if ((bytes[i] & 0xff) == first && (bytes[i + 1] & 0xff) == second) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }
}
