"""Fits the end of the printed network to folders of photographs and writes what came of it."""

import argparse
import json
from pathlib import Path

import keras
import numpy as np
from sklearn.metrics import accuracy_score, log_loss, roc_auc_score

from runs.notice import RESEARCH_ONLY
from runs.scripts.parts.design_settings import CLASSES
from runs.scripts.parts.head_settings import (
    CLASS_WEIGHTS,
    GAMMA,
    HEAD,
    HEAD_LAYERS,
    KERNEL,
    SEED,
    C,
)
from runs.scripts.parts.measuring import measure
from runs.scripts.parts.network import build_model, load_starting_weights
from runs.scripts.parts.photographs import find_photographs, read_once, say
from runs.training.heads import FittedHead, Head, fit_head, folds_of

BATCH_SIZE = 32


def outputs(model: keras.Model, pixels: np.ndarray) -> np.ndarray:
    """What ``model`` makes of each photograph."""
    model.compile(jit_compile=False)  # XLA makes depthwise convolutions slower on CPUs
    made: np.ndarray = model.predict(pixels, batch_size=BATCH_SIZE, verbose=0)
    return made


def head_fitted_to(features: np.ndarray, labels: np.ndarray, seed: int) -> FittedHead:
    """Fit the head; each photograph counts as a lesion of its own when some are held back."""
    head = Head(HEAD, balanced=CLASS_WEIGHTS, C=C, kernel=KERNEL, gamma=GAMMA)
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
    scores = outputs(model, pixels).astype("float64")
    scores /= scores.sum(axis=1, keepdims=True)
    return {
        "images": len(labels),
        "loss": float(log_loss(labels, scores, labels=range(len(CLASSES)))),
        "accuracy": float(accuracy_score(labels, scores.argmax(axis=1))),
        "auc": float(roc_auc_score(np.eye(len(CLASSES))[labels], scores)),
    }


def read_arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=RESEARCH_ONLY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("photographs", type=Path, metavar="PHOTOGRAPHS", help="a folder")
    parser.add_argument("--seed", type=int, default=SEED, help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=Path("trained"), help="a folder")
    parser.add_argument(
        "--open-test", action="store_true", help="judge on the test photographs too: only once"
    )
    return parser.parse_args()


def main() -> None:
    """Compute what leads to the head once, fit the head, save the model and its numbers."""
    arguments = read_arguments()
    keras.utils.set_random_seed(arguments.seed)
    splits = find_photographs(arguments.photographs, arguments.seed)
    if arguments.open_test and "test" not in splits:
        raise SystemExit(f"{arguments.photographs} has no folder named test to open.")
    pixels, labels = read_once(splits["train"], "train")
    wanted = ["validation", "test"] if arguments.open_test else ["validation"]
    held = {name: read_once(splits[name], name) for name in wanted}

    model = build_model()
    load_starting_weights(model)
    beginning = keras.Model(model.inputs, model.get_layer(HEAD_LAYERS[0]).input)
    measure(beginning, pixels)
    found = head_fitted_to(outputs(beginning, pixels), labels, arguments.seed)
    whole = folded(model, found)

    numbers = {name: judged(whole, *split) for name, split in held.items()}
    arguments.output.mkdir(parents=True, exist_ok=True)
    whole.save(arguments.output / "model.keras")
    (arguments.output / "metrics.json").write_text(json.dumps(numbers, indent=1) + "\n")
    print(json.dumps(numbers))
