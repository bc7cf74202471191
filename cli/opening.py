"""The command that opens what others made: a ``.keras`` file or a Keras config as a design."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import Json, Workspace, home_of

app = typer.Typer()


@app.command("open")
def open_file(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=".keras, .h5, or .json.")],
    name: Annotated[str | None, typer.Option(help="Of the design; else the file's.")] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Also where the drawing cannot say all of it.")
    ] = False,
    plain: Annotated[
        bool, typer.Option("--no-weights", help="Without the weights of the file.")
    ] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Open a network that others made, as a design."""
    from builder.opening.opened import opened
    from builder.opening.telling import document
    from builder.shelf.designs import DesignShelf
    from cli import printing, printing_designs
    from runs.helper.client import Helper
    from runs.opened import brings_weights, with_weights

    found = opened(file, name)
    told = document(found)
    kept = None
    if found.design is not None and (anyway or not found.differences):
        home, design = home_of(workspace), found.design
        if brings_weights(found) and not plain:
            with Helper(home) as helper:
                design = with_weights(found, file, workspace=home, helper=helper)
        kept = DesignShelf(home).save_copy(design).name
        told["start"] = design.recipe.get("start", "")
    printing.show({"design": kept, **told}, printing_designs.opened, as_json=as_json)
    if kept is not None:
        return
    if found.unknown:
        typer.echo("Nothing was opened: the catalog does not have all of its layers.", err=True)
    else:
        typer.echo(
            "Nothing was opened yet: the drawing cannot say all of it. Add --anyway to open it as "
            "told above.",
            err=True,
        )
    raise typer.Exit(console.Exit.FAILED)
