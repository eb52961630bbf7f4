package dev.luna.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  @Test
  void linesComeWithTheirNumbersWhateverTheReadsReturn() throws IOException {
    assertThat(read(new Dripping("a\n\nlonger line\nlast")))
        .containsExactly("1 a", "2 ", "3 longer line", "4 last");
  }

  @Test
  void aLastLineBreakMakesNoLine() throws IOException {
    assertThat(read(stream("a\n"))).containsExactly("1 a");
    assertThat(read(stream(""))).isEmpty();
  }

  @Test
  void aLineThatIsTooLongIsPassedOverAndTheNextOneIsRead() throws IOException {
    String huge = "x".repeat(LineReader.LONGEST + 100_000);

    var reader = new LineReader(stream("a\n" + huge + "\nb"));

    assertThat(reader.next()).isNotNull().matches(line -> !line.isTooLong());
    assertThat(reader.next())
        .isNotNull()
        .matches(LineReader.RawLine::isTooLong)
        .matches(line -> line.bytes().length == 0 && line.number() == 2);
    assertThat(reader.next()).isNotNull().matches(line -> line.bytes()[0] == 'b');
    assertThat(reader.next()).isNull();
  }

  private static List<String> read(InputStream in) throws IOException {
    var reader = new LineReader(in);
    var lines = new ArrayList<String>();
    for (var line = reader.next(); line != null; line = reader.next()) {
      lines.add(line.number() + " " + new String(line.bytes(), StandardCharsets.UTF_8));
    }
    return lines;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives one byte at a time. */
  private static final class Dripping extends InputStream {
    private final InputStream in;

    Dripping(String text) {
      in = stream(text);
    }

    @Override
    public int read() throws IOException {
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return in.read(bytes, offset, Math.min(1, length));
    }
  }
}
