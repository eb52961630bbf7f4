package dev.luna.extraction.worker;

import dev.luna.extraction.Network;
import dev.luna.extraction.Network.ColourOrder;
import dev.luna.extraction.Network.Input;
import dev.luna.extraction.Network.Layout;
import dev.luna.extraction.Network.Normalisation;
import dev.luna.extraction.Network.Result;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests as bytes, both ways. */
final class RequestFrames {
  private RequestFrames() {}

  static void write(OutputStream pipe, Request request) throws IOException {
    Frames.write(
        pipe,
        out -> {
          out.writeLong(request.id());
          writeNetwork(out, request.network());
          out.writeInt(request.samples().size());
          for (byte[] sample : request.samples()) {
            out.writeInt(sample.length);
            out.write(sample);
          }
        });
  }

  static Request read(DataInputStream pipe) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(Frames.read(pipe, Integer.MAX_VALUE)));
    long id = in.readLong();
    var network = readNetwork(in);
    int count = in.readInt();
    var samples = new ArrayList<byte[]>(count);
    for (int i = 0; i < count; i++) {
      samples.add(in.readNBytes(in.readInt()));
    }
    return new Request(id, network, samples);
  }

  private static void writeNetwork(DataOutputStream out, Network network) throws IOException {
    out.writeUTF(network.file().toString());
    out.writeUTF(network.sha256());
    out.writeInt(network.batchSize());
    var input = network.input();
    out.writeUTF(input.name());
    out.writeInt(input.width());
    out.writeInt(input.height());
    out.writeUTF(input.colourOrder().name());
    out.writeUTF(input.layout().name());
    for (int colour = 0; colour < Input.COLOURS; colour++) {
      out.writeFloat(input.mean().get(colour));
      out.writeFloat(input.scale().get(colour));
    }
    switch (network.result()) {
      case Result.Descriptor(var output, var length, var normalisation) -> {
        out.writeBoolean(true);
        out.writeUTF(output);
        out.writeInt(length);
        out.writeUTF(normalisation.name());
      }
      case Result.Attributes(var age, var gender, var ethnicity) -> {
        out.writeBoolean(false);
        out.writeUTF(age);
        out.writeUTF(gender);
        out.writeUTF(ethnicity);
      }
    }
  }

  private static Network readNetwork(DataInputStream in) throws IOException {
    return new Network(
        Path.of(in.readUTF()), in.readUTF(), in.readInt(), readInput(in), readResult(in));
  }

  private static Input readInput(DataInputStream in) throws IOException {
    String name = in.readUTF();
    int width = in.readInt();
    int height = in.readInt();
    var order = ColourOrder.valueOf(in.readUTF());
    var layout = Layout.valueOf(in.readUTF());
    List<Float> mean = new ArrayList<>();
    List<Float> scale = new ArrayList<>();
    for (int colour = 0; colour < Input.COLOURS; colour++) {
      mean.add(in.readFloat());
      scale.add(in.readFloat());
    }
    return new Input(name, width, height, order, layout, mean, scale);
  }

  private static Result readResult(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? new Result.Descriptor(in.readUTF(), in.readInt(), Normalisation.valueOf(in.readUTF()))
        : new Result.Attributes(in.readUTF(), in.readUTF(), in.readUTF());
  }
}
