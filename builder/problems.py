"""What is wrong with a drawing, as values: each problem in words, at its layer.

Which problems there are is told by ``params``, ``inference`` and ``validation``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.edits import Mend
    from builder.spec import GraphSpec, Node

_SPELLED_OUT = 3


class Severity(StrEnum):
    """Whether a problem keeps the drawing from becoming a network."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One thing to mend or to know.

    Args:
        node_id: the layer it stands at; ``None`` for the drawing as a whole.
        code: a stable name for the kind of problem, e.g. ``"loose-end"``.
        severity: errors keep the drawing from training, warnings do not.
        message: what is wrong and where, a whole sentence.
        hint: what to do about it, a whole sentence; may be empty.
        mends: edits that make it go away, where they are clear; the first is the usual one.
        turn: the first repetition of its block that has it.
    """

    node_id: str | None
    code: str
    severity: Severity
    message: str
    hint: str = ""
    mends: tuple[Mend, ...] = field(default=(), hash=False)
    turn: int = 1

    def __str__(self) -> str:
        place = f"At “{self.node_id}”: " if self.node_id else ""
        return f"{place}{self.message} {self.hint}".strip()


class NotSoundError(WrongCallError):
    """A drawing with errors was asked to become a network."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problem for problem in problems if problem.severity is Severity.ERROR)
        count = len(self.problems)
        listed = " ".join(str(problem) for problem in self.problems)
        noun = "one problem" if count == 1 else f"{count} problems"
        super().__init__(f"The drawing is not ready, it has {noun}: {listed}")


def error(node: Node | None, code: str, message: str, hint: str = "") -> Problem:
    """A problem that keeps the drawing from training."""
    return Problem(node.id if node else None, code, Severity.ERROR, message, hint)


def warning(node: Node | None, code: str, message: str, hint: str = "") -> Problem:
    """Something unusual that may be meant."""
    return Problem(node.id if node else None, code, Severity.WARNING, message, hint)


class Names:
    """How the layers of one drawing are called in its messages.

    Args:
        spec: the drawing.
        origin: the drawn layer by the id of each copy that its blocks make (``expansion``).
    """

    def __init__(self, spec: GraphSpec, origin: Mapping[str, str] | None = None) -> None:
        nodes = {node.id: node for node in spec.nodes}
        self._nodes = {**nodes, **{copy: nodes[one] for copy, one in (origin or {}).items()}}
        types = Counter(node.type for node in spec.nodes)
        self._alone = {kind for kind, count in types.items() if count == 1}

    def of(self, node_id: str) -> str:
        """A layer's name: its type, with its title or id where the type alone is not enough."""
        node = self._nodes[node_id]
        if node.title:
            return f"{node.type} “{node.title}”"
        return node.type if node.type in self._alone else f"{node.type} “{node.id}”"

    def path(self, node_ids: Sequence[str]) -> str:
        """Names in the direction of the arrows: "a → b → c"; a long path is cut in its middle."""
        names = [self.of(node_id) for node_id in node_ids]
        if len(names) > 4 * _SPELLED_OUT:
            names[2 * _SPELLED_OUT : -_SPELLED_OUT] = ["…"]
        return " → ".join(names)

    def listed(self, node_ids: Sequence[str]) -> str:
        """Names in a row: "Conv2D, Dropout and Dense"; beyond a few, "and 7 more"."""
        names = [self.of(node_id) for node_id in node_ids]
        return in_a_row(names)


def in_a_row(words: Sequence[str]) -> str:
    """``["a", "b", "c"]`` as "a, b and c"; more than a handful are cut with their number."""
    if len(words) > 2 * _SPELLED_OUT:
        return f"{', '.join(words[:_SPELLED_OUT])} and {len(words) - _SPELLED_OUT} more"
    *others, last = words or [""]
    return f"{', '.join(others)} and {last}" if others else last
