"""Which of the colour and ABCD features a fitted SVM leans on most, on the binary task.

Trains the template "SVM on colour and ABCD features" and shuffles one feature at a time among the
validation photographs: the more the AUC falls, the stronger the feature. L. Breiman, "Random
forests", Machine Learning 45 (2001) 5-32. Needs the photographs of ``../shared/data``; prints eight
lines.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import keras
import numpy as np
from sklearn.metrics import roc_auc_score

from data.library import Library
from data.pixels import PixelStore
from layers_catalog.dermatology import ABCDFeatures
from runs.workspace import run_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

HAM10000 = Path(__file__).resolve().parents[2] / "shared" / "data" / "ham10000"
PROGRAM = Path(sys.executable).parent / "lesion-studio"
BINARY = "mel=malignant,bcc=malignant,akiec=malignant,*=benign"
SVM = "SVM on colour and ABCD features"
SHUFFLES, SHOWN = 30, 8


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder)
        table = HAM10000 / "binary_3297.csv"
        call(workspace, "import", HAM10000, "--name", "bin", "--map", BINARY, "--split-csv", table)
        run = json.loads(call(workspace, "train", SVM, "--dataset", "bin", "--wait"))["run"]
        for name, falls in strongest(workspace, run):
            print(f"{name}: the AUC falls by {falls.mean():.3f} ± {falls.std():.3f}")


def call(workspace: Path, *arguments: object) -> str:
    command = [PROGRAM, *map(str, arguments), "--workspace", str(workspace), "--json"]
    return subprocess.check_output(command, text=True)


def strongest(workspace: Path, run: int) -> list[tuple[str, NDArray[np.float64]]]:
    dataset = Library(workspace).load("bin")
    rows = dataset.rows("validation")
    labels = dataset.targets[rows]
    model = keras.saving.load_model(run_folder(workspace, run) / "model.keras", compile=False)
    measuring, *rest = model.layers[1:]
    pixels = PixelStore.open(dataset, 224, 224).rows(rows).astype(np.float32)
    features = measuring.predict(pixels, verbose=0)
    head, chance = keras.Model(rest[0].input, model.outputs), np.random.default_rng(0)

    def auc(given: NDArray[np.float32]) -> float:
        return float(roc_auc_score(labels, np.asarray(head(given))[:, 1]))

    def falls(place: int) -> NDArray[np.float64]:
        mixed, found = features.copy(), []
        for _ in range(SHUFFLES):
            mixed[:, place] = chance.permutation(features[:, place])
            found.append(auc(features) - auc(mixed))
        return np.array(found)

    all_falls = {name: falls(place) for place, name in enumerate(ABCDFeatures.names)}
    return sorted(all_falls.items(), key=lambda one: -one[1].mean())[:SHOWN]


if __name__ == "__main__":
    main()
