"""Post-training quantisation of an ONNX classifier to static Q/DQ form, opset 13.

What TensorRT's explicit quantisation asks for: one Q/DQ pair in front of every quantised operator's
input and none between a convolution and its activation; weights int8, one scale an output channel;
biases float. Activations are int8 with zero point 0 (TensorRT takes nothing else) or, for ONNX Runtime
on x86-64 alone, uint8.

Ranges are the largest values seen. Afterwards each layer's bias takes up the mean error that
quantisation left in each of its channels, layer by layer from the front.
"""

from typing import NamedTuple

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

WEIGHTED = ("Conv", "Gemm")
QUANTISED = (*WEIGHTED, "Add", "GlobalAveragePool", "Flatten")
BATCH = 4


class Grid(NamedTuple):
    """real = (stored - zero) × scale; `zero` has the stored type."""

    scale: np.float32
    zero: np.integer


def quantise(model, images, *, activations="int8", input_grid=None, corrections=None):
    """Returns the quantised model; `model` stays as it is.

    images: float32 [n, ...], what the model takes, for ranges; activations: "int8" or "uint8";
    input_grid: the input's Grid, where it is known better than from the images;
    corrections: images for the bias correction, `images` unless given.
    """
    source = model.graph.input[0].name
    grids = {name: grid_of(*limits, activations) for name, limits in measure_ranges(model, images).items()}
    if input_grid:
        grids[source] = input_grid
    quantised = insert_pairs(model, grids)
    correct_biases(quantised, model, images if corrections is None else corrections)
    onnx.checker.check_model(quantised, full_check=True)
    return quantised


def grid_of(low, high, activations):
    """The Grid for values from `low` to `high`."""
    if activations == "int8":
        return Grid(np.float32(max(-low, high) / 127), np.int8(0))
    low, high = min(low, 0.0), max(high, 0.0)
    scale = (high - low) / 255
    return Grid(np.float32(scale), np.uint8(round(-low / scale)))


def measure_ranges(model, images):
    """{tensor: (lowest, highest)} over `images` for every tensor that a quantised operator takes in."""
    names = sorted({node.input[0] for node in model.graph.node if node.op_type in QUANTISED})
    names += sorted({node.input[1] for node in model.graph.node if node.op_type == "Add"} - set(names))
    ranges = {}
    for values in run(model, names, images):
        for name, value in zip(names, values):
            low, high = ranges.get(name, (np.inf, -np.inf))
            ranges[name] = (min(low, float(value.min())), max(high, float(value.max())))
    return ranges


def insert_pairs(model, grids):
    """A copy of `model` with Q/DQ pairs on activations and int8 weights behind a DQ."""
    result = onnx.ModelProto()
    result.CopyFrom(model)
    graph = result.graph
    weights = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    nodes = list(graph.node)
    pairs = {}
    replaced = set()
    del graph.node[:]

    def constant(name, value):
        graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def dequantise(name, grid_names, **attributes):
        output = f"{name}.dequantised"
        inputs = [f"{name}.quantised", *grid_names]
        graph.node.append(helper.make_node("DequantizeLinear", inputs, [output], name=output, **attributes))
        return output

    def pair(name):
        if name not in pairs:
            grid = [constant(f"{name}.scale", grids[name].scale), constant(f"{name}.zero", grids[name].zero)]
            quantised = f"{name}.quantised"
            graph.node.append(
                helper.make_node("QuantizeLinear", [name, *grid], [quantised], name=quantised)
            )
            pairs[name] = dequantise(name, grid)
        return pairs[name]

    def weight(name):
        stored, scale = quantise_weight(weights[name])
        constant(f"{name}.quantised", stored)
        zero = constant(f"{name}.zero", np.zeros(len(scale), np.int8))
        replaced.add(name)
        return dequantise(name, [constant(f"{name}.scale", scale), zero], axis=0)

    for node in nodes:
        if node.op_type in QUANTISED:
            activations = 1 if node.op_type in WEIGHTED else len(node.input)
            for index in range(activations):
                node.input[index] = pair(node.input[index])
        if node.op_type in WEIGHTED:
            node.input[1] = weight(node.input[1])
        graph.node.append(node)

    kept = [tensor for tensor in graph.initializer if tensor.name not in replaced]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    return result


def quantise_weight(weight):
    """(int8 weight of the same shape, float32 scale [output channels]); output channels are axis 0."""
    rest = tuple(range(1, weight.ndim))
    scale = (np.abs(weight).max(axis=rest) / 127).astype(np.float32)
    scale = np.maximum(scale, np.finfo(np.float32).tiny)
    stored = np.rint(weight / np.expand_dims(scale, rest)).clip(-127, 127)
    return stored.astype(np.int8), scale


def correct_biases(quantised, model, images):
    """Adds to each bias of `quantised`, in place, the mean error of its layer's channels over `images`."""
    layers = [node for node in quantised.graph.node if node.op_type in WEIGHTED]
    outputs = [node.output[0] for node in layers]
    expected = channel_means(model, outputs, images)
    tensors = {tensor.name: tensor for tensor in quantised.graph.initializer}
    for layer, output in zip(layers, outputs):
        error = expected[output] - channel_means(quantised, [output], images)[output]
        bias = tensors[layer.input[2]]
        corrected = (numpy_helper.to_array(bias) + error).astype(np.float32)
        bias.CopyFrom(numpy_helper.from_array(corrected, bias.name))


def channel_means(model, outputs, images):
    """{tensor: float64 [channels]}: the mean of each channel over images and places."""
    sums = dict.fromkeys(outputs, 0.0)
    for values in run(model, outputs, images):
        for name, value in zip(outputs, values):
            places = tuple(range(2, value.ndim))
            sums[name] = sums[name] + value.mean(axis=places, dtype=np.float64).sum(axis=0)
    return {name: total / len(images) for name, total in sums.items()}


def run(model, outputs, images):
    """Yields the values of `outputs`, any tensors of the graph, for one batch of `images` after another."""
    exposed = onnx.ModelProto()
    exposed.CopyFrom(model)
    present = {output.name for output in model.graph.output}
    exposed.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        for name in outputs
        if name not in present and name != model.graph.input[0].name
    )
    session = open_session(exposed)
    source = model.graph.input[0].name
    computed = [name for name in outputs if name != source]
    for start in range(0, len(images), BATCH):
        batch = images[start : start + BATCH]
        values = dict(zip(computed, session.run(computed, {source: batch})), **{source: batch})
        yield [values[name] for name in outputs]


def open_session(model):
    """An ONNX Runtime session on the CPU; one thread, so that sums are made in one order."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    data = model if isinstance(model, bytes) else model.SerializeToString()
    return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
