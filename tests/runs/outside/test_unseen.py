"""What of another collection a run has seen: by pixels, by ids, and what hangs on those."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from runs.outside.unseen import unseen


def manifest(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {"lesion_id": None, "patient_id": None, "source": None, "split": "test"}
    told = [plain | {"pixel_hash": f"px{at}", "group": at} | row for at, row in enumerate(rows)]
    return pd.DataFrame(told)


def own(**row: Any) -> pd.DataFrame:
    return manifest({"pixel_hash": "seen", "split": "train"} | row)


def reasons(outside: pd.DataFrame, inside: pd.DataFrame) -> dict[str, int]:
    return {one["why"]: one["images"] for one in unseen(outside, inside).left_out}


PIXELS = "are pixel for pixel photographs that the run has seen"
BY_ID = "are of a lesion or patient that the run has seen"
OWN = "are in the run's own dataset, or of a lesion or patient that is in it"
TIED = "are of one lesion or patient with such a photograph"


def test_equal_pixels_are_left_out_with_all_of_their_lesion() -> None:
    outside = manifest({"pixel_hash": "seen", "group": 7}, {"group": 7}, {"group": 8})
    found = unseen(outside, own())
    assert found.rows.tolist() == [False, False, True]
    assert reasons(outside, own()) == {PIXELS: 1, TIED: 1}


def test_a_validation_photograph_was_seen_too() -> None:
    assert reasons(manifest({"pixel_hash": "seen"}), own(split="validation")) == {PIXELS: 1}


def test_its_own_test_set_and_what_was_left_out_stay_closed() -> None:
    for split in ("test", "excluded"):
        assert reasons(manifest({"pixel_hash": "seen"}), own(split=split)) == {OWN: 1}


def test_ids_count_where_the_sources_are_the_same() -> None:
    inside = own(lesion_id="HAM_1", patient_id="p1", source="vidir")
    same = manifest(
        {"lesion_id": "HAM_1", "source": "vidir"}, {"patient_id": "p1", "source": "vidir"}
    )
    assert reasons(same, inside) == {BY_ID: 2}
    other = manifest({"lesion_id": "HAM_1", "source": "bcn"}, {"lesion_id": "HAM_1"})
    assert reasons(other, inside) == {}


def test_without_a_source_one_shared_photograph_proves_one_archive() -> None:
    inside = own(lesion_id="1")
    apart = manifest({"lesion_id": "1"}, {"lesion_id": "2"})
    assert reasons(apart, inside) == {}  # each clinic may count its lesions from 1
    shared = manifest({"lesion_id": "1", "pixel_hash": "seen"}, {"lesion_id": "1"})
    assert reasons(shared, inside) == {PIXELS: 1, BY_ID: 1}


def test_photographs_that_were_not_read_are_nobodys_twins() -> None:
    assert reasons(manifest({"pixel_hash": ""}), own(pixel_hash="")) == {}


def test_a_photograph_of_another_class_ties_its_patient_to_what_was_seen() -> None:
    """It is not judged on itself, for want of its class; its patient was seen all the same."""
    outside = manifest({"pixel_hash": "seen", "group": 7}, {"group": 7}, {"group": 8})
    found = unseen(outside, own(), np.array([False, True, True]))
    assert found.rows.tolist() == [False, False, True]
    assert found.left_out == [{"why": TIED, "images": 1}]
