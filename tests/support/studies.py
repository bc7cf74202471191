"""Datasets without photographs, and scores of a network that was never trained, to be judged.

What is written is what an import writes, so everything after it is the real thing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.special import softmax

from data.audit.measures import Measure
from data.audit.table import write_measures
from data.dataset import Dataset
from data.manifest import MANIFEST, SCHEMA, write_manifest
from runs.judged import write_evaluations
from runs.store.records import EpochRecord

TWO = ("benign", "malignant")
PARTS = ("train", "validation", "test")


@dataclass
class Study:
    """A study as it may be spoiled: the manifest, each image's scores, measures and more."""

    manifest: pd.DataFrame
    logits: np.ndarray
    classes: tuple[str, ...]
    measures: dict[Measure, np.ndarray]
    grouped_by: str = "lesion"
    copies: list[tuple[str, str]] = field(default_factory=list)
    epochs: Sequence[EpochRecord] = ()

    @property
    def positive(self) -> np.ndarray:
        """Which images are of the last class."""
        return (self.manifest["label"] == self.classes[-1]).to_numpy()

    @property
    def scores(self) -> np.ndarray:
        return softmax(self.logits, axis=1)

    def dataset(self, folder: Path) -> Dataset:
        """The dataset, written where an import would have written it."""
        folder.mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pandas(self.manifest, schema=SCHEMA, preserve_index=False)
        write_manifest(table, folder / MANIFEST)
        write_measures(folder, list(self.manifest["image_id"]), self.measures)
        pairs = [
            {"images": pair, "labels": TWO, "same_lesion": False, "apart": 0.01, "tied": True}
            for pair in self.copies
        ]
        (folder / "audit.json").write_text(json.dumps({"near_duplicates": pairs, "left_out": []}))
        return Dataset(
            name="study",
            folder=folder,
            digest="d" * 64,
            classes=self.classes,
            synthetic=False,
            grouped_by=self.grouped_by,
            notices=(),
        )

    def judged(self, folder: Path) -> dict[str, dict[str, Any]]:
        """The numbers of both parts, as a worker writes them."""
        dataset = self.dataset(folder / "dataset")
        scores = {part: self.scores[dataset.rows(part)] for part in ("validation", "test")}
        write_evaluations(folder, dataset, scores, seed=0, epochs=self.epochs)
        told = json.loads((folder / "evaluation.json").read_text())
        return {**told, **json.loads((folder / "evaluation_test.json").read_text())}

    def doubts(self, folder: Path) -> dict[str, set[str]]:
        """The codes of what is said against each part."""
        judged = self.judged(folder)
        return {part: {one["code"] for one in of["doubts"]} for part, of in judged.items()}


def clean(seed: int, *, classes: tuple[str, ...] = TWO, lesions: int = 1_500) -> Study:
    """Nothing to say against: classes drawn by the very chances that the scores tell."""
    random = np.random.default_rng(seed)
    meant = random.normal(0, 1.6, (lesions, len(classes)))
    label = (softmax(meant, axis=1).cumsum(axis=1) > random.random((lesions, 1))).argmax(axis=1)
    lesion = np.repeat(np.arange(lesions), random.choice([1, 2, 3], lesions, p=[0.7, 0.2, 0.1]))
    images = len(lesion)
    of_lesion = {
        "label": np.array(classes)[label],
        "sex": random.choice(["female", "male", None], lesions, p=[0.48, 0.48, 0.04]),
        "site": random.choice(["back", "face", "lower extremity", None], lesions),
        "dx_type": random.choice(["histo", "follow_up"], lesions, p=[0.8, 0.2]),
        "source": random.choice(["vienna", "sydney"], lesions),
        "split": random.choice(PARTS, lesions, p=[0.4, 0.3, 0.3]),
        "age": np.where(random.random(lesions) < 0.05, np.nan, random.integers(15, 90, lesions)),
    }
    names = [f"image{row:05d}" for row in range(images)]
    manifest = pd.DataFrame(
        {name: np.asarray(values)[lesion] for name, values in of_lesion.items()}
        | {
            "image_id": names,
            "path": names,
            "lesion_id": [f"L{number:05d}" for number in lesion],
            "patient_id": None,
            "skin_type": None,
            "image_type": "dermoscopic",
            "licence": "CC0",
            "attribution": None,
            "group": lesion,
            "sha256": names,
            "pixel_hash": names,
            "synthetic": False,
            "width": 600,
            "height": 450,
        }
    )
    manifest["diagnosis"] = manifest["label"]
    measures = {name: np.full(images, 0.0, dtype=np.float32) for name in Measure}
    usual = {Measure.BRIGHTNESS: 150, Measure.CONTRAST: 30, Measure.SHARPNESS: 8}
    measures |= {name: np.full(images, value, np.float32) for name, value in usual.items()}
    measures[Measure.RULER] = np.where(random.random(images) < 0.1, 0.5, 0).astype(np.float32)
    return Study(
        manifest[SCHEMA.names],
        meant[lesion] + random.normal(0, 0.1, (images, len(classes))),
        classes,
        measures,
    )
