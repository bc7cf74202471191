"""The AUC of a saved Keras model on validation and test photographs, printed as JSON.

Apart from the scripts, so that the time to the saved model does not hold it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keras
from sklearn.metrics import roc_auc_score


def main() -> None:
    model_file, folder = map(Path, sys.argv[1:])
    model = keras.saving.load_model(model_file, compile=False)
    model.compile(jit_compile=False)
    print(json.dumps({split: auc(model, folder / split) for split in ("validation", "test")}))


def auc(model: keras.Model, folder: Path) -> float:
    """The area under the ROC curve.

    Args:
        model: gives the probability of the second class.
        folder: of one split, with two class folders.
    """
    photographs = keras.utils.image_dataset_from_directory(
        folder,
        label_mode="binary",
        image_size=model.input_shape[1:3],
        shuffle=False,
        verbose=False,
    )
    second = photographs.class_names[1]
    labels = [Path(file).parent.name == second for file in photographs.file_paths]
    return float(roc_auc_score(labels, model.predict(photographs, verbose=0).ravel()))


if __name__ == "__main__":
    main()
