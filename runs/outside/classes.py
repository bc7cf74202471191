"""The classes of another collection in the words of a run: the same names, or a map of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from data.mapping import LEFT_OUT
from runs.outside.errors import OutsideCallError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray


def unmatched(labels: Sequence[str], classes: Sequence[str]) -> list[str]:
    """The labels that no class of a run is called by, each once, in their order."""
    known = {_plain(name) for name in classes}
    return [name for name in dict.fromkeys(labels) if _plain(name) not in known]


def matched(
    labels: Sequence[str], classes: Sequence[str], mapping: Mapping[str, str] | None = None
) -> tuple[NDArray[np.int64], list[dict[str, Any]]]:
    """The index of each label's class, and what is left out for want of one.

    Args:
        labels: of the photographs, of length n.
        classes: of the run.
        mapping: from labels to classes of the run; empty or "-" leaves a label out. Labels that it
            does not name are matched by name, whatever their case.

    Returns:
        indices of shape (n,), -1 where left out, and ``{why, images}`` for each reason.

    Raises:
        OutsideCallError: the map names a label or a class that is not there.
        OutsideError: no label has a class.
    """
    index = {_plain(name): place for place, name in enumerate(classes)}
    chosen = {_plain(name): _plain(to) for name, to in (mapping or {}).items()}
    _check(chosen, {_plain(name) for name in labels}, index, classes)
    places = {name: index.get(chosen.get(_plain(name), _plain(name)), -1) for name in set(labels)}
    found = np.array([places[name] for name in labels], dtype=np.int64)
    if not (found >= 0).any():
        raise OutsideError(
            f"None of its classes ({', '.join(sorted(set(labels)))}) is one of the run's "
            f"({', '.join(classes)}).",
            "Say which is which, like nevus=benign,melanoma=malignant.",
        )
    missing = Counter(name for name in labels if places[name] < 0)
    told = [
        {"why": f"are “{name}”, which is no class of the run", "images": count}
        for name, count in missing.most_common()
    ]
    return found, told


def _check(
    chosen: Mapping[str, str],
    labels: set[str],
    index: Mapping[str, int],
    classes: Sequence[str],
) -> None:
    for name, to in chosen.items():
        if name not in labels:
            raise OutsideCallError(
                f"The class map names “{name}”, which no photograph is labelled.", "Leave it away."
            )
        if to not in index and to not in LEFT_OUT:
            raise OutsideCallError(
                f"The class map sends “{name}” to “{to}”, which is no class of the run.",
                f"Its classes are: {', '.join(classes)}.",
            )


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
