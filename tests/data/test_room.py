"""Parts are filled as by the rule worked out with arrays, group by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.room import Room

if TYPE_CHECKING:
    from numpy.typing import NDArray


def neediest(
    group: NDArray[np.float64],
    filled: NDArray[np.float64],
    wanted: NDArray[np.float64],
    left: NDArray[np.int64],
) -> int:
    """The rule, over all parts at once: ``filled`` and ``wanted`` are (parts, classes)."""
    has = group > 0
    empty = filled[:, has] == 0
    urgent = (empty & (empty.sum(axis=0) >= left[has])).any(axis=1)
    level = (filled[:, has] / wanted[:, has] * group[has]).sum(axis=1) / group.sum()
    if urgent.any():
        level = np.where(urgent, level, np.inf)
    return int(level.argmin())


@given(st.integers(0, 2**32 - 1), st.integers(2, 10), st.integers(1, 7), st.sampled_from([1, 7]))
def test_each_group_goes_where_the_rule_says(seed: int, parts: int, many: int, held: int) -> None:
    random = np.random.default_rng(seed)
    counts = random.integers(0, 4, (60, many)).astype(float)
    if held == 1:
        counts *= np.eye(many)[random.integers(0, many, 60)]
    counts = counts[counts.sum(axis=1) > 0]
    counts = counts[:, counts.sum(axis=0) > 0]
    wanted = random.dirichlet(np.ones(parts))[:, None] * counts.sum(axis=0)
    left = (counts > 0).sum(axis=0)
    room = Room(wanted.T.tolist(), left.tolist())
    filled = np.zeros_like(wanted)
    for group in counts:
        expected = neediest(group, filled, wanted, left)
        classes = np.flatnonzero(group)
        assert room.take(classes.tolist(), group[classes].tolist()) == expected
        filled[expected] += group
        left = left - (group > 0)
