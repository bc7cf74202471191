"""Drawings with mistakes, and the sentences that they are told in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builder.inference import infer
from builder.problems import Severity
from builder.spec import GraphSpec
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
CONV: tuple[str, dict[str, Any]] = ("Conv2D", {"filters": 4, "kernel_size": [3, 3]})
POOL = "MaxPooling2D"
SMALL: tuple[str, dict[str, Any]] = ("Input", {"height": 32, "width": 32})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"
Case = tuple[str, dict[str, Any], list[tuple[str | None, str, str]]]
"""Connections, layers, and the problems: where, of which kind, in which words."""


def is_told(draw: Draw, facts: Facts, case: Case) -> None:
    """Every mistake is a sentence at the right layer, with what to do, and hides nothing else."""
    wires, layers, expected = case
    report = infer(draw(wires, **layers), facts)
    assert [(one.node_id, one.code, one.message) for one in report.problems] == expected
    assert all(one.hint.endswith(".") for one in report.problems)
    errors = [one for one in report.problems if one.severity is Severity.ERROR]
    assert report.sound is not bool(errors)
