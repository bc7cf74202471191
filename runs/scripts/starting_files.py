"""The files of weights that ``train.py`` starts from and Keras cannot fetch; they lie beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder import networks
from builder.starting_weights import SHIPPED, weights_file
from layers_catalog.call import CallKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers_catalog.call import Call

_STEM: Final = "initial"
_WEIGHTS: Final = ".weights.h5"
_MODEL: Final = ".keras"
"""Of a run that is not known yet, as in the code of a design on the drawing board."""


@dataclass(frozen=True)
class StartingFile:
    """A file of weights from which one or more networks start.

    Args:
        name: beside ``train.py``, e.g. ``initial.weights.h5``.
        source: where it is now; perhaps no longer, when a person chose it.
        calls: names of the networks that start from it.
        licence: the file with its licence, where it comes with this project.
    """

    name: str
    source: Path
    calls: tuple[str, ...]
    licence: Path | None


def starting_files(calls: Iterable[Call], start: str = "") -> tuple[StartingFile, ...]:
    """Each file once, in the order in which the network needs it.

    Args:
        calls: as lowered.
        start: the file from which all layers start, as the recipe names it; empty for none.
    """
    users: dict[Path, list[Call]] = {Path(start): []} if start else {}
    for call in calls:
        path = weights_file(call) if call.kind is CallKind.MODEL else None
        if path is not None:
            users.setdefault(path, []).append(call)
    return tuple(_file(number, path, of) for number, (path, of) in enumerate(users.items(), 1))


def _file(number: int, path: Path, users: list[Call]) -> StartingFile:
    stem = _STEM if number == 1 else f"{_STEM}_{number}"
    suffix = _WEIGHTS if path.name.endswith(_WEIGHTS) else path.suffix or _MODEL
    shipped = [one.path for one in users if one.weights == SHIPPED]
    licence = networks.shipped_licence(shipped[0]) if shipped else None
    return StartingFile(stem + suffix, path, tuple(call.name for call in users), licence)
