"""The command line: the same services as the pages, without a browser.

Every command takes ``--json`` (one document on standard output, progress on standard error) and
``--workspace``. Exit status: 0 done, 1 the work failed, 2 the call was wrong.
"""

from __future__ import annotations

import typer

from cli import (
    archive,
    checking,
    comparing,
    designs,
    explaining,
    mistaken,
    opening,
    operating,
    photographs,
    program,
    taking_home,
    trained,
    training,
)
from cli.console import Commands

app = typer.Typer(
    cls=Commands,
    name="lesion-studio",
    help="Draw a network, train it on skin-lesion photographs, judge it, take it home.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for part in (
    photographs,
    archive,
    opening,
    checking,
    training,
    taking_home,
    trained,
    operating,
    mistaken,
    explaining,
    comparing,
    designs,
    program,
):
    app.add_typer(part.app)


def main() -> None:
    """The console script ``lesion-studio``."""
    app()
