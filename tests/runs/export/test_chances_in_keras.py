"""A network that gives out chances says the same in Keras without this project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from runs.tempering import tempered

pytestmark = pytest.mark.keras

PLAIN = """
import sys, keras, numpy as np
for folder in sys.argv[1:]:
    pixels = np.load(f"{folder}/pixels.npy")
    for at in (0.4, 2.5):
        model = keras.saving.load_model(f"{folder}/{at}.keras", compile=False, safe_mode=True)
        np.save(f"{folder}/{at}.npy", model.predict(pixels, verbose=0))
"""
TEMPERATURES = (0.4, 2.5)


@dataclass(frozen=True)
class Told:
    """Scores before, and as plain Keras gives them at each temperature."""

    before: np.ndarray
    after: dict[float, np.ndarray]


def networks() -> dict[str, Callable[[], Any]]:
    import keras

    from builder.compiler import build
    from builder.lowering import lower
    from builder.templates import template
    from layers_catalog.facts import Facts
    from runs.scripts.parts.flips import flipped

    facts = Facts(class_names=("a", "b", "temperature"))

    def small(*, flips: bool = False) -> keras.Model:
        image = keras.Input((32, 32, 3))
        seen = keras.layers.Conv2D(4, 5, activation="relu", name="temperature")(image / 255)
        end = keras.layers.Dense(3, activation="softmax", name="chances")
        model = keras.Model(image, end(keras.layers.GlobalMaxPooling2D()(seen)), name="small")
        return flipped(model) if flips else model

    return {
        "small": small,
        "flips": lambda: small(flips=True),
        "SVM": lambda: build(lower(template("SVM on colour and ABCD features"), facts)),
    }


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Told]:
    """Of each kind, all by one process where nothing of this project is, in safe mode."""
    from runs.export.chances_form import at_temperature

    home = tmp_path_factory.mktemp("plain")
    random, before = np.random.default_rng(0), {}
    for kind, made in networks().items():
        model, folder = made(), home / kind
        folder.mkdir()
        pixels = random.integers(0, 256, (50, *model.input_shape[1:])).astype("float32")
        np.save(folder / "pixels.npy", pixels)
        before[kind] = np.asarray(model.predict(pixels, verbose=0))
        for at in TEMPERATURES:
            changed = at_temperature(model, at)
            assert changed.name == model.name
            changed.save(folder / f"{at}.keras")
    subprocess.run(
        [sys.executable, "-I", "-c", PLAIN, *(home / kind for kind in before)],
        cwd=home,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        check=True,
        capture_output=True,
    )
    return {
        kind: Told(scores, {at: np.load(home / kind / f"{at}.npy") for at in TEMPERATURES})
        for kind, scores in before.items()
    }


@pytest.mark.parametrize("kind", ["small", "flips", "SVM"])
def test_plain_keras_gives_the_scores_at_the_temperature(kind: str, told: dict[str, Told]) -> None:
    """Fifty images, two temperatures."""
    before = told[kind].before
    for at in TEMPERATURES:
        said = told[kind].after[at]
        assert np.abs(said - tempered(before.astype(float), at)).max() <= 1e-5
        assert (said.argmax(axis=1) == before.argmax(axis=1)).all()
