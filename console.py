"""What the command line says and how it ends: documents, progress, sentences for failures.

Which command does what is left to ``cli``.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import typer

from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.store.records import RunRecord


Document = dict[str, Any]
LONGEST_SHOWN = 400
"""Characters of a value in the listing for people; ``--json`` gives all."""


class Exit(IntEnum):
    """What the exit status says."""

    DONE = 0
    FAILED = 1
    WRONG_CALL = 2


@contextmanager
def telling(exit_code: Exit) -> Iterator[None]:
    """An error meant for people ends the command with its sentence and ``exit_code``."""
    try:
        yield
    except UserError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(exit_code) from error


def print_document(document: Document | list[Document], *, as_json: bool) -> None:
    """One JSON document, or the same as indented lines for a person."""
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False))
        return
    rows = document if isinstance(document, list) else [document]
    for row in rows:
        for key, value in row.items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            typer.echo(
                f"{key}: {shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + ' …'}"
            )
        typer.echo()


def progress(done: int, total: int, what: str) -> None:
    """A line that overwrites itself in a terminal; every tenth elsewhere."""
    if sys.stderr.isatty():
        typer.echo(f"\r{what}: {done} of {total} ", err=True, nl=done >= total)
    elif total and (done == total or done * 10 // total != (done - 1) * 10 // total):
        typer.echo(f"{what}: {done} of {total}", err=True)


def tell_change(record: RunRecord) -> None:
    """One line as the run moves on: a step overwrites itself in a terminal, else is left out."""
    progress = record.progress
    if "step" not in progress:
        typer.echo(f"{record.state}: {progress.get('text', 'waiting in the queue')}", err=True)
    elif sys.stderr.isatty() or progress["step"] == progress["steps"]:
        doing = f"{progress.get('text')}, {progress['step']} of {progress['steps']}"
        if "epoch" in progress:
            doing = f"epoch {progress['epoch']} of {progress['epochs']}"
        left = progress.get("seconds_left")
        ahead = "" if left is None else f", about {left / 60:.1f} minutes left"
        start = "\r" if sys.stderr.isatty() else ""
        typer.echo(f"{start}{record.state}: {doing}{ahead}    ", err=True, nl=not start)
