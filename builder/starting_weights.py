"""Where the weights of pretrained networks start from; light, so that pages and exports may ask.

Loading them is left to ``loading``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder import networks
from builder.lowering import lower
from builder.problems import NotSoundError
from builder.upgrade import DesignError, read_design
from layers_catalog.call import CallKind, Shipped
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from layers_catalog.call import Call

IMAGENET: Final = "imagenet"
"""Keras downloads them."""
SHIPPED: Final = Shipped.WITH_PROJECT
"""A file of this project."""
RUN: Final = re.compile(r"\s*run\s*(\d{1,9})\s*", re.IGNORECASE)
"""A finished run, as a person writes it: “run 12”, “Run 12”, “run12”."""


def weights_file(call: Call) -> Path | None:
    """The file that holds a network's starting weights; ``None`` when Keras downloads them."""
    if call.weights is None or call.weights == IMAGENET:
        return None
    if call.weights is SHIPPED:
        return networks.shipped_weights(call.path)
    return expanded(Path(call.weights))


def expanded(path: Path) -> Path:
    """A path with a home folder in place of its "~"; as it is where nobody has that home."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def finished_calls(file: Path) -> tuple[Call, ...] | None:
    """The steps of the finished run whose model ``file`` is, or ``None`` for any other file.

    A run's folder holds ``model.keras`` beside its ``design.json`` and ``facts.json``.
    """
    if file.suffix != ".keras":
        return None
    try:
        design = read_design(file.with_name("design.json").read_bytes())
        facts = Facts.model_validate_json(file.with_name("facts.json").read_bytes())
        return lower(design, facts)
    except (OSError, ValueError, DesignError, NotSoundError):
        return None


def donor(calls: tuple[Call, ...], call: Call) -> Call | None:
    """The network among the steps of a finished run from which ``call`` can start.

    It is the same network, and the same part of it; what of it learnt does not matter. Of several,
    it is the one of the same name.
    """
    alike = [
        one
        for one in calls
        if one.kind is CallKind.MODEL
        and one.path == call.path
        and one.part.ends_at == call.part.ends_at
    ]
    named = (one for one in alike if one.name == call.name)
    return next(named, alike[0] if alike else None)
