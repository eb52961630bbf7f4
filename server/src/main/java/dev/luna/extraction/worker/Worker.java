package dev.luna.extraction.worker;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * Main class of the process that decodes and computes. It reads requests from standard input and
 * writes replies to standard output; what others print goes to standard error. It ends when its
 * input does, and so never outlives who started it.
 */
public final class Worker {
  private static final int FAILURE = 70;

  private final OutputStream replies;
  private final WorkerSettings settings;

  private Worker(WorkerSettings settings, OutputStream replies) {
    this.settings = settings;
    this.replies = replies;
  }

  public static void main(String[] arguments) {
    run(arguments, decoder -> decoder);
  }

  /**
   * @param around may change how samples are decoded, for tests
   */
  static void run(String[] arguments, UnaryOperator<SampleDecoder> around) {
    var out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    try {
      new Worker(WorkerSettings.of(arguments), out).serve(around);
    } catch (Throwable e) {
      die(e);
    }
  }

  /** Whoever started the worker finds the reason on standard error. */
  static void die(Throwable reason) {
    System.err.println("the worker cannot go on: " + reason);
    Runtime.getRuntime().halt(FAILURE);
  }

  private void serve(UnaryOperator<SampleDecoder> around) throws IOException {
    var sessions = new Sessions(settings);
    var decoder = around.apply(new JpegDecoder(settings.maxPixels()));
    var pipeline = new Pipeline(settings, sessions, decoder, this::send);
    pipeline.start();
    send(new Reply.Ready(sessions.runtime()));
    try (var in =
        new DataInputStream(
            new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16))) {
      while (true) {
        pipeline.accept(RequestFrames.read(in));
      }
    } catch (EOFException e) {
      leave();
    }
  }

  /** Nobody is there any more who would want an answer, or tidy up. */
  private static void leave() {
    new Scratch(Path.of(System.getProperty("java.io.tmpdir"))).remove();
    // Not exit: hooks of the runtime would free what its threads are still using.
    Runtime.getRuntime().halt(0);
  }

  private synchronized void send(Reply reply) {
    try {
      ReplyFrames.write(replies, reply);
    } catch (IOException e) {
      leave();
    }
  }
}
