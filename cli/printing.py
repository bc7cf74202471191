"""How commands print for people: sentences and tables of what ``--json`` gives as one document.

What is said is left to ``printing_data`` and ``printing_runs``; JSON, progress and failures to
``console``.
"""

from __future__ import annotations

import io
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from cli import console

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.console import RenderableType

    Document = dict[str, Any]
    Words = Callable[[Any], Iterable[RenderableType]]

_WIDTH_OF_A_FILE: Final = 160
"""Columns where the output is no terminal."""


def show(document: Document | list[Document], words: Words, *, as_json: bool) -> None:
    """One JSON document, or the same in words.

    Args:
        document: of the command.
        words: what a person reads of it, line by line.
        as_json: which of the two.
    """
    if as_json:
        console.print_document(document, as_json=True)
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    text = io.StringIO()
    page = Console(file=text, width=width, markup=False, highlight=False, emoji=False)
    for line in words(document):
        page.print(line)
    told = (line.rstrip() for line in text.getvalue().splitlines())
    console.echo("\n".join(told))


def table(first: str, *others: str) -> Table:
    """Numbers and words side by side; a cell too long for its column goes on below."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in (first, *others):
        made.add_column(name, overflow="fold")
    return made
