package dev.luna.extraction;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.SplittableRandom;

/**
 * Builds a chain of layers as an ONNX network with random weights of a seed. Only additions,
 * multiplications and roots are used for them, which are the same on every machine.
 */
public final class NetworkBuilder {
  private static final int IR_VERSION = 8;
  private static final int OPERATORS = 13;
  private static final float FREQUENCY = 40;

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final SplittableRandom random;
  private String last = "input";
  private int batch;
  private int channels;
  private int names;

  public NetworkBuilder(String name, long seed) {
    graph.setName(name).setDocString("Random weights: the numbers that come out mean nothing.");
    random = new SplittableRandom(seed);
  }

  /** The pictures, in the layout NCHW. */
  public NetworkBuilder input(int batchSize, int colours, int height, int width) {
    batch = batchSize;
    channels = colours;
    graph.addInput(floats(last, batchSize, colours, height, width));
    return this;
  }

  /** 3 x 3, and what is below zero cut off. */
  public NetworkBuilder convolution(int outputs, int stride) {
    String weights = weights(channels * 9, outputs, channels, 3, 3);
    String bias = weights(channels * 9, outputs);
    var node =
        node("Conv", last, weights, bias)
            .addAttribute(integers("kernel_shape", 3, 3))
            .addAttribute(integers("pads", 1, 1, 1, 1))
            .addAttribute(integers("strides", stride, stride));
    last = add(node);
    last = add(node("Relu", last));
    channels = outputs;
    return this;
  }

  /** The mean of each channel. */
  public NetworkBuilder pool() {
    last = add(node("GlobalAveragePool", last));
    last = add(node("Flatten", last));
    return this;
  }

  /** An output of as many sums over all channels. */
  public NetworkBuilder dense(String output, int length) {
    rename(add(dense(length)), output, length);
    return this;
  }

  /** An output that swings with the picture between {@code middle - height} and beyond it. */
  public NetworkBuilder wave(String output, int length, float height, float middle) {
    String sums = add(dense(length));
    String fast = add(node("Mul", sums, constant(FREQUENCY)));
    String scaled = add(node("Mul", add(node("Sin", fast)), constant(height)));
    rename(add(node("Add", scaled, constant(middle))), output, length);
    return this;
  }

  /** An output of zeros, or of what division by zero gives. */
  public NetworkBuilder constant(String output, int length, float factor) {
    rename(add(node("Mul", add(dense(length)), constant(factor))), output, length);
    return this;
  }

  public byte[] bytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("luna-admin")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPERATORS))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private NodeProto.Builder dense(int length) {
    return node("Gemm", last, weights(channels, channels, length), weights(channels, length));
  }

  private void rename(String value, String output, int length) {
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput(value).addOutput(output));
    graph.addOutput(floats(output, batch, length));
  }

  private NodeProto.Builder node(String operator, String... inputs) {
    var node = NodeProto.newBuilder().setOpType(operator);
    for (String input : inputs) {
      node.addInput(input);
    }
    return node;
  }

  private String add(NodeProto.Builder node) {
    String name = "value" + names++;
    graph.addNode(node.addOutput(name));
    return name;
  }

  private String constant(float value) {
    String name = "constant" + names++;
    graph.addInitializer(tensor(name).addFloatData(value));
    return name;
  }

  /** Even in a range that keeps the size of values from layer to layer. */
  private String weights(int inputs, long... shape) {
    String name = "weights" + names++;
    var tensor = tensor(name, shape);
    double range = Math.sqrt(6.0 / inputs);
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    for (long i = 0; i < count; i++) {
      tensor.addFloatData((float) ((random.nextDouble() * 2 - 1) * range));
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static TensorProto.Builder tensor(String name, long... shape) {
    var tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT_VALUE);
    for (long size : shape) {
      tensor.addDims(size);
    }
    return tensor;
  }

  private static ValueInfoProto floats(String name, long... shape) {
    var sizes = TensorShapeProto.newBuilder();
    for (long size : shape) {
      sizes.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT_VALUE)
                        .setShape(sizes)))
        .build();
  }

  private static AttributeProto integers(String name, long... values) {
    var attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}
