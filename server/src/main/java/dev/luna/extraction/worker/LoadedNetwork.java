package dev.luna.extraction.worker;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.luna.config.ExtractionConfig.Storage;
import dev.luna.extraction.Network;
import dev.luna.extraction.Network.Input;
import dev.luna.extraction.Network.Layout;
import dev.luna.extraction.Outcome;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network that can be run. Not for several threads at once. */
final class LoadedNetwork implements AutoCloseable {
  private final OrtEnvironment runtime;
  private final OrtSession session;
  private final Network network;
  private final ResultReader reader;
  private final long[] shape;
  private final FloatBuffer numbers;

  LoadedNetwork(OrtEnvironment runtime, OrtSession session, Network network, Storage storage) {
    this.runtime = runtime;
    this.session = session;
    this.network = network;
    reader = ResultReader.of(network.result(), storage);
    shape = shape(network);
    numbers =
        ByteBuffer.allocateDirect(network.batchSize() * network.input().size() * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
  }

  /** Checks input and outputs, by running it on a batch of zeros in the end. */
  void tryOut() throws UnusableException {
    try {
      checkNames("input", network.input().name(), session.getInputNames());
      if (session.getNumInputs() != 1) {
        throw new UnusableException(
            "the network has other inputs than '%s'".formatted(network.input().name()));
      }
      checkInput((TensorInfo) session.getInputInfo().values().iterator().next().getInfo());
      for (String output : reader.outputs()) {
        checkNames("output", output, session.getOutputNames());
      }
      outputs(List.of());
    } catch (OrtException | ClassCastException e) {
      throw new UnusableException("the network does not run (%s)".formatted(e.getMessage()));
    }
  }

  /**
   * Always computes a whole batch, with zeros for what is missing: kernels are chosen by the size
   * of the batch, and a sample would else get other last bits among others.
   *
   * @param samples no more than a batch
   */
  List<Outcome> run(List<float[]> samples) throws UnusableException {
    Map<String, float[]> outputs;
    try {
      outputs = outputs(samples);
    } catch (OrtException e) {
      throw new UnusableException("the network does not run (%s)".formatted(e.getMessage()));
    }
    var outcomes = new ArrayList<Outcome>();
    for (int i = 0; i < samples.size(); i++) {
      int position = i;
      try {
        outcomes.add(reader.read(name -> slice(outputs, name, position)));
      } catch (SampleException e) {
        outcomes.add(e.outcome());
      }
    }
    return outcomes;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private float[] slice(Map<String, float[]> outputs, String name, int position) {
    float[] all = outputs.getOrDefault(name, new float[0]);
    int length = all.length / network.batchSize();
    return Arrays.copyOfRange(all, position * length, (position + 1) * length);
  }

  private Map<String, float[]> outputs(List<float[]> samples)
      throws OrtException, UnusableException {
    numbers.clear();
    samples.forEach(numbers::put);
    while (numbers.hasRemaining()) {
      numbers.put(0);
    }
    numbers.flip();
    var outputs = new HashMap<String, float[]>();
    try (var input = OnnxTensor.createTensor(runtime, numbers, shape);
        var result = session.run(Map.of(network.input().name(), input), reader.outputs())) {
      for (var output : result) {
        outputs.put(output.getKey(), checked(output.getKey(), (OnnxTensor) output.getValue()));
      }
    }
    return outputs;
  }

  private float[] checked(String output, OnnxTensor tensor) throws UnusableException {
    var info = tensor.getInfo();
    long[] actual = info.getShape();
    boolean isBatch =
        info.type == OnnxJavaType.FLOAT && actual.length > 0 && actual[0] == network.batchSize();
    if (!isBatch
        || !reader.fits(output, Math.toIntExact(info.getNumElements() / network.batchSize()))) {
      throw new UnusableException(
          "output '%s' has the wrong shape: %s of %s for a batch of %d"
              .formatted(output, Arrays.toString(actual), info.type, network.batchSize()));
    }
    float[] all = new float[tensor.getFloatBuffer().remaining()];
    tensor.getFloatBuffer().get(all);
    return all;
  }

  private void checkInput(TensorInfo info) throws UnusableException {
    long[] actual = info.getShape();
    boolean fits = info.type == OnnxJavaType.FLOAT && actual.length == shape.length;
    for (int i = 0; fits && i < shape.length; i++) {
      // A negative size is one that the network leaves open.
      fits = actual[i] < 0 || actual[i] == shape[i];
    }
    if (!fits) {
      throw new UnusableException(
          "input '%s' has the wrong shape: the network takes %s of %s and is configured for %s"
              .formatted(
                  network.input().name(),
                  Arrays.toString(actual),
                  info.type,
                  Arrays.toString(shape)));
    }
  }

  private static void checkNames(String what, String name, Set<String> names)
      throws UnusableException {
    if (!names.contains(name)) {
      throw new UnusableException(
          "the network has no %s '%s'; it has %s".formatted(what, name, names));
    }
  }

  private static long[] shape(Network network) {
    var input = network.input();
    return input.layout() == Layout.NCHW
        ? new long[] {network.batchSize(), Input.COLOURS, input.height(), input.width()}
        : new long[] {network.batchSize(), input.height(), input.width(), Input.COLOURS};
  }
}
