"""What is known of photographs, from several entries: each in the precision that it needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runs.training.feature_store import FeatureStore
from runs.training.feature_table import View

COUNT = 100
ALL = np.random.default_rng(0).normal(0, 100, (COUNT, 2, 3)).astype(np.float32)
WAY, OTHER = "openvino-bfloat16", "tensorflow-float32"


def view(folder: Path) -> View:
    """As another process or run opens it."""
    return View(FeatureStore(folder / "features"), "a" * 40, COUNT)


def learn(into: View, rows: np.ndarray, *, way: str = WAY, narrow: bool = True) -> None:
    blocks = ((part, ALL[part]) for part in np.split(rows, range(32, len(rows), 32)))
    into.learn(way, rows, blocks, narrow=narrow)


def test_what_several_have_computed_is_one_table(tmp_path: Path) -> None:
    first = np.arange(0, COUNT, 2)
    learn(view(tmp_path), first)
    opened = view(tmp_path)
    missing = opened.by(WAY).missing(np.arange(60))
    assert missing.tolist() == list(range(1, 60, 2))
    learn(opened, missing)
    asked = np.random.default_rng(1).permutation(60)
    for found in (opened, view(tmp_path)):
        assert len(found.by(WAY).missing(asked)) == 0
        taken = found.by(WAY).take(asked)
        assert np.array_equal(taken, ALL[asked].astype(np.float16).astype(np.float32))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 60_001, -7e4])
def test_a_number_that_float16_cannot_hold_keeps_its_photograph_exact_and_no_other(
    tmp_path: Path, value: float
) -> None:
    features = ALL.copy()
    features[40, 1, 2] = value
    rows = np.arange(COUNT)
    view(tmp_path).learn(WAY, rows, [(rows, features)], narrow=True)
    found = view(tmp_path).by(WAY).take(rows)
    assert np.array_equal(found[40], features[40], equal_nan=True)
    others = rows != 40
    assert np.array_equal(found[others], features[others].astype(np.float16).astype(np.float32))


def test_where_all_is_wanted_exactly_every_bit_is_kept(tmp_path: Path) -> None:
    learn(view(tmp_path), np.arange(COUNT), narrow=False)
    assert np.array_equal(view(tmp_path).by(WAY).take(np.arange(COUNT)), ALL)


def test_what_others_have_computed_in_another_way_is_not_mixed_in(tmp_path: Path) -> None:
    learn(view(tmp_path), np.arange(50), way=OTHER)
    learn(view(tmp_path), np.arange(50, 90))
    found = view(tmp_path)
    assert found.by(WAY).missing(np.arange(COUNT)).tolist() == [*range(50), *range(90, COUNT)]
    assert sorted(found.known) == sorted([WAY, OTHER])


def test_an_entry_that_is_lost_leaves_its_photographs_unknown_and_no_others(tmp_path: Path) -> None:
    learn(view(tmp_path), np.arange(50))
    learn(view(tmp_path), np.arange(50, COUNT))
    store = view(tmp_path).store
    lost = store.names("a" * 40)[0]
    (store.folder / lost / "float16").write_bytes(b"torn")
    missing = view(tmp_path).by(WAY).missing(np.arange(COUNT)).tolist()
    assert missing in (list(range(50)), list(range(50, COUNT)))


def test_what_a_run_reads_outlives_the_room_that_others_take(tmp_path: Path) -> None:
    """Its own earlier entry may have to go for the one it writes."""
    reading = View(FeatureStore(tmp_path / "features", budget=1), "a" * 40, COUNT)
    learn(reading, np.arange(50))
    learn(reading, np.arange(50, COUNT))
    assert len(reading.store.names("")) == 1
    taken = reading.by(WAY).take(np.arange(COUNT))
    assert np.array_equal(taken, ALL.astype(np.float16).astype(np.float32))
