# mypy: disallow-subclassing-any=False
# (Keras brings no types, so that a class of its own looks like Any.)
"""Trains the printed network on folders of photographs and writes what came of it."""

import keras
import numpy as np

from runs.scripts.parts.asking import asking, photographs_asked, write_results
from runs.scripts.parts.design_settings import CLASSES
from runs.scripts.parts.flips import FLIPS, flipped
from runs.scripts.parts.measuring import measure
from runs.scripts.parts.network import build_model
from runs.scripts.parts.phases import let_learn
from runs.scripts.parts.precision import WIDE, compute_in
from runs.scripts.parts.rate import learning_rate
from runs.scripts.parts.recipe_settings import (
    BATCH_SIZE,
    CLASS_WEIGHTS,
    EPOCHS,
    FLIPS_AT_USE,
    LEARNING_RATE,
    LEARNS_IN,
    OPTIMISER,
    PATIENCE,
    PHASES,
    SCHEDULE,
    SEED,
    WARMUP,
)
from runs.scripts.parts.starting import load_starting_weights

Phase = tuple[dict[str, str | None], int, float]


class Batches(keras.utils.PyDataset):
    """Photographs and one-hot labels, batch by batch; in a new order each epoch with ``rng``."""

    def __init__(
        self, pixels: np.ndarray, labels: np.ndarray, rng: np.random.Generator | None = None
    ) -> None:
        super().__init__()
        self.pixels, self.labels, self.rng = pixels, np.eye(len(CLASSES))[labels], rng
        self.order, self.size = np.arange(len(labels)), BATCH_SIZE
        self.on_epoch_end()

    def __len__(self) -> int:
        return len(range(0, len(self.order), self.size))

    def __getitem__(self, index: int) -> tuple[np.ndarray, np.ndarray]:
        rows = self.order[index * self.size : (index + 1) * self.size]
        return self.pixels[rows].astype("float32"), self.labels[rows]

    def on_epoch_end(self) -> None:
        """Shuffle for the next epoch."""
        if self.rng:
            self.rng.shuffle(self.order)


def compiled(model: keras.Model, highest: float, steps: int) -> keras.Model:
    """Give ``model`` its optimiser: the highest rate and how many batches; its loss and metrics."""
    rate = learning_rate(highest, schedule=SCHEDULE, warmup=WARMUP, steps=steps)
    optimisers = {
        "adam": keras.optimizers.Adam,
        "adamw": keras.optimizers.AdamW,
        "sgd": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
    }
    model.compile(
        optimizer=optimisers[OPTIMISER](rate),
        loss="categorical_crossentropy",
        metrics=[
            keras.metrics.CategoricalAccuracy(name="accuracy"),
            keras.metrics.AUC(multi_label=True, num_labels=len(CLASSES), name="auc"),
        ],
        jit_compile=False,  # XLA makes depthwise convolutions several times slower on CPUs
    )
    model.optimizer.build(model.trainable_variables)  # else the first step is traced twice
    return model


def class_weights(labels: np.ndarray) -> dict[int, float] | None:
    """How much an image of each class counts."""
    if not CLASS_WEIGHTS:
        return None
    counts = np.bincount(labels, minlength=len(CLASSES))
    return {label: len(labels) / len(CLASSES) / count for label, count in enumerate(counts)}


def main() -> None:
    """Train, keep the epoch with the best validation AUC, save the model and its numbers."""
    command = asking(SEED)
    command.add_argument("--epochs", type=int, help="of each phase; default: as it was trained")
    arguments = command.parse_args()
    keras.utils.set_random_seed(arguments.seed)
    held = photographs_asked(arguments)
    pixels, labels = held.pop("train")
    train = Batches(pixels, labels, np.random.default_rng(arguments.seed))
    judged = {name: Batches(*split) for name, split in held.items()}

    model = build_model()
    load_starting_weights(model)
    measure(model, pixels)
    compute_in(model, LEARNS_IN)
    most, weights = -1.0, model.get_weights()
    as_drawn: tuple[Phase, ...] = (({}, EPOCHS, LEARNING_RATE),)
    for still, planned, rate in PHASES or as_drawn:
        epochs = arguments.epochs or planned
        let_learn(model, still)
        best = keras.callbacks.EarlyStopping(
            "val_auc", mode="max", patience=PATIENCE or epochs, restore_best_weights=True
        )
        compiled(model, rate, epochs * len(train)).fit(
            train,
            validation_data=judged["validation"],
            epochs=epochs,
            class_weight=class_weights(labels),
            callbacks=[best],
            verbose=2,
        )
        if best.best > most:
            most, weights = best.best, model.get_weights()
    model.set_weights(weights)

    if LEARNS_IN != WIDE:
        compute_in(model, WIDE)
        model = compiled(model, rate, epochs * len(train))
    if FLIPS_AT_USE:
        model = compiled(flipped(model), rate, epochs * len(train))  # how it went is saved with it
        for batches in judged.values():
            batches.size = max(1, batches.size // FLIPS)  # each photograph now counts as four
    numbers = {
        name: {"images": len(batches.labels)} | model.evaluate(batches, return_dict=True, verbose=0)
        for name, batches in judged.items()
    }
    write_results(model, numbers, arguments.output)
