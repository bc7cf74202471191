"""Studies with a planted fault, each of which is named; and clean ones, of which nothing is said.

One fault cannot be seen in scores and tables: a threshold chosen on the test set. The count of how
often the test set was opened stands for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from studies import TWO, Study, clean

from data.audit.measures import Measure
from runs.store.records import EpochRecord

Plant = Callable[[Study, np.random.Generator], None]


def shuffled_labels(study: Study, random: np.random.Generator) -> None:
    lesions = study.manifest.groupby("lesion_id")["label"].first()
    study.manifest["label"] = study.manifest["lesion_id"].map(
        dict(zip(lesions.index, random.permutation(lesions.to_numpy()), strict=True))
    )


def a_lesion_on_both_sides(study: Study, _random: np.random.Generator) -> None:
    twice = study.manifest["lesion_id"].duplicated()
    row = study.manifest.index[twice & (study.manifest["split"] == "train")][0]
    study.manifest.loc[row, "split"] = "test"


def a_picture_on_both_sides(study: Study, _random: np.random.Generator) -> None:
    """Another lesion's by its id, and the same in all pixels."""
    first = {part: rows.index[0] for part, rows in study.manifest.groupby("split")}
    study.manifest.loc[first["test"], "pixel_hash"] = study.manifest.loc[
        first["train"], "pixel_hash"
    ]


def a_ruler_in_one_class_only(study: Study, random: np.random.Generator) -> None:
    shown = study.positive & (random.random(len(study.positive)) < 0.7)
    study.measures[Measure.RULER] = np.where(shown, 0.5, 0.0).astype(np.float32)


def the_source_decides(study: Study, random: np.random.Generator) -> None:
    right = random.random(len(study.positive)) < 0.9
    study.manifest["source"] = np.where(study.positive == right, "vienna", "sydney")


def a_leaking_column(study: Study, _random: np.random.Generator) -> None:
    study.manifest["site"] = np.where(study.positive, "excised", "followed")


def twenty_positives(study: Study, _random: np.random.Generator) -> None:
    lesions = study.manifest["lesion_id"]
    positive = lesions[study.positive].unique()
    kept = ~lesions.isin(positive[20:])
    study.manifest = study.manifest[kept].reset_index(drop=True)
    study.logits = study.logits[kept.to_numpy()]
    study.measures = {name: values[kept.to_numpy()] for name, values in study.measures.items()}


def a_constant_model(study: Study, _random: np.random.Generator) -> None:
    study.logits = np.zeros_like(study.logits)


def one_class_for_all(study: Study, _random: np.random.Generator) -> None:
    study.logits[:, 0] += 20


def classes_exchanged(study: Study, _random: np.random.Generator) -> None:
    study.logits = study.logits[:, ::-1].copy()


def split_by_image_with_copies(study: Study, _random: np.random.Generator) -> None:
    study.manifest["lesion_id"] = None
    study.manifest["group"] = np.arange(len(study.manifest))
    study.grouped_by = "image"
    names = {part: rows.to_numpy() for part, rows in study.manifest.groupby("split")["image_id"]}
    study.copies = list(zip(names["train"][:9], names["test"][:9], strict=True))


def no_positive_in_the_test(study: Study, _random: np.random.Generator) -> None:
    gone = study.positive & (study.manifest["split"] == "test").to_numpy()
    study.manifest.loc[gone, "split"] = "train"


def perfect_on_little(study: Study, random: np.random.Generator) -> None:
    twenty_positives(study, random)
    study.logits[study.positive, 1] += 40


def saturated(study: Study, random: np.random.Generator) -> None:
    """Four in ten images at a score of zero."""
    chosen = (random.random(len(study.positive)) < 0.4) & ~study.positive
    study.logits[chosen] = [40.0, -40.0]


def too_sure(study: Study, _random: np.random.Generator) -> None:
    study.logits *= 5


