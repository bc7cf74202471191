"""Why branches meet in a layer, by its type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.problems import in_a_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.mends.scene import Scene

    Reason = Callable[[Scene, str], str]


def _add(at: Scene, node: str) -> str:
    sources = [edge.source for edge in at.into[node]]
    for one in sources:
        others = [other for other in sources if other != one]
        if any(at.leads(one, other) for other in others):
            return (
                f"It adds {at.names.of(one)}, as a shortcut, to what the layers between have made "
                "of it: they need only learn what to change, and deep networks learn more easily."
            )
    return "It adds its branches place by place, so that each may correct the others."


def _multiply(at: Scene, node: str) -> str:
    branches = [at.names.of(edge.source) for edge in at.into[node]]
    return (
        f"It lets one of {in_a_row(branches)} decide how much of the other passes: 0 stops a "
        "value, 1 lets it by."
    )


def _concatenate(at: Scene, node: str) -> str:
    count = len(at.into[node])
    return (
        f"It puts what its {count} branches have found side by side, so that the layer after it "
        "weighs all of it together."
    )


JOINS: dict[str, Reason] = {"Add": _add, "Multiply": _multiply, "Concatenate": _concatenate}
