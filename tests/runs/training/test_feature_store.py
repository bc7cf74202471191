"""The store of features: whole or absent, found again, within its budget."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from runs.training.feature_store import INDEX, FeatureStore, TooLargeNumberError

ROWS = np.random.default_rng(0).normal(0, 100, (70, 5)).astype(np.float32)
KEY, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64


def blocks(rows: NDArray[np.float32] = ROWS) -> Iterator[NDArray[np.float32]]:
    yield from np.split(rows, range(32, len(rows), 32))


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features")


def left(store: FeatureStore) -> list[str]:
    return sorted(entry.name for entry in store.folder.iterdir())


def test_what_was_written_is_read_by_any_process(store: FeatureStore) -> None:
    assert store.read(KEY) is None
    store.write(KEY, {"train": blocks(), "validation": blocks(ROWS[:3])}, dtype="float16")
    found = FeatureStore(store.folder).read(KEY)
    assert found is not None
    assert {name: table.shape for name, table in found.items()} == {
        "train": (70, 5),
        "validation": (3, 5),
    }
    assert np.array_equal(found["train"], ROWS.astype(np.float16))
    assert np.abs(found["train"] - ROWS).max() <= 2**-11 * np.abs(ROWS).max()


def test_float32_keeps_every_bit(store: FeatureStore) -> None:
    store.write(KEY, {"train": blocks()}, dtype="float32")
    found = store.read(KEY)
    assert found is not None
    assert np.array_equal(found["train"], ROWS)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 60_001, -7e4])
def test_a_number_that_float16_cannot_hold_leaves_nothing(
    store: FeatureStore, value: float
) -> None:
    rows = ROWS.copy()
    rows[40, 2] = value
    with pytest.raises(TooLargeNumberError):
        store.write(KEY, {"train": blocks(rows)}, dtype="float16")
    assert left(store) == []
    store.write(KEY, {"train": blocks(rows)}, dtype="float32")
    found = store.read(KEY)
    assert found is not None
    assert np.array_equal(found["train"], rows, equal_nan=True)


@pytest.mark.parametrize("harm", ["cut short", "one bit", "no index", "half an index", "gone"])
def test_an_entry_that_was_harmed_is_not_there_and_can_be_made_anew(
    store: FeatureStore, harm: str
) -> None:
    store.write(KEY, {"train": blocks()}, dtype="float16")
    table, index = store.folder / KEY / "train", store.folder / KEY / INDEX
    data = bytearray(table.read_bytes())
    match harm:
        case "cut short":
            table.write_bytes(data[:-1])
        case "one bit":
            data[100] ^= 1
            table.write_bytes(data)
        case "no index":
            index.unlink()
        case "half an index":
            index.write_bytes(index.read_bytes()[:20])
        case "gone":
            table.unlink()
    assert store.read(KEY) is None
    assert left(store) == []
    store.write(KEY, {"train": blocks()}, dtype="float16")
    assert store.read(KEY) is not None


def test_what_fails_on_its_way_leaves_nothing(store: FeatureStore) -> None:
    def failing() -> Iterator[NDArray[np.float32]]:
        yield ROWS
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store.write(KEY, {"train": failing()}, dtype="float16")
    assert left(store) == []


def test_the_least_recently_used_makes_room(store: FeatureStore) -> None:
    store.write(KEY, {"train": blocks()}, dtype="float32")
    one = store.size()
    tight = FeatureStore(store.folder, budget=2 * one)
    tight.write(OTHER, {"train": blocks()}, dtype="float32")
    for age, key in ((200, KEY), (100, OTHER)):
        before = (tight.folder / key).stat().st_mtime - age
        os.utime(tight.folder / key, (before, before))
    assert tight.read(KEY) is not None  # now used later than the other
    tight.write(THIRD, {"train": blocks()}, dtype="float32")
    assert left(tight) == [KEY, THIRD]
    assert tight.size() <= tight.budget


def test_rows_that_are_being_read_outlive_their_entry(store: FeatureStore) -> None:
    store.write(KEY, {"train": blocks()}, dtype="float32")
    found = store.read(KEY)
    store.clear()
    assert found is not None
    assert np.array_equal(found["train"], ROWS)
    assert store.size() == 0


WRITER = """
import sys, numpy as np
from pathlib import Path
from runs.training.feature_store import FeatureStore
rows = np.arange(350_000, dtype=np.float32).reshape(70_000, 5) / 10
store = FeatureStore(Path(sys.argv[1]))
for _ in range(5):
    store.write("a" * 64, {"train": np.split(rows, 70)}, dtype="float32")
"""


def test_writers_of_the_same_entry_do_not_harm_each_other(store: FeatureStore) -> None:
    command = [sys.executable, "-c", WRITER, str(store.folder)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [writer.communicate(timeout=120)[1] for writer in writers] == ["", "", ""]
    found = store.read(KEY)
    assert found is not None
    assert found["train"][-1].tolist() == pytest.approx([34_999.5 + k / 10 for k in range(5)])
    assert left(store) == [KEY]