def benign_by_a_look(study: Study, _random: np.random.Generator) -> None:
    study.manifest.loc[~study.positive, "dx_type"] = "consensus"
    study.manifest.loc[study.manifest.index[::4], "dx_type"] = "histo"


def learned_by_heart(study: Study, _random: np.random.Generator) -> None:
    study.epochs = [
        EpochRecord(phase="train", epoch=1, accuracy=0.7, val_accuracy=0.69, val_auc=0.7),
        EpochRecord(phase="train", epoch=2, accuracy=1.0, val_accuracy=0.72, val_auc=0.74),
    ]


def only_good_on_validation(study: Study, random: np.random.Generator) -> None:
    rows = (study.manifest["split"] == "test").to_numpy()
    study.logits[rows] = study.logits[random.permutation(np.flatnonzero(rows))]


BAD: list[tuple[Plant, str]] = [
    (shuffled_labels, "no-better-than-chance"),
    (a_lesion_on_both_sides, "both-sides"),
    (a_picture_on_both_sides, "both-sides"),
    (a_ruler_in_one_class_only, "shortcut"),
    (the_source_decides, "shortcut"),
    (a_leaking_column, "giveaway"),
    (twenty_positives, "few"),
    (a_constant_model, "constant"),
    (one_class_for_all, "one-class"),
    (classes_exchanged, "worse-than-chance"),
    (split_by_image_with_copies, "copies-on-both-sides"),
    (no_positive_in_the_test, "missing-class"),
    (perfect_on_little, "too-good"),
    (saturated, "ties"),
    (too_sure, "miscalibrated"),
    (benign_by_a_look, "unconfirmed"),
    (learned_by_heart, "learned-by-heart"),
    (only_good_on_validation, "worse-on-test"),
]
OFTEN_TOGETHER = {
    "shuffled_labels": {"miscalibrated"},
    "one_class_for_all": {"miscalibrated", "ties"},
    "classes_exchanged": {"miscalibrated"},
    "split_by_image_with_copies": {"split-by-image"},
    "perfect_on_little": {"few", "miscalibrated"},
    "twenty_positives": {"miscalibrated"},
    "no_positive_in_the_test": {"miscalibrated"},
    "saturated": {"miscalibrated"},
    "only_good_on_validation": {"no-better-than-chance", "miscalibrated"},
}
"""What is rightly said besides."""


@pytest.mark.parametrize(("plant", "code"), BAD, ids=lambda one: getattr(one, "__name__", ""))
def test_a_bad_study_is_called_so(tmp_path: Path, plant: Plant, code: str) -> None:
    study = clean(3)
    plant(study, np.random.default_rng(4))
    said = study.doubts(tmp_path)
    assert code in said["test"]
    everywhere = said["test"] | said["validation"]
    assert everywhere <= {code} | OFTEN_TOGETHER.get(plant.__name__, set())


def test_a_class_that_is_never_named(tmp_path: Path) -> None:
    study = clean(5, classes=("bcc", "mel", "nv"), lesions=2_000)
    study.logits[:, 1] -= 9
    judged = study.judged(tmp_path)
    told = {one["code"]: one["sentence"] for one in judged["test"]["doubts"]}
    images = judged["test"]["per_class"]["mel"]["images"]
    assert told["never-named"] == f"No photograph is called “mel”, though {images} photographs are."


def test_shuffled_labels_read_no_better_than_chance(tmp_path: Path) -> None:
    study = clean(6)
    shuffled_labels(study, np.random.default_rng(1))
    first = study.judged(tmp_path)["test"]["doubts"][0]
    assert first["sentence"].startswith(
        "No better than chance, as far as these images tell: the AUC is 0."
    )
    assert first["do"].startswith("Check that labels and photographs belong together")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("classes", [TWO, ("bcc", "bkl", "mel", "nv")], ids=["two", "four"])
def test_of_a_clean_study_nothing_is_said(
    tmp_path: Path, seed: int, classes: tuple[str, ...]
) -> None:
    assert clean(seed, classes=classes).doubts(tmp_path) == {"validation": set(), "test": set()}
