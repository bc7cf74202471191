"""Commands that give a run out: the zip with its model, code and numbers, and the model card."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import Json, RunId, Workspace, home_of

app = typer.Typer()


@app.command()
def export(
    *,
    run: RunId,
    to: Annotated[Path, typer.Option(file_okay=False, help="The folder that receives the zip.")],
    onnx: Annotated[bool, typer.Option("--onnx", help="The model as ONNX, too.")] = False,
    calibrated: Annotated[
        bool,
        typer.Option("--calibrated", help="Scores as chances: at validation’s temperature."),
    ] = False,
    neutral_names: Annotated[
        bool,
        typer.Option("--neutral-names", help="Number the images in predictions.csv."),
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a zip.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Write a run's model, code, numbers and card as one zip, once all of it is checked."""
    from cli import printing, printing_runs
    from runs.export.bundle import export_run

    home = home_of(workspace)
    console.tell("Checking that every form says the same as the app on 50 pictures.")
    told = export_run(
        workspace=home,
        run_id=run,
        to=to,
        onnx=onnx,
        calibrated=calibrated,
        neutral=neutral_names,
        overwrite=overwrite,
    )
    printing.show(told, printing_runs.exported, as_json=as_json)


@app.command()
def card(
    *,
    run: RunId,
    html: Annotated[bool, typer.Option("--html", help="Print it as HTML.")] = False,
    to: Annotated[
        Path | None, typer.Option(file_okay=False, help="Write all its files below this folder.")
    ] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Print a run's model card, or write it with its figures, checklist and predictions."""
    from runs.export.card.files import PAGE, card_files, card_json, write_card
    from runs.export.card.story import story_of

    home = home_of(workspace)
    told = card_json(home, run)
    if to is not None:
        told = {**told, "files": write_card(home, run, to)}
    if as_json:
        console.print_document(told, as_json=True)
    elif to is not None:
        del told["markdown"]
        console.print_document(told, as_json=False)
    else:
        typer.echo(card_files(story_of(home, run))[PAGE] if html else told["markdown"])
