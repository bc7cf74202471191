"""What evaluation is told of a dataset's photographs, and what it is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from studies import clean

from runs import known
from runs.store.records import EpochRecord


def test_a_part_knows_of_each_photograph_what_the_manifest_says(tmp_path: Path) -> None:
    study = clean(0, lesions=60)
    study.manifest.loc[0, ["split", "age", "sex"]] = ["test", 49.0, " "]
    dataset = study.dataset(tmp_path)
    rows = dataset.rows("test")
    part = known.part(dataset, rows, study.scores[rows])
    taken = dataset.manifest.iloc[rows]
    assert part.known["age"][0] == "30 to 49"
    assert part.known["sex"][0] is None  # blanks are no sex
    assert list(part.known["site"]) == [
        site if isinstance(site, str) else None for site in taken["site"]
    ]
    assert part.by_pathology is not None
    assert part.by_pathology.tolist() == (taken["dx_type"] == "histo").tolist()
    assert np.array_equal(part.groups, taken["group"])


def test_where_nothing_is_known_of_confirmation_nothing_is_said(tmp_path: Path) -> None:
    study = clean(0, lesions=60)
    study.manifest["dx_type"] = None
    dataset = study.dataset(tmp_path)
    rows = dataset.rows("test")
    assert known.part(dataset, rows, study.scores[rows]).by_pathology is None


def frame(**columns: list[object]) -> pd.DataFrame:
    given = {"lesion_id": None, "patient_id": None, "pixel_hash": "", **columns}
    return pd.DataFrame({"split": ["train", "train", "test"], **given})


def test_what_lies_in_two_parts_is_counted_by_what_it_is() -> None:
    nothing = {"patient": 0, "lesion": 0, "picture": 0}
    apart = frame(lesion_id=["a", "a", "b"], pixel_hash=["1", "2", "3"], group=[0, 0, 1])
    assert known.two_sided(apart, "lesion") == nothing
    lesion = frame(lesion_id=["a", "b", "b"], pixel_hash=["1", "2", "2"], group=[0, 1, 1])
    assert known.two_sided(lesion, "lesion") == {"patient": 0, "lesion": 1, "picture": 1}
    groups = frame(group=[0, 1, 1])
    assert known.two_sided(groups, "image") == {"image": 1}


def test_lesions_counted_anew_in_each_patient_are_no_leak() -> None:
    anew = frame(lesion_id=["1", "1", "1"], patient_id=["p", "p", "q"], group=[0, 0, 1])
    assert known.two_sided(anew, "patient")["lesion"] == 0


def test_what_was_learned_is_told_of_the_best_epoch_of_the_last_phase() -> None:
    def epoch(phase: str, number: int, auc: float | None, accuracy: float | None) -> EpochRecord:
        return EpochRecord(
            phase=phase, epoch=number, accuracy=accuracy, val_accuracy=0.5, val_auc=auc
        )

    told = [epoch("head", 1, 0.99, 0.6), epoch("all", 1, 0.8, 0.7), epoch("all", 2, 0.7, 0.9)]
    assert known.learned(told) == (0.7, 0.5)
    assert known.learned([epoch("train", 1, None, None)]) is None
    assert known.learned([]) is None
