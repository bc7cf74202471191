"""Modules of ours put together to one stand-alone file; what they are is told by ``writing``.

Word for word: only docstrings of modules and imports are taken away, and those that are not of
this project come back at the head of the file.
"""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.layout import expression

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LEFT_OUT: Final = frozenset({"__future__", "builder", "data", "layers_catalog", "runs"})
_Names = dict[str, set[str]]
"""What is imported: for each module the names taken from it, and "" for itself."""


@dataclass(frozen=True)
class Piece:
    """A part of a file.

    Args:
        imports: its lines of import, of any order.
        body: what comes after them.
    """

    imports: tuple[str, ...]
    body: str


def piece(text: str) -> Piece:
    """A module as a part; its imports must stand at its head."""
    statements = ast.parse(text).body
    imports = [one for one in statements if isinstance(one, ast.Import | ast.ImportFrom)]
    head = imports[-1] if imports else statements[0]  # else: the docstring
    body = text.splitlines()[head.end_lineno :]
    return Piece(tuple(ast.unparse(one) for one in imports), "\n".join(body).strip("\n"))


def constants(text: str, values: Mapping[str, object]) -> Piece:
    """A module of constants with other values, its comments kept.

    Args:
        text: a module that holds nothing but ``NAME = value``, one a line.
        values: the value of each name; a list of words is laid out one a line.
    """
    lines = text.splitlines()
    printed = []
    for one in ast.parse(text).body:
        if isinstance(one, ast.Assign) and isinstance(one.targets[0], ast.Name):
            name, line = one.targets[0].id, lines[one.lineno - 1]
            printed.append(f"{name} = {_value(values[name])}{line[one.end_col_offset :]}")
    return Piece((), "\n".join(printed))


def file(docstring: str, pieces: Iterable[Piece], *, first: Piece | None = None) -> str:
    """A whole file, laid out as ``ruff format`` leaves it.

    Args:
        docstring: of the file, without quotes; anything in it that could end it is taken out.
        pieces: in their order; the first holds constants.
        first: what must be done before the rest is imported.
    """
    parts = list(pieces)
    before = [*first.imports, "", first.body, ""] if first else []
    imports = (line for line in _merged(parts) if line not in before or not line)
    head = "\n".join([f'"""{harmless(docstring)}"""\n', *before, *imports])
    constants, *rest = (part.body.strip("\n") for part in parts)
    return "\n\n\n".join([f"{head}\n\n{constants}", *rest]) + "\n"


def harmless(text: str) -> str:
    """A text that may stand in a docstring: no backslash, no three quotes, nothing invisible."""
    plain = text.replace("\\", "/").replace('"', "”")
    return "".join(sign for sign in plain if sign == "\n" or sign.isprintable())


def _value(value: object) -> str:
    if isinstance(value, tuple) and value:
        return "(\n" + "".join(f"    {expression(one)},\n" for one in value) + ")"
    return expression(value)


def _merged(pieces: Iterable[Piece]) -> Iterator[str]:
    """Lines of import in isort's order: the standard library, an empty line, all others."""
    names: _Names = {}
    for part in pieces:
        for line in part.imports:
            _collect(ast.parse(line).body[0], names)
    standard = {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}
    yield from _lines(names, standard)
    if standard and names.keys() - standard:
        yield ""
    yield from _lines(names, names.keys() - standard)


def _collect(statement: ast.stmt, names: _Names) -> None:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            names.setdefault(_shown(alias), set()).add("")
    elif isinstance(statement, ast.ImportFrom) and _stays(module := statement.module or ""):
        names.setdefault(module, set()).update(map(_shown, statement.names))


def _stays(module: str) -> bool:
    return module.partition(".")[0] not in _LEFT_OUT


def _shown(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _lines(names: _Names, modules: Iterable[str]) -> Iterator[str]:
    ordered = sorted(modules, key=lambda name: (name.lower(), name))
    yield from (f"import {module}" for module in ordered if "" in names[module])
    for module in ordered:
        if taken := names[module] - {""}:
            yield f"from {module} import {', '.join(sorted(taken, key=_isort))}"


def _isort(name: str) -> tuple[int, str]:
    """Constants first, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2), name
