"""The command that tells what is wrong with a design and what is advised, before it is trained."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.options import Json, Workspace, home_of

app = typer.Typer()


@app.command()
def check(
    *,
    design: Annotated[str, typer.Argument(metavar="DESIGN", help="A JSON file, or a name.")],
    dataset: Annotated[
        str | None, typer.Option(help="The dataset that it is for: its classes and photographs.")
    ] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Tell a design's problems, what mends them, and advice; ends with 1 where it has errors."""
    from builder.naming import find_design
    from cli import printing, printing_designs
    from runs.checked import checked

    home = home_of(workspace)
    told = checked(home, find_design(design, workspace=home), dataset)
    printing.show(told, printing_designs.checked, as_json=as_json)
    if not told["sound"]:
        raise typer.Exit(console.Exit.FAILED)
