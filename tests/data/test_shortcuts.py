"""What gives the answer away without the lesion, and gaps and contradictions in what is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from data.audit.gaps import clashes, missing
from data.audit.measures import Measure
from data.audit.shortcuts import Alone, Of, alone

COUNT = 2000


@pytest.fixture
def manifest() -> pd.DataFrame:
    """Photographs in two classes, of which nothing tells anything."""
    chance = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "image_id": [f"i{row}" for row in range(COUNT)],
            "label": chance.choice(["benign", "malignant"], COUNT, p=[0.8, 0.2]),
            "split": chance.choice(["train", "validation", "test"], COUNT, p=[0.6, 0.2, 0.2]),
            "lesion_id": [f"L{row // 2}" for row in range(COUNT)],
            "patient_id": None,
            "age": chance.integers(20, 90, COUNT).astype(float),
            "sex": chance.choice(["female", "male"], COUNT),
            "site": chance.choice(["back", "face", "hand"], COUNT),
            "dx_type": "histo",
            "skin_type": None,
            "image_type": None,
            "source": "clinic",
            "licence": "CC-0",
            "width": 600,
            "height": 450,
        }
    )


def by_name(found: list[Alone]) -> dict[str, Alone]:
    return {one.name: one for one in found}


def test_what_tells_nothing_is_near_a_half_and_what_is_the_same_is_left_out(
    manifest: pd.DataFrame,
) -> None:
    found = by_name(alone(manifest, None, ("benign", "malignant")))
    assert set(found) == {"age", "sex", "site"}
    assert all(abs(one.auc - 0.5) < 0.06 for one in found.values())
    assert not any(one.gives_away for one in found.values())


def test_a_source_that_comes_with_a_class_is_a_giveaway(manifest: pd.DataFrame) -> None:
    malignant = (manifest["label"] == "malignant").to_numpy()
    chance = np.random.default_rng(4)
    foreign = chance.random(COUNT) < np.where(malignant, 0.8, 0.1)
    manifest.loc[foreign, "width"] = 1022
    found = by_name(alone(manifest, None, ("benign", "malignant")))["size and source"]
    judged = (manifest["split"] != "train").to_numpy()
    assert found.auc == pytest.approx(roc_auc_score(malignant[judged], foreign[judged]))
    assert found.gives_away
    assert found.of is Of.PICTURE
    assert found.images == judged.sum()


def test_what_goes_with_the_patient_is_told_and_no_giveaway(manifest: pd.DataFrame) -> None:
    malignant = (manifest["label"] == "malignant").to_numpy()
    manifest.loc[malignant, "age"] = 85.0
    found = by_name(alone(manifest, None, ("benign", "malignant")))["age"]
    assert found.auc > 0.9
    assert not found.gives_away


def test_a_marker_in_one_class_is_a_giveaway_and_its_strength_is_none(
    manifest: pd.DataFrame,
) -> None:
    malignant = (manifest["label"] == "malignant").to_numpy()
    measures = pd.DataFrame(dict.fromkeys(Measure, np.full(COUNT, 100.0)))
    for name in (Measure.BURNT, Measure.CORNERS, Measure.HAIR, Measure.RULER):
        measures[name] = np.where(malignant, 0.001, 0.0)  # below what stands out
    measures[Measure.INK] = np.where(malignant, 0.05, 0.0)
    found = by_name(alone(manifest, measures, ("benign", "malignant")))
    assert found[Measure.INK].auc == 1.0
    assert found[Measure.INK].gives_away
    assert Measure.HAIR not in found


def test_what_gives_one_class_of_many_away_is_told_with_its_name(manifest: pd.DataFrame) -> None:
    names = ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"]
    shares = [0.03, 0.05, 0.11, 0.02, 0.11, 0.66, 0.02]
    manifest["label"] = np.random.default_rng(5).choice(names, COUNT, p=shares)
    measures = pd.DataFrame(dict.fromkeys(Measure, np.full(COUNT, 100.0)))
    for name in (Measure.BURNT, Measure.CORNERS, Measure.HAIR, Measure.INK):
        measures[name] = 0.0
    measures[Measure.RULER] = np.where(manifest["label"] == "mel", 0.5, 0.0)
    found = by_name(alone(manifest, measures, names))[Measure.RULER]
    assert (found.label, found.auc) == ("mel", 1.0)
    assert found.gives_away
    sex = by_name(alone(manifest, measures, names))["sex"]
    judged = manifest[manifest["split"] != "train"]
    learned = manifest[manifest["split"] == "train"]
    rates = (learned["label"] == sex.label).groupby(learned["sex"]).mean()
    wanted = roc_auc_score(judged["label"] == sex.label, judged["sex"].map(rates))
    assert sex.auc == pytest.approx(wanted, abs=1e-3)


def test_few_photographs_tell_nothing(manifest: pd.DataFrame) -> None:
    assert alone(manifest[:40], None, ("benign", "malignant")) == []


def test_what_is_not_known_is_counted(manifest: pd.DataFrame) -> None:
    manifest.loc[:99, "sex"] = None
    found = missing(manifest)
    assert (found["patient_id"], found["age"], found["sex"]) == (1.0, 0.0, 100 / COUNT)


def test_contradictions_are_found_with_their_photographs(manifest: pd.DataFrame) -> None:
    manifest["label"], manifest["sex"] = "benign", "female"
    manifest.loc[[1, 5], "label"] = "malignant"
    manifest.loc[7, "sex"] = "male"
    manifest.loc[9, "age"] = 140.0
    manifest.loc[:3, "patient_id"] = ["P1", "P2", "P1", "P1"]
    found = {(one.one, one.differ): one for one in clashes(manifest)}
    assert set(found) == {
        ("lesion_id", "label"),
        ("lesion_id", "patient_id"),
        ("lesion_id", "sex"),
        ("age", "range"),
    }
    assert found["lesion_id", "label"].count == 2
    assert found["lesion_id", "label"].images == ("i0", "i1", "i4", "i5")
    assert found["lesion_id", "patient_id"].images == ("i0", "i1")
    assert found["lesion_id", "sex"].images == ("i6", "i7")
    assert found["age", "range"].images == ("i9",)


def test_lesions_numbered_anew_in_each_patient_contradict_nothing(manifest: pd.DataFrame) -> None:
    manifest["patient_id"] = [f"P{row // 4}" for row in range(COUNT)]
    manifest["lesion_id"] = [str(row % 4) for row in range(COUNT)]
    assert [one for one in clashes(manifest) if one.one == "lesion_id"] == []
