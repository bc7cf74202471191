"""Fits the end of the printed network to folders of photographs and writes what came of it."""

import keras
import numpy as np
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

from runs.scripts.parts.asking import asking, photographs_asked, write_results
from runs.scripts.parts.design_settings import CLASSES
from runs.scripts.parts.flips import FLIPS, flipped
from runs.scripts.parts.head_settings import (
    CLASS_WEIGHTS,
    FLIPS_AT_USE,
    GAMMA,
    HEAD,
    HEAD_LAYERS,
    KERNEL,
    SEED,
    C,
)
from runs.scripts.parts.measuring import measure
from runs.scripts.parts.network import build_model
from runs.scripts.parts.photographs import say
from runs.scripts.parts.starting import load_starting_weights
from runs.training.folds import folds_of
from runs.training.heads import FittedHead, Head, fit_head

BATCH_SIZE = 32


def outputs(model: keras.Model, pixels: np.ndarray, size: int = BATCH_SIZE) -> np.ndarray:
    """What ``model`` makes of each photograph; ``predict`` would copy all of them into memory."""
    model.compile(jit_compile=False)  # XLA makes depthwise convolutions slower on CPUs
    made = [
        model.predict_on_batch(pixels[first : first + size].astype("float32"))
        for first in range(0, len(pixels), size)
    ]
    return np.concatenate(made)


def head_fitted_to(features: np.ndarray, labels: np.ndarray, seed: int) -> FittedHead:
    """Fit the head; each photograph counts as a lesion of its own when some are held back."""
    head = Head(HEAD, balanced=CLASS_WEIGHTS, C=C, kernel=KERNEL, gamma=GAMMA)
    if C is None:
        say(
            "C is chosen on photographs that are held back. Which photographs show the same lesion "
            "is not known here, so a lesion may be on both sides, and C too large."
        )
    try:
        folds = folds_of(labels, np.arange(len(labels)), seed)
    except ValueError as problem:
        raise SystemExit(str(problem)) from None
    found = fit_head(
        features, labels, folds, head, lambda done, total: say(f"Fitted {done} of {total} times.")
    )
    say(f"C = {found.C:g}")
    return found


def folded(model: keras.Model, found: FittedHead) -> keras.Model:
    """The network with a head of the size that was fitted, and with all its weights."""
    size = [found.vectors] if found.vectors else []  # only "rbf" keeps support vectors
    whole = build_model(*size)
    for layer in model.layers:
        if layer.name not in HEAD_LAYERS:
            whole.get_layer(layer.name).set_weights(layer.get_weights())
    for name, weights in zip(HEAD_LAYERS, found.weights, strict=True):
        whole.get_layer(name).set_weights(weights)
    for layer in whole.layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it calculates with copies of its weights
    return whole


def judged(model: keras.Model, pixels: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """How well the network does; its AUC is the mean of those of the classes."""
    size = BATCH_SIZE // FLIPS if FLIPS_AT_USE else BATCH_SIZE
    scores = outputs(model, pixels, size).astype("float64")
    scores /= scores.sum(axis=1, keepdims=True)
    return {
        "images": len(labels),
        "loss": float(log_loss(labels, scores, labels=range(len(CLASSES)))),
        "accuracy": float(accuracy_score(labels, scores.argmax(axis=1))),
        "auc": float(roc_auc_score(np.eye(len(CLASSES))[labels], scores)),
    }


def main() -> None:
    """Compute what leads to the head once, fit the head, save the model and its numbers."""
    arguments = asking(SEED).parse_args()
    keras.utils.set_random_seed(arguments.seed)
    held = photographs_asked(arguments)
    pixels, labels = held.pop("train")

    model = build_model()
    load_starting_weights(model)
    beginning = keras.Model(model.inputs, model.get_layer(HEAD_LAYERS[0]).input)
    measure(beginning, pixels)
    found = head_fitted_to(outputs(beginning, pixels), labels, arguments.seed)
    whole = folded(model, found)
    if FLIPS_AT_USE:
        whole = flipped(whole)

    numbers = {name: judged(whole, *split) for name, split in held.items()}
    write_results(whole, numbers, arguments.output)
