package dev.luna.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/**
 * One request, sent again and again on a few connections that are kept.
 *
 * @param rate requests a second
 * @param p50 milliseconds, the median of one request
 * @param p99 milliseconds
 */
record Load(double rate, double p50, double p99) {
  /** How many connections there are. */
  static final int CONNECTIONS = 4;

  /**
   * Measures a GET.
   *
   * @param headers lines that end with CR LF; empty for none
   */
  static Load of(URI server, String path, String headers, int seconds) throws Exception {
    String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n".formatted(path, headers);
    return of(server, Collections.nCopies(CONNECTIONS, request), seconds);
  }

  /** Measures a PATCH with a body of JSON, on a connection for each path. */
  static Load patch(URI server, List<String> paths, String headers, String body, int seconds)
      throws Exception {
    return of(server, paths.stream().map(path -> patch(path, headers, body)).toList(), seconds);
  }

  private static String patch(String path, String headers, String body) {
    return """
    PATCH %s HTTP/1.1\r
    Host: localhost\r
    Content-Type: application/json\r
    Content-Length: %d\r
    %s\r
    %s\
    """
        .formatted(path, body.length(), headers, body);
  }

  private static Load of(URI server, List<String> connections, int seconds) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      long end = start + seconds * 1_000_000_000L;
      var clients = new ArrayList<Callable<List<Long>>>();
      for (String text : connections) {
        byte[] request = text.getBytes(StandardCharsets.US_ASCII);
        clients.add(() -> requests(server, request, end));
      }
      var times = new ArrayList<Long>();
      for (var done : threads.invokeAll(clients)) {
        times.addAll(done.get());
      }
      double rate = times.size() * 1e9 / (System.nanoTime() - start);
      Collections.sort(times);
      return new Load(rate, at(times, 50), at(times, 99));
    }
  }

  /** The body that a server answers with. */
  static byte[] body(URI server, String path, String headers) throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n"
                  .formatted(path, headers)
                  .getBytes(StandardCharsets.US_ASCII));
      return reply(new BufferedInputStream(socket.getInputStream()));
    }
  }

  private static double at(List<Long> sorted, int percent) {
    return sorted.get((int) ((sorted.size() - 1) * percent / 100.0)) / 1e6;
  }

  private static List<Long> requests(URI server, byte[] request, long end) throws IOException {
    try (var socket = new Socket(server.getHost(), server.getPort())) {
      socket.setTcpNoDelay(true);
      var in = new BufferedInputStream(socket.getInputStream());
      var times = new ArrayList<Long>();
      for (long now = System.nanoTime(); now < end; ) {
        socket.getOutputStream().write(request);
        byte[] _ = reply(in);
        long then = System.nanoTime();
        times.add(then - now);
        now = then;
      }
      return times;
    }
  }

  private static byte[] reply(InputStream in) throws IOException {
    String status = line(in);
    if (!status.contains(" 200") && !status.contains(" 204")) {
      throw new IOException("the server does not answer as it should: " + status);
    }
    int length = -1;
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
        length = Integer.parseInt(header.substring(15).strip());
      }
    }
    if (status.contains(" 204")) {
      return new byte[0];
    }
    return length >= 0 ? in.readNBytes(length) : chunks(in);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    var all = new ByteArrayOutputStream();
    for (int size = size(in); size > 0; size = size(in)) {
      all.write(in.readNBytes(size));
      String _ = line(in);
    }
    String _ = line(in);
    return all.toByteArray();
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in).replaceFirst(";.*", ""), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server closed the connection");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }
}
