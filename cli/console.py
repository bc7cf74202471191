"""What the command line says and how it ends: documents, progress, sentences for failures.

Which command does what is left to its neighbours.
"""

from __future__ import annotations

import json
import sys
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from layers_catalog.errors import UserError, WrongCallError
from ui.frame import wording
from ui.frame.wording import brief, time_left

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.doctor import Finding
    from runs.store.records import RunRecord
    from runs.training.expected import Seconds
    from runs.training.recipe import Recipe


Document = dict[str, Any]
WIDEST = 60
"""Columns that a line of progress takes, so that a shorter one covers it."""
LONGEST_SHOWN = 400
"""Characters of a value in the listing for people; ``--json`` gives all."""


class Exit(IntEnum):
    """What the exit status says."""

    DONE = 0
    FAILED = 1
    WRONG_CALL = 2


class Commands(TyperGroup):
    """All commands: an error meant for people ends any of them with its sentence and a status."""

    def invoke(self, ctx: Any) -> object:  # noqa: ANN401  its class differs among Typer's versions
        """Run the command that was called."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            typer.echo(str(error), err=True)
            wrong = isinstance(error, WrongCallError)
            raise typer.Exit(Exit.WRONG_CALL if wrong else Exit.FAILED) from error


def print_document(document: Document | list[Document], *, as_json: bool) -> None:
    """One JSON document, or the same as indented lines for a person."""
    if as_json:
        echo(json.dumps(document, ensure_ascii=False))
        return
    rows = document if isinstance(document, list) else [document]
    if not rows:
        echo("Nothing yet.")
    for row in rows:
        for key, value in row.items():
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            echo(f"{key}: {shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + ' …'}")
        typer.echo()


def print_table(rows: Sequence[Mapping[str, object]]) -> None:
    """Rows with the same keys in columns, the keys above them; for a person."""
    if not rows:
        return
    cells = [[*rows[0]], *([str(value) for value in row.values()] for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(cells[0]))]
    for line in cells:
        padded = (text.ljust(width) for text, width in zip(line, widths, strict=True))
        echo("  ".join(padded).rstrip())


def echo(text: str) -> None:
    """Print text in which a name of a file may hold bytes that are no text."""
    typer.echo(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def print_findings(findings: Sequence[Finding], *, as_json: bool) -> None:
    """What was found out about this computer, a line each, or as one JSON document."""
    if as_json:
        print_document([finding.model_dump() for finding in findings], as_json=True)
        return
    for finding in findings:
        mark = "well" if finding.well else "LOOK"
        typer.echo(f"{mark}  {finding.about}: {finding.found} {finding.advice}".rstrip())


def tell_expected(
    home: Path,
    spec: GraphSpec,
    dataset: str,
    recipe: Recipe,
    *,
    folds: int | None = None,
    repeats: int = 1,
) -> None:
    """How long a training should take in all, as the Train page tells it, or a cross-validation."""
    from data.library import Library
    from runs.store.store import RunStore
    from runs.training import forecast

    with RunStore(home) as store:
        found = Library(home).load(dataset)
        took = forecast.here(home, store, spec, found, recipe, folds=folds, repeats=repeats)
    typer.echo(wording.expected(took, folds=folds and folds * repeats), err=True)


def tell_fitting(expected: Seconds, *, epochs: int | None) -> None:
    """How long it should take, where a head is fitted in one go and tells of no epochs.

    Args:
        expected: of the training.
        epochs: that were asked for.
    """
    looking, fitting = brief(expected.once), brief(expected.epoch)
    typer.echo(
        f"Perhaps {looking} to look at all photographs once, then {fitting} to fit.", err=True
    )
    if epochs not in {None, 1}:
        typer.echo(
            f"--epochs {epochs} does not apply: the end of this network is fitted in one go.",
            err=True,
        )


def progress(done: int, total: int, what: str, left: float | None = None) -> None:
    """A line that overwrites itself in a terminal; every tenth elsewhere.

    Args:
        done: of ``total``.
        total: of what is being done.
        what: is being done.
        left: seconds that it still takes, where that is known.
    """
    ahead = time_left(left) if done < total else ""
    said = f"{what}: {done} of {total}{', ' * bool(ahead)}{ahead}"
    if sys.stderr.isatty():
        typer.echo(f"\r{said:<{WIDEST}}", err=True, nl=done >= total)
    elif total and (done == total or done * 10 // total != (done - 1) * 10 // total):
        typer.echo(said, err=True)


def predicting(done: int, total: int, left: float | None) -> None:
    """How far the photographs are that are predicted; nothing of a single one."""
    if total > 1:
        progress(done, total, "Predicting", left)


def queueing(done: int, total: int) -> None:
    """How many folds of a cross-validation are in the queue."""
    progress(done, total, "Folds in the queue")


def tell(sentence: str) -> None:
    """A sentence on standard error; in a terminal, below a line of progress."""
    typer.echo(f"\n{sentence}" if sys.stderr.isatty() else sentence, err=True)


def tell_change(record: RunRecord) -> None:
    """One line as the run moves on.

    What is counted overwrites itself in a terminal and is left out elsewhere, but for the last step
    of an epoch or of a fit.
    """
    told, terminal = record.progress, sys.stderr.isatty()
    counted = "total" in told or told.get("step") != told.get("steps")
    if counted and not terminal:
        return
    parts = [_doing(told), time_left(told.get("seconds_left"))]
    said = f"{wording.STATES[record.state]}: {', '.join(part for part in parts if part)}"
    typer.echo(f"\r{said:<{WIDEST}}" if terminal else said, err=True, nl=not counted)


def _doing(told: Mapping[str, Any]) -> str:
    """What a run does now, and in which epoch or fit."""
    text = str(told.get("text", "waiting in the queue"))
    if "epoch" in told:
        of_all = " in all" if text.startswith("Phase ") else ""
        return f"{text}, epoch {told['epoch']} of {told['epochs']}{of_all}"
    return f"{text}, {told['step']} of {told['steps']}" if "step" in told else text
