"""On what a training is judged: one division, or folds, divided once or several times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import streamlit as st

from runs.series.repeats import SPREAD

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDS: Final = {"One division": 0, "3 folds": 3, "5 folds": 5, "10 folds": 10}
_REPEATS: Final = {"Once": 1, "3 times": 3, "5 times": 5, "10 times": 10}


class Judged(NamedTuple):
    """How many folds, 0 for one training, and how often the photographs are divided into them."""

    folds: int
    repeats: int = 1


def chosen(counts: Mapping[str, Mapping[str, int]]) -> Judged:
    """Ask, and say what it costs.

    Args:
        counts: images by split and class.
    """
    folds = _FOLDS[
        _one_of(
            "Judged on",
            _FOLDS,
            key="train_folds",
            why="Cross-validation trains once for each fold; it tells how far the result depends "
            "on the division. The test set is in no fold.",
        )
    ]
    if not folds:
        return Judged(0)
    repeats = _REPEATS[
        _one_of(
            "Divided into folds",
            _REPEATS,
            key="train_repeats",
            why=f"Each time by the next seed, so that others are held out together. {SPREAD}",
        )
    ]
    times = folds * repeats
    open_ones = sum(sum(counts[split].values()) for split in ("train", "validation"))
    st.caption(
        f"Trains {times} times. Each time {open_ones // folds:,} of the {open_ones:,} images of "
        "train and validation are held out."
    )
    return Judged(folds, repeats)


def _one_of(label: str, offered: Mapping[str, int], *, key: str, why: str) -> str:
    first = next(iter(offered))
    picked = st.segmented_control(
        label, offered, default=first, required=True, wrap=True, key=key, help=why
    )
    return picked or first
