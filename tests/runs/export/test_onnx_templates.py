"""Templates that learn from scratch say the same as ONNX; nothing is trained.

Large pretrained networks and attention take minutes and are tried by hand; kinds of layers
that they share with trained runs are in ``test_checking``.
"""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest

from builder.compiler import build
from builder.lowering import lower
from builder.templates import template
from data.image import load_image
from layers_catalog.facts import Facts
from runs.export.onnx_form import converted
from runs.export.pictures import pictures
from runs.picture import picture_of

WITH_ONNX = all(importlib.util.find_spec(name) for name in ("onnx", "tf2onnx", "onnxruntime"))
pytestmark = [
    pytest.mark.keras,
    pytest.mark.skipif(not WITH_ONNX, reason="needs the extra “onnx”"),
]
SCRATCH = (
    "Two-convolution CNN (64, 64)",
    "VGG-style network, to learn from",
    "ResNet-style network, to learn from",
    "SqueezeNet as in Deep Learning Studio",
)


@pytest.mark.parametrize("name", SCRATCH)
def test_onnx_says_what_keras_says(name: str, tmp_path: Path) -> None:
    import keras
    import onnxruntime

    keras.utils.set_random_seed(1)
    design = template(name).with_params("Backbone", weights="none")
    model = build(lower(design, Facts(class_names=("benign", "malignant"))))
    model.save(tmp_path / "model.keras")
    session = onnxruntime.InferenceSession(
        converted(tmp_path / "model.keras"), providers=["CPUExecutionProvider"]
    )
    (given,) = session.get_inputs()
    size = picture_of(design)
    theirs, ours = [], []
    for data in list(pictures().values())[::7]:
        pixels = load_image(io.BytesIO(data), size.height, size.width, size.fit)
        one = pixels[None].astype(np.float32)
        theirs.append(session.run(None, {given.name: one})[0][0])
        ours.append(np.asarray(model.predict_on_batch(one))[0])
    assert np.abs(np.array(theirs) - np.array(ours)).max() <= 1e-5
    assert np.ptp(np.array(ours)[:, 0]) > 1e-3  # the pictures are told apart
