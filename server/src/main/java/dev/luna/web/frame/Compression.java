package dev.luna.web.frame;

import dev.luna.http.RawRequest;
import dev.luna.http.Reply;
import dev.luna.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** Sends text compressed to those who take it. */
final class Compression {
  private static final String ENCODING = "gzip";

  private Compression() {}

  static Reply reply(RawRequest request, String mediaType, byte[] bytes) {
    return accepts(request) ? compressed(mediaType, gzip(bytes)) : plain(mediaType, bytes);
  }

  static Reply reply(Request request, String mediaType, byte[] bytes, byte[] compressed) {
    return accepts(request.raw()) ? compressed(mediaType, compressed) : plain(mediaType, bytes);
  }

  static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static boolean accepts(RawRequest request) {
    return request
        .header("Accept-Encoding")
        .filter(value -> value.contains(ENCODING) && !value.contains(ENCODING + ";q=0"))
        .isPresent();
  }

  private static Reply compressed(String mediaType, byte[] bytes) {
    return plain(mediaType, bytes).with("Content-Encoding", ENCODING);
  }

  private static Reply plain(String mediaType, byte[] bytes) {
    return new Reply(200, Map.of("Vary", "Accept-Encoding"), new Reply.Bytes(mediaType, bytes));
  }
}
