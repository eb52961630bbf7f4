package dev.luna.extraction.worker;

import dev.luna.extraction.Outcome;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Replies as bytes, both ways. */
final class ReplyFrames {
  /** More than any reply has: what claims more was not written by the worker's own code. */
  private static final int LONGEST = 1 << 20;

  private static final int READY = 1;
  private static final int RESULT = 2;
  private static final int DONE = 3;
  private static final int UNUSABLE = 4;

  private static final int DESCRIPTOR = 1;
  private static final int ATTRIBUTES = 2;
  private static final int REFUSED = 3;

  private ReplyFrames() {}

  static void write(OutputStream pipe, Reply reply) throws IOException {
    Frames.write(pipe, out -> writeBody(out, reply));
  }

  static Reply read(DataInputStream pipe) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(Frames.read(pipe, LONGEST)));
    return switch (in.readByte()) {
      case READY -> new Reply.Ready(in.readUTF());
      case RESULT -> new Reply.Result(in.readLong(), in.readInt(), readOutcome(in));
      case DONE ->
          new Reply.Done(
              in.readLong(), in.readLong(), in.readLong(), in.readInt(), in.readDouble());
      case UNUSABLE -> new Reply.Unusable(in.readLong(), in.readUTF());
      default -> throw new IOException("an unknown message");
    };
  }

  private static void writeBody(DataOutputStream out, Reply reply) throws IOException {
    switch (reply) {
      case Reply.Ready(var runtime) -> {
        out.writeByte(READY);
        out.writeUTF(runtime);
      }
      case Reply.Result(var id, var index, var outcome) -> {
        out.writeByte(RESULT);
        out.writeLong(id);
        out.writeInt(index);
        writeOutcome(out, outcome);
      }
      case Reply.Done(var id, var decoding, var inferring, var computed, var batches) -> {
        out.writeByte(DONE);
        out.writeLong(id);
        out.writeLong(decoding);
        out.writeLong(inferring);
        out.writeInt(computed);
        out.writeDouble(batches);
      }
      case Reply.Unusable(var id, var problem) -> {
        out.writeByte(UNUSABLE);
        out.writeLong(id);
        out.writeUTF(problem);
      }
    }
  }

  private static void writeOutcome(DataOutputStream out, Outcome outcome) throws IOException {
    switch (outcome) {
      case Outcome.Descriptor(var bytes) -> {
        out.writeByte(DESCRIPTOR);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
      case Outcome.Attributes(var age, var gender, var ethnicity) -> {
        out.writeByte(ATTRIBUTES);
        out.writeInt(age);
        out.writeInt(gender);
        out.writeInt(ethnicity);
      }
      case Outcome.Refused(var reason, var detail) -> {
        out.writeByte(REFUSED);
        out.writeByte(reason.ordinal());
        out.writeUTF(detail);
      }
    }
  }

  private static Outcome readOutcome(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case DESCRIPTOR -> new Outcome.Descriptor(in.readNBytes(in.readInt()));
      case ATTRIBUTES -> new Outcome.Attributes(in.readInt(), in.readInt(), in.readInt());
      case REFUSED -> new Outcome.Refused(Outcome.Reason.values()[in.readByte()], in.readUTF());
      default -> throw new IOException("an unknown outcome");
    };
  }
}
