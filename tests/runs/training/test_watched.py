"""Which photographs are watched while a network learns, and what is kept of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from runs.training.watched import WATCHED, chosen, read


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([0] * 30 + [1] * 9, [0, 0, 1, 1]),
        ([0, 1, 2] * 5, [0, 1, 2]),
        ([0] * 9 + [1] * 2 + [2] * 8 + [3] * 7 + [4] * 6, [0, 2, 3, 4]),  # 1 is the rarest
        ([0, 1, 1, 1], [0, 1, 1]),
        ([1], [1]),
    ],
)
def test_each_class_has_its_share(labels: list[int], expected: list[int]) -> None:
    array = np.array(labels)
    groups = np.array([f"lesion {place}" for place in range(len(labels))], dtype=object)
    taken = chosen(array, groups, seed=3)
    assert [labels[place] for place in taken] == expected
    assert len(set(taken)) == len(taken)
    assert taken == chosen(array, groups, seed=3)


def test_another_seed_takes_others_and_no_lesion_twice() -> None:
    labels = np.repeat([0, 1], 40)
    groups = np.array([f"lesion {place // 4}" for place in range(80)], dtype=object)
    drawn = [chosen(labels, groups, seed) for seed in range(20)]
    assert len({tuple(places) for places in drawn}) > 10
    assert all(len({groups[place] for place in places}) == 4 for places in drawn)


def test_a_missing_or_damaged_file_tells_nothing(tmp_path: Path) -> None:
    assert read(tmp_path) is None
    (tmp_path / WATCHED).write_text('{"classes": 3}', encoding="utf-8")
    assert read(tmp_path) is None
