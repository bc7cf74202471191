from __future__ import annotations

from pathlib import Path

import pytest

from data.guards import conflicting, group_numbers, grouped_by, inherited, leaking, notices
from data.readers.records import Record, Split
from data.readers.sources import File, Folder

FILE = File(Folder(Path("photos")), "1.jpg", 1)


def record(name: str, label: str = "a", **known: str | None) -> Record:
    split = known.pop("split", None)
    part = Split(split) if split else None
    return Record(name, FILE, f"{name}.jpg", label, label, part, **known)


def test_lesion_patient_and_equal_pixels_make_one_group() -> None:
    records = [
        record("0", lesion_id="L1"),
        record("1", lesion_id="L2", patient_id="P1"),
        record("2", lesion_id="L3", patient_id="P1"),
        record("3", lesion_id="L1"),
        record("4", lesion_id="L4"),
        record("5"),
        record("6"),
    ]
    assert group_numbers(records, list("abcdeff")) == [0, 1, 1, 0, 2, 3, 3]


def test_ties_carry_over_from_image_to_image() -> None:
    records = [
        record("0", lesion_id="L1"),
        record("1", lesion_id="L2"),
        record("2", lesion_id="L3", patient_id="P1"),
        record("3", lesion_id="L2", patient_id="P1"),
        record("4", lesion_id="L4"),
    ]
    assert group_numbers(records, ["same", "x", "y", "z", "same"]) == [0, 1, 1, 1, 0]


def test_lesions_counted_anew_in_each_patient_tie_no_patients() -> None:
    records = [
        record(f"{patient}{lesion}", lesion_id=str(lesion), patient_id=patient)
        for patient in "ABCD"
        for lesion in (1, 2, 3)
    ]
    assert group_numbers(records, [""] * 12) == [0] * 3 + [1] * 3 + [2] * 3 + [3] * 3


def test_one_lesion_of_two_patients_ties_them_where_ids_are_not_counted_anew() -> None:
    records = [
        record("0", lesion_id="L1", patient_id="A"),
        record("1", lesion_id="L1", patient_id="B"),
        record("2", lesion_id="L2", patient_id="C"),
        record("3", lesion_id="L2"),
    ]
    assert group_numbers(records, list("wxyz")) == [0, 0, 1, 1]


def test_who_is_given_no_part_goes_with_its_group() -> None:
    records = [record("0", split="train"), record("1"), record("2", split="test"), record("3")]
    assert inherited(records, [0, 0, 0, 1]) == [Split.TRAIN, Split.TEST, Split.TEST, None]


def test_without_ids_every_image_is_its_own_group() -> None:
    assert group_numbers([record("0"), record("1")], ["x", "y"]) == [0, 1]


def test_equal_pixels_with_two_labels_are_found_on_both_sides() -> None:
    records = [record("0", "benign"), record("1", "malignant"), record("2", "benign")]
    found = conflicting(records, ["x", "x", "y"])
    assert sorted(found) == [0, 1]
    assert found[0].where == "0.jpg"
    assert "equal those of “1”, but one is labelled “benign” and the other “malignant”" in (
        found[0].why
    )


def test_equal_pixels_with_one_label_are_no_conflict() -> None:
    assert conflicting([record("0"), record("1")], ["x", "x"]) == {}


@pytest.mark.parametrize(
    ("sides", "left_out"),
    [
        (("train", "test"), [0]),
        (("test", "train"), [1]),
        (("train", "validation"), [0]),
        (("validation", "test"), [0]),
        (("train", "train"), []),
        ((None, None), []),
    ],
)
def test_a_leak_leaves_the_guarded_side_as_it_is(
    sides: tuple[str | None, str | None], left_out: list[int]
) -> None:
    records = [record(str(row), split=side) for row, side in enumerate(sides)]
    found = leaking(records, [0, 0])
    assert sorted(found) == left_out
    assert all("stays unseen" in row.why for row in found.values())


def test_what_is_kept_together_is_said() -> None:
    bare, lesion, patient = record("0"), record("1", lesion_id="L"), record("2", patient_id="P")
    assert grouped_by([bare]) == "image"
    assert grouped_by([bare, lesion]) == "lesion"
    assert grouped_by([lesion, patient]) == "patient"
    assert notices([bare]) == ("Split by image: results are likely optimistic.",)
    assert notices([lesion]) == ()
    assert notices([bare, lesion]) == ("1 of 2 images have no id of a lesion or patient.",)
