"""The store of features: whole or absent, found again, within its budget."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from runs.training.feature_store import INDEX, FeatureStore

ROWS = np.random.default_rng(0).normal(0, 100, (70, 5)).astype(np.float32)
KEY, OTHER, THIRD = "a" * 64, "b" * 64, "c" * 64


def blocks(rows: NDArray[np.float32] = ROWS) -> Iterator[dict[str, NDArray[np.float32]]]:
    yield from ({"train": one} for one in np.split(rows, range(32, len(rows), 32)))


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features")


def left(store: FeatureStore) -> list[str]:
    return sorted(entry.name for entry in store.folder.iterdir())


def test_what_was_written_is_read_by_any_process(store: FeatureStore) -> None:
    assert store.read(KEY) is None
    rows = np.arange(70)
    written = [
        {"train": ROWS[:40].astype(np.float16), "rows": rows[:40]},
        {"rows": rows[40:], "exact": ROWS[40:41]},
        {"train": ROWS[40:].astype(np.float16)},
    ]
    store.write(KEY, written)
    found = FeatureStore(store.folder).read(KEY)
    assert found is not None
    assert {name: (str(table.dtype), table.shape) for name, table in found.items()} == {
        "train": ("float16", (70, 5)),
        "rows": ("int64", (70,)),
        "exact": ("float32", (1, 5)),
    }
    assert np.array_equal(found["train"], ROWS.astype(np.float16))
    assert np.array_equal(found["exact"][0], ROWS[40])
    assert np.array_equal(found["rows"], rows)


def test_entries_are_found_by_the_beginning_of_their_names(store: FeatureStore) -> None:
    assert store.names("a") == []
    for name in ("ab.2", "ab.1", "b"):
        store.write(name, blocks())
    assert store.names("ab.") == ["ab.1", "ab.2"]


@pytest.mark.parametrize("harm", ["cut short", "one bit", "no index", "half an index", "gone"])
def test_an_entry_that_was_harmed_is_not_there_and_can_be_made_anew(
    store: FeatureStore, harm: str
) -> None:
    store.write(KEY, blocks())
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
    store.write(KEY, blocks())
    assert store.read(KEY) is not None


def test_what_fails_on_its_way_leaves_nothing(store: FeatureStore) -> None:
    def failing() -> Iterator[dict[str, NDArray[np.float32]]]:
        yield {"train": ROWS}
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        store.write(KEY, failing())
    assert left(store) == []


def test_the_least_recently_used_makes_room(store: FeatureStore) -> None:
    store.write(KEY, blocks())
    one = store.size()
    tight = FeatureStore(store.folder, budget=2 * one)
    tight.write(OTHER, blocks())
    for age, key in ((200, KEY), (100, OTHER)):
        before = (tight.folder / key).stat().st_mtime - age
        os.utime(tight.folder / key, (before, before))
    assert tight.read(KEY) is not None  # now used later than the other
    tight.write(THIRD, blocks())
    assert left(tight) == [KEY, THIRD]
    assert tight.size() <= tight.budget


def test_rows_that_are_being_read_outlive_their_entry(store: FeatureStore) -> None:
    store.write(KEY, blocks())
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
    store.write("a" * 64, ({"train": one} for one in np.split(rows, 70)))
"""


def test_writers_of_the_same_entry_do_not_harm_each_other(store: FeatureStore) -> None:
    command = [sys.executable, "-c", WRITER, str(store.folder)]
    writers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [writer.communicate(timeout=120)[1] for writer in writers] == ["", "", ""]
    found = store.read(KEY)
    assert found is not None
    assert found["train"][-1].tolist() == pytest.approx([34_999.5 + k / 10 for k in range(5)])
    assert left(store) == [KEY]


def test_what_a_killed_process_left_is_removed_and_what_is_being_written_stays(
    store: FeatureStore,
) -> None:
    store.folder.mkdir()
    long_ago = time.time() - 7200
    for name in ("killed", "at work"):
        partial = store.folder / f".{name}.partial"
        partial.mkdir()
        (partial / "train").write_bytes(b"half")
        os.utime(partial, (long_ago, long_ago))
    os.utime(store.folder / ".killed.partial" / "train", (long_ago, long_ago))
    store.write(KEY, blocks())
    assert left(store) == [".at work.partial", KEY]
