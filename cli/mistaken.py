"""The command about single images: those that a run named wrongly, or whose label may be wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import Json, RunId, Workspace, home_of
from runs.mistakes.kinds import Kind
from runs.series.paths import FOLDS

app = typer.Typer()


@app.command()
def mistakes(
    *,
    run: RunId,
    kind: Annotated[
        Kind,
        typer.Option(
            help="sure: named wrongly, the surest first; unsure: nearest the line; label: labels "
            "that may be wrong."
        ),
    ] = Kind.SURE,
    split: Annotated[
        str,
        typer.Option(
            help="validation, or test once it was opened; of a fold also folds: what all held out."
        ),
    ] = "validation",
    most: Annotated[int, typer.Option(min=1, help="How many are printed.")] = 20,
    csv: Annotated[Path | None, typer.Option(help="Write all of them to this CSV file.")] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List the images of a run that are worth a look."""
    from runs.csv_text import as_csv
    from runs.mistakes.finding import as_rows, found
    from runs.training.process import write_atomically

    if split not in {"validation", "test", FOLDS}:
        raise typer.BadParameter("expected validation, test or folds", param_hint="--split")
    images = found(home_of(workspace), run, kind, split=split)
    rows = as_rows(images, run_id=run, split=split, kind=kind)
    if csv is not None:
        write_atomically(csv, as_csv(rows).encode())
    console.print_document(rows[:most], as_json=as_json)
