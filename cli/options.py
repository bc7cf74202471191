"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Workspace = Annotated[
    str | None, typer.Option(help="The folder that keeps everything (or LESION_STUDIO_HOME).")
]
RunId = Annotated[int, typer.Argument(metavar="RUN", help="A run's number, as `runs` lists it.")]
RunOrSeries = Annotated[
    str,
    typer.Argument(metavar="RUN", help="A run's number, or a cross-validation's name (its start)."),
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same result.")]


def home_of(option: str | None) -> Path:
    """The workspace that was asked for."""
    from runs.workspace import workspace_path

    return workspace_path(option)
