"""How a cross-validation is called on the command line, beside runs that have a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers_catalog.errors import WrongCallError
from runs.series.repeats import place_of
from runs.series.results import repeated
from runs.store.store import RunStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runs.store.records import RunRecord

    Repeats = Sequence[Sequence[RunRecord]]

SHORT: Final = 6
"""Letters of a name that are shown; so many, or more, may be typed."""
_DIGITS: Final = 1000
"""So many, or fewer, are read as a number, be there such a run or not."""


class SeriesMissingError(WrongCallError):
    """No cross-validation is called so, or several are."""


def short(series: str) -> str:
    """The beginning of a cross-validation's name, by which it is called: no number, as a run's."""
    whole = place_of(series).whole
    letters = (at for at, sign in enumerate(whole, start=1) if not sign.isdecimal())
    return whole[: max(SHORT, next(letters, len(whole)))]


def is_run(asked: str) -> bool:
    """Whether the number of a run was typed, and not a cross-validation's name."""
    return asked.isascii() and asked.isdecimal() and len(asked) <= _DIGITS


def repeats_of(workspace: Path, asked: str) -> Repeats:
    """The folds of each repeat of the cross-validation that was asked for.

    Args:
        workspace: the folder with the runs.
        asked: its name, or the beginning of it.

    Raises:
        SeriesMissingError: there is none, or more than one.
    """
    with RunStore(workspace) as store:
        every = repeated(store.list())
    found = [one for one in every if _whole(one).startswith(asked.lower())]
    if len(asked) >= SHORT and len(found) == 1:
        return found[0]
    many = len(asked) >= SHORT and len(found) > 1
    raise SeriesMissingError(
        f"“{asked}” is {'not one cross-validation' if many else 'neither a run nor a fold'}.",
        f"Say a run's number, or the first {SHORT} letters or more of a cross-validation's name: "
        f"{_listed(every)}.",
    )


def _whole(repeats: Repeats) -> str:
    return place_of(str(repeats[0][0].series)).whole


def _listed(every: Sequence[Repeats]) -> str:
    return ", ".join(short(_whole(one)) for one in every) or "there is none yet"
