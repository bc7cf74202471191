"""The compared runs as lines through what differs and what came of it."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from ui import charts
from ui.charts import figures
from ui.charts.parallel import Axis
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ui.pages.runs.compared import Compared

_MOST: Final = 4
"""Settings that have an axis; the table below tells all."""
_TWO: Final = 2
_LEFT_OUT: Final = frozenset({"took", "drawing"})
"""Told by other axes."""


def show(compared: Sequence[Compared], differing: Sequence[Mapping[str, str]]) -> None:
    """The figure; nothing where there is no more than one axis.

    Args:
        compared: at least two.
        differing: a row for each setting that is not the same in all, as ``compare`` tells it.
    """
    settings = [row for row in differing if row[""] not in _LEFT_OUT]
    titles = [one.title for one in compared]
    axes = [_setting(row, compared) for row in with_axis(settings, titles)] + _results(compared)
    if len(axes) < _TWO:
        return
    names = [one.brief for one in compared]
    figures.show(
        charts.parallel(names, axes, dark=session.dark()),
        title="What differs, and what came of it",
        key="compared_parallel",
        help=_HELP,
        rows=[
            {"run": name, **{axis.name: axis.values[place] for axis in axes}}
            for place, name in enumerate(names)
        ],
    )
    if len(settings) > _MOST:
        more = wording.plural(len(settings) - _MOST, "more setting differs", "more settings differ")
        st.caption(f"{more}: the table below tells all.")


def with_axis(
    settings: Sequence[Mapping[str, str]], titles: Sequence[str]
) -> list[Mapping[str, str]]:
    """Those that have an axis, in their order: of the most values, numbers before words.

    The seed, of which nothing follows, comes only where there is room.
    """

    def worth(row: Mapping[str, str]) -> tuple[bool, int, bool]:
        told = [row[title] for title in titles]
        numbers = all(_number(value) is not None for value in told)
        return row[""] != "seed", len(set(told)), numbers

    chosen = sorted(settings, key=worth, reverse=True)[:_MOST]
    return [row for row in settings if row in chosen]


def _setting(row: Mapping[str, str], compared: Sequence[Compared]) -> Axis:
    told = [row[one.title] for one in compared]
    numbers = [_number(value) for value in told]
    if all(number is not None for number in numbers):
        return Axis(row[""], numbers)
    words = apart(told)
    return Axis(row[""], [None if value == wording.UNKNOWN else value for value in words])


def apart(texts: Sequence[str]) -> list[str]:
    """The same without the words with which all of them begin; each keeps its last."""
    words = [text.split(" ") for text in texts]
    alike = takewhile(lambda each: len(set(each)) == 1, zip(*words, strict=False))
    shared = min(len(list(alike)), min(map(len, words)) - 1)
    return [" ".join(one[shared:]) for one in words]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _results(compared: Sequence[Compared]) -> list[Axis]:
    """What came of them; of drawings only what it took."""
    minutes = [None if one.seconds is None else one.seconds / 60 for one in compared]
    took = [Axis("minutes", minutes, ".1f")] if any(one is not None for one in minutes) else []
    if any(one.synthetic for one in compared):
        return took
    axes = [
        *took,
        *(
            Axis(name, [_share(one.numbers, key) for one in compared], ".2f")
            for name, key in _SHARES.items()
        ),
    ]
    return [axis for axis in axes if any(value is not None for value in axis.values)]


_SHARES: Final = {
    "sensitivity": "sensitivity",
    "specificity": "specificity",
    "AUC": "auc",
}


def _share(numbers: Mapping[str, Any], key: str) -> float | None:
    """A number of the whole, or of two classes the positive one's."""
    if key in numbers:
        value: float | None = numbers[key]
        return value
    classes = list(numbers.get("per_class", {}).values())
    return classes[1].get(key) if len(classes) == _TWO else None


_HELP = (
    "Each line is one run, from left to right: what was set, then what came of it on validation "
    "(of a cross-validation: on what it held out). Lines that cross between two axes say that more "
    "of one goes with less of the other; that it is the cause, they do not say."
)
