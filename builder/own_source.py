"""The text of our own networks as it is printed into generated code: word for word.

Where that text lies is told by ``builder.networks``, what is printed around it by ``codegen``.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from builder import networks
from builder.lowering import OWN_NETWORKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from layers_catalog.call import Call

PART: Final = f"{OWN_NETWORKS}part_of"
"""Takes a part of a pretrained network."""
STEADY: Final = f"{OWN_NETWORKS}steady"
"""Lets it act as in use while it learns."""
_LEFT_OUT: Final = ("from __future__", f"from {OWN_NETWORKS}")


@dataclass(frozen=True)
class Source:
    """A piece of Python: lines of import for the head of a file, and what comes after them."""

    imports: tuple[str, ...]
    body: str

    def __str__(self) -> str:
        return "\n".join(self.imports) + "\n\n\n" + self.body


def modules(calls: Sequence[Call]) -> tuple[str, ...]:
    """The paths of all modules that are printed in full: each after those that it takes from."""
    own = {call.path for call in calls if call.path.startswith(OWN_NETWORKS)}
    parts = {PART for call in calls if call.part.kwargs()}
    paths = sorted(own | parts | {STEADY for call in calls if call.steady})
    return tuple(dict.fromkeys(one for path in paths for one in networks.modules(path)))


@cache
def whole(path: str) -> Source:
    """The text of a module, its imports apart."""
    text = networks.source(path)
    lines = text.splitlines()
    found = [one for one in ast.parse(text).body if isinstance(one, ast.Import | ast.ImportFrom)]
    imports = [" ".join(ast.unparse(one).split()) for one in found]
    body = "\n".join(lines[found[-1].end_lineno or 0 :]).strip("\n")
    return Source(tuple(line for line in imports if not line.startswith(_LEFT_OUT)), body + "\n")


@cache
def steps(path: str) -> tuple[str, ...]:
    """The lines of what a module's only function does, without its head and its docstring."""
    text = networks.source(path)
    (function,) = [one for one in ast.parse(text).body if isinstance(one, ast.FunctionDef)]
    _, first, *_ = function.body
    return tuple(text.splitlines()[first.lineno - 1 : function.end_lineno])


def imports(printed: Iterable[Source]) -> Iterator[str]:
    """Keras, and each name that some pieces take from it, once."""
    yield "import keras"
    taken: dict[str, set[str]] = {}
    for line in {line for piece in printed for line in piece.imports}:
        if line.startswith("from "):
            source, _, names = line.removeprefix("from ").partition(" import ")
            taken.setdefault(source, set()).update(names.split(", "))
    for source in sorted(taken):
        yield f"from {source} import {', '.join(sorted(taken[source]))}"
