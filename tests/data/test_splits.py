from __future__ import annotations

import time
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.splits import ORDER, assign_folds, assign_splits

PARTS = {part.value for part in ORDER}


@st.composite
def collections(draw: st.DrawFn) -> tuple[list[int], list[str]]:
    """Lesions of one to six images, each lesion of one class, in a mixed order."""
    groups: list[int] = []
    labels: list[str] = []
    for number, name in enumerate("abc"[: draw(st.integers(1, 3))]):
        for lesion in range(draw(st.integers(3, 60))):
            views = draw(st.sampled_from([1, 1, 1, 2, 3, 6]))
            groups += [1000 * number + lesion] * views
            labels += [name] * views
    order = np.random.default_rng(draw(st.integers(0, 99))).permutation(len(groups))
    return [groups[row] for row in order], [labels[row] for row in order]


@given(collections(), st.integers(0, 2**32 - 1))
def test_no_group_is_on_two_sides(made: tuple[list[int], list[str]], seed: int) -> None:
    groups, labels = made
    parts = assign_splits(groups, labels, seed=seed)
    assert set(parts) <= PARTS
    sides = Counter(group for group, _ in set(zip(groups, parts, strict=True)))
    assert set(sides.values()) == {1}


@given(collections(), st.integers(0, 2**32 - 1))
def test_every_class_is_in_every_part_near_its_share(
    made: tuple[list[int], list[str]], seed: int
) -> None:
    groups, labels = made
    parts = assign_splits(groups, labels, seed=seed)
    largest = max(Counter(groups).values())
    for name in set(labels):
        total = labels.count(name)
        found = Counter(p for p, label in zip(parts, labels, strict=True) if label == name)
        assert set(found) == PARTS
        for part, share in zip(ORDER, (0.7, 0.15, 0.15), strict=True):
            assert abs(found[part.value] - share * total) <= 2 * largest + 1


@given(collections(), st.integers(0, 2**32 - 1))
def test_the_same_seed_gives_the_same_parts(made: tuple[list[int], list[str]], seed: int) -> None:
    groups, labels = made
    names = [f"lesion {group:06d}" for group in groups]
    assert np.array_equal(
        assign_splits(groups, labels, seed=seed), assign_splits(names, labels, seed=seed)
    )


@given(collections(), st.integers(0, 99))
def test_given_parts_are_kept_and_validation_comes_out_of_train(
    made: tuple[list[int], list[str]], seed: int
) -> None:
    groups, labels = made
    given_parts = ["test" if group % 3 == 0 else "train" for group in groups]
    parts = assign_splits(groups, labels, given=given_parts, seed=seed)
    for part, was, group in zip(parts, given_parts, groups, strict=True):
        assert (part == "test") == (was == "test"), group
    sides = Counter(group for group, _ in set(zip(groups, parts, strict=True)))
    assert set(sides.values()) == {1}
    trained = given_parts.count("train")
    share = list(parts).count("validation") / trained
    assert abs(share - 0.15) <= 7 * len(set(labels)) / trained


def test_other_seeds_give_other_parts() -> None:
    groups, labels = list(range(300)), ["a", "b"] * 150
    first, second = (assign_splits(groups, labels, seed=seed) for seed in (0, 1))
    assert (first != second).mean() > 0.2


def test_large_collections_meet_their_shares_closely() -> None:
    labels = np.repeat(["nv", "mel", "df"], [6705, 1113, 115])
    parts = assign_splits(np.arange(len(labels)), labels, seed=0)
    for name in ("nv", "mel", "df"):
        share = (parts[labels == name] == "test").mean()
        assert share == pytest.approx(0.15, abs=0.006)


def test_lesions_photographed_often_are_spread_evenly() -> None:
    groups = np.repeat(np.arange(1500), np.tile([1, 1, 1, 1, 4], 300))
    views = []
    for seed in range(8):
        parts = assign_splits(groups, np.zeros(len(groups)), seed=seed)
        views.append([(parts == p).sum() / len(set(groups[parts == p])) for p in sorted(PARTS)])
    assert np.mean(views, axis=0) == pytest.approx([1.6, 1.6, 1.6], abs=0.1)


def test_a_patient_who_dominates_goes_where_there_is_room() -> None:
    groups = [0] * 60 + list(range(1, 41))
    parts = assign_splits(groups, ["a"] * 100, seed=0)
    assert set(parts[:60]) == {"train"}
    assert Counter(parts) == {"train": 70, "validation": 15, "test": 15}


def test_patients_with_two_diagnoses_stay_whole() -> None:
    rng = np.random.default_rng(0)
    groups = rng.integers(0, 80, 1000)
    labels = rng.choice(["benign", "malignant"], 1000, p=[0.9, 0.1])
    parts = assign_splits(groups, labels, seed=0)
    assert len(set(zip(groups.tolist(), parts, strict=True))) == 80
    for name in ("benign", "malignant"):
        assert (parts[labels == name] == "test").mean() == pytest.approx(0.15, abs=0.05)


def test_three_given_parts_are_left_as_they_are() -> None:
    parts = ["train", "validation", "test", "train"]
    assert assign_splits([0, 1, 2, 3], [0, 0, 0, 0], given=parts, seed=0).tolist() == parts


def test_unknown_parts_count_as_train() -> None:
    parts = assign_splits(range(100), [0] * 100, given=["test"] * 20 + [None] * 80, seed=0)
    assert Counter(parts) == {"train": 68, "validation": 12, "test": 20}


@pytest.mark.parametrize("fractions", [(1.0, 0.0, 0.0), (0.5, 0.5), (0.7, 0.4, -0.1)])
def test_fractions_must_be_three_shares(fractions: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="Expected three fractions above 0"):
        assign_splits([0], [0], fractions=fractions, seed=0)


def test_arrays_must_be_of_one_length() -> None:
    with pytest.raises(ValueError, match="Received 2 groups, 1 labels"):
        assign_splits([0, 1], [0], seed=0)


def test_ten_folds_of_ten_thousand_photographs_are_made_at_once() -> None:
    random = np.random.default_rng(0)
    groups = random.integers(0, 7470, 10_015)
    labels = random.choice(["nv", "mel", "df"], 7470, p=[0.84, 0.14, 0.02])[groups]
    begun = time.process_time()
    held = assign_folds(groups, labels, folds=10, seed=0)
    parts = assign_splits(
        groups, labels, given=["test" if one else None for one in held == 0], seed=0
    )
    assert time.process_time() - begun < 1.0
    assert np.bincount(held) == pytest.approx([1001.5] * 10, abs=10)
    assert (parts[held == 0] == "test").all()
