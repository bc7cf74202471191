"""Folds: every group is held out once, in proportion, and the test set stays closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from data.demo import make_demo
from data.errors import DecisionError
from data.library import Library
from data.manifest import LEFT_OUT
from data.versions.folds import fold_manifests
from data.versions.manifests import keep_version, keeper

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def manifest(groups: int, *, views: int = 2, share: float = 0.3, seed: int = 0) -> pd.DataFrame:
    """Groups of some views, a share of them malignant, one group in five in test."""
    chance = np.random.default_rng(seed)
    label = np.where(chance.random(groups) < share, "malignant", "benign")
    split = np.array(["test", "validation", "train", "train", "train"])[np.arange(groups) % 5]
    of = np.repeat(np.arange(groups), views)
    return pd.DataFrame(
        {
            "image_id": [f"i{row}" for row in range(len(of))],
            "group": of,
            "label": label[of],
            "split": split[of],
        }
    )


@pytest.mark.parametrize("folds", [2, 5, 10])
def test_each_group_is_held_out_once_and_the_test_set_never_used(folds: int) -> None:
    whole = manifest(300)
    found = fold_manifests(whole, folds=folds, seed=1)
    open_ones = (whole["split"] != "test").to_numpy()
    held = np.array([(one["split"] == "test").to_numpy() for one in found])
    np.testing.assert_array_equal(held.sum(axis=0), open_ones.astype(int))
    for one in found:
        assert (one.loc[~open_ones, "split"] == LEFT_OUT).all()
        assert one[open_ones].groupby("group")["split"].nunique().max() == 1
        used = one[open_ones]
        parts = used["split"].value_counts(normalize=True)
        assert parts["test"] == pytest.approx(1 / folds, abs=0.02)
        rest = parts["validation"] / (1 - parts["test"])
        assert rest == pytest.approx(0.15 / 0.85, abs=0.02)
        malignant = used["label"] == "malignant"
        shares = malignant.groupby(used["split"]).mean()
        assert (abs(shares - malignant.mean()) < 0.03).all()


def test_the_same_seed_gives_the_same_folds() -> None:
    whole = manifest(100)
    one, again, other = (fold_manifests(whole, folds=5, seed=seed) for seed in (3, 3, 4))
    assert all(a["split"].equals(b["split"]) for a, b in zip(one, again, strict=True))
    assert not all(a["split"].equals(b["split"]) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("folds", [0, 1, 21])
def test_a_number_of_folds_that_makes_no_sense_is_refused(folds: int) -> None:
    with pytest.raises(DecisionError, match=f"{folds} folds cannot be made"):
        fold_manifests(manifest(100), folds=folds, seed=0)


def test_too_few_lesions_of_a_class_are_told() -> None:
    with pytest.raises(DecisionError, match="“malignant” has too few lesions for 10 folds"):
        fold_manifests(manifest(60, share=0.08), folds=10, seed=0)


@pytest.mark.parametrize("folds", [6, 9, 20])
def test_more_folds_than_lesions_are_refused_before_any_is_made(folds: int) -> None:
    with pytest.raises(DecisionError, match=f"has too few lesions for {folds} folds"):
        fold_manifests(manifest(12, share=0.5), folds=folds, seed=0)


def test_a_fold_is_a_version_that_is_found_by_its_digest_and_not_in_force(
    desk: Any, make_ham: Callable[..., Path]
) -> None:
    make_ham(desk.photos, lesions={"nv": 20, "mel": 20}, views=2)
    desk.take()
    dataset = desk.library.load("set")
    first, second = fold_manifests(dataset.manifest, folds=2, seed=0)
    digest = keep_version(dataset.folder, first)
    assert digest != keep_version(dataset.folder, second) != dataset.digest
    found = desk.library.load("set", digest)
    assert found.digest == digest
    assert list(found.manifest["split"]) == list(first["split"])
    assert desk.library.load("set").digest == dataset.digest


def test_versions_kept_one_after_another_are_those_kept_alone(tmp_path: Path) -> None:
    make_demo(workspace=tmp_path, name="demo", count=60)
    dataset = Library(tmp_path).load("demo")
    folds = fold_manifests(dataset.manifest, folds=3, seed=0)
    keep = keeper(dataset.folder)
    together = [keep(one) for one in folds]
    assert together == [keep_version(dataset.folder, one) for one in folds]
    assert len(set(together)) == 3
