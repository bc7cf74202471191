# mypy: disallow-subclassing-any=False
# (Keras brings no types, so that a class of its own looks like Any.)
"""Trains the printed network on folders of photographs and writes what came of it."""

import argparse
import json
from pathlib import Path

import keras
import numpy as np

from runs.notice import RESEARCH_ONLY
from runs.scripts.parts.design_settings import CLASSES
from runs.scripts.parts.measuring import measure
from runs.scripts.parts.network import build_model, load_starting_weights
from runs.scripts.parts.photographs import find_photographs, read_once
from runs.scripts.parts.recipe_settings import (
    BATCH_SIZE,
    CLASS_WEIGHTS,
    EPOCHS,
    LEARNING_RATE,
    OPTIMISER,
    PATIENCE,
    SEED,
)


class Batches(keras.utils.PyDataset):
    """Photographs and one-hot labels, batch by batch; in a new order each epoch with ``rng``."""

    def __init__(
        self, pixels: np.ndarray, labels: np.ndarray, rng: np.random.Generator | None = None
    ) -> None:
        super().__init__()
        self.pixels, self.labels, self.rng = pixels, np.eye(len(CLASSES))[labels], rng
        self.order = np.arange(len(labels))
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(range(0, len(self.order), BATCH_SIZE))

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        rows = self.order[index * BATCH_SIZE : (index + 1) * BATCH_SIZE]
        return self.pixels[rows].astype("float32"), self.labels[rows]

    def on_epoch_end(self) -> None:
        """Shuffle for the next epoch."""
        if self.rng:
            self.rng.shuffle(self.order)


def compiled(model: keras.Model) -> keras.Model:
    """Give ``model`` its optimiser, loss and metrics."""
    optimisers = {
        "adam": keras.optimizers.Adam,
        "adamw": keras.optimizers.AdamW,
        "sgd": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    }
    model.compile(
        optimizer=optimisers[OPTIMISER](LEARNING_RATE),
        loss="categorical_crossentropy",
        metrics=[
            "accuracy",
            keras.metrics.AUC(multi_label=True, num_labels=len(CLASSES), name="auc"),
        ],
        jit_compile=False,  # XLA makes depthwise convolutions several times slower on CPUs
    )
    return model


def class_weights(labels: np.ndarray) -> dict[int, float] | None:
    """How much an image of each class counts."""
    if not CLASS_WEIGHTS:
        return None
    counts = np.bincount(labels, minlength=len(CLASSES))
    return {label: len(labels) / len(CLASSES) / count for label, count in enumerate(counts)}


def read_arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=RESEARCH_ONLY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("photographs", type=Path, metavar="PHOTOGRAPHS", help="a folder")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="default: %(default)s")
    parser.add_argument("--seed", type=int, default=SEED, help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=Path("trained"), help="a folder")
    parser.add_argument(
        "--open-test", action="store_true", help="judge on the test photographs too: only once"
    )
    return parser.parse_args()


def main() -> None:
    """Train, keep the epoch with the best validation AUC, save the model and its numbers."""
    arguments = read_arguments()
    keras.utils.set_random_seed(arguments.seed)
    splits = find_photographs(arguments.photographs, arguments.seed)
    if arguments.open_test and "test" not in splits:
        raise SystemExit(f"{arguments.photographs} has no folder named test to open.")
    pixels, labels = read_once(splits["train"], "train")
    train = Batches(pixels, labels, np.random.default_rng(arguments.seed))
    wanted = ["validation", "test"] if arguments.open_test else ["validation"]
    judged = {name: Batches(*read_once(splits[name], name)) for name in wanted}

    model = build_model()
    load_starting_weights(model)
    measure(model, pixels)
    best = keras.callbacks.EarlyStopping(
        "val_auc",
        mode="max",
        patience=PATIENCE or arguments.epochs,
        restore_best_weights=True,
    )
    compiled(model).fit(
        train,
        validation_data=judged["validation"],
        epochs=arguments.epochs,
        class_weight=class_weights(labels),
        callbacks=[best],
        verbose=2,
    )

    numbers = {
        name: {"images": len(batches.labels)} | model.evaluate(batches, return_dict=True, verbose=0)
        for name, batches in judged.items()
    }
    arguments.output.mkdir(parents=True, exist_ok=True)
    model.save(arguments.output / "model.keras")
    (arguments.output / "metrics.json").write_text(json.dumps(numbers, indent=1) + "\n")
    print(json.dumps(numbers))
