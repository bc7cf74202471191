"""Commands that set runs side by side, and beside the world outside their own dataset."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import console
from cli.options import Json, Workspace, home_of

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer()


class Split(StrEnum):
    """Which images runs are compared on."""

    VALIDATION = "validation"
    TEST = "test"


@app.command()
def compare(
    *,
    runs: Annotated[
        list[int], typer.Argument(metavar="RUN RUN…", help="Numbers; the first is the reference.")
    ],
    split: Annotated[
        Split, typer.Option(help="The test set only where it was opened for all of them.")
    ] = Split.VALIDATION,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Compare runs on the same images: differences with intervals, paired tests, in words."""
    from runs.comparing.comparing import compare_runs

    told = compare_runs(home_of(workspace), runs, split=split)
    if as_json:
        console.print_document(told, as_json=True)
        return
    _tell(told)


def _tell(told: Mapping[str, Any]) -> None:
    """Sentences, then the numbers as a table."""
    from runs.comparing.sentences import table

    typer.echo(told["on"])
    for one in told["comparisons"]:
        typer.echo(f"\nRun {one['run']} against run {one['against']}")
        for sentence in one["sentences"]:
            typer.echo(f"- {sentence}")
    typer.echo()
    console.print_table(table(told))
