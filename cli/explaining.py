"""Commands that look behind a score: where it reacts, what is like it, and the control."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.options import Json, RunId, Workspace, home_of

if TYPE_CHECKING:
    from runs.control.records import Control

app = typer.Typer()

Outlines = Annotated[
    Path | None,
    typer.Option(help="A folder or zip of lesions’ outlines, named after their photographs."),
]


class Method(StrEnum):
    """How heat maps are made."""

    GRADCAM = "gradcam"
    OCCLUSION = "occlusion"


@app.command()
def explain(
    *,
    run: RunId,
    image: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Files, and folders.")],
    to: Annotated[Path, typer.Option(file_okay=False, help="The folder that receives the PNGs.")],
    method: Annotated[
        Method, typer.Option(help="Grad-CAM gives way where it cannot be made.")
    ] = Method.GRADCAM,
    outlines: Outlines = None,
    likeness: Annotated[
        bool, typer.Option("--likeness/--no-likeness", help="Compare with the training images.")
    ] = True,
    folds: Annotated[
        bool, typer.Option("--folds", help="Ask the other folds of a cross-validation, too.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace PNGs.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Draw where a run's score reacts in photographs: not a reason, not a border."""
    from cli import printing, telling
    from runs.batch import Asked
    from runs.looking_closer import Closer, look_closer

    closer = Closer(to, method, outlines, likeness, overwrite, folds)
    asked = Asked(home_of(workspace), run, image)
    found = look_closer(asked, closer, console.progress, console.tell)
    printing.show(found, telling.explained, as_json=as_json)
    if all(one["problem"] for one in found):
        raise typer.Exit(console.Exit.FAILED)


@app.command()
def control(
    *,
    run: RunId,
    outlines: Outlines = None,
    show: Annotated[bool, typer.Option("--show", help="What was kept; make none.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Train a head on photographs whose lesions are painted over: it should learn nothing."""
    from cli import printing, telling

    home = home_of(workspace)
    found = _kept(home, run) if show else _made(home, run, outlines)
    printing.show(found.as_json(), telling.control, as_json=as_json)


def _kept(home: Path, run: int) -> Control:
    """The control that was made of a run; loads no Keras."""
    from runs.control.errors import ControlError
    from runs.control.records import read_control
    from runs.store.store import RunStore

    with RunStore(home) as store:
        store.get(run)
    found = read_control(home, run)
    if found is None:
        raise ControlError(
            f"No control was made of run {run} yet.", "Make one: the same without --show."
        )
    return found


def _made(home: Path, run: int, outlines: Path | None) -> Control:
    """The control, made now."""
    import os

    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before TensorFlow is loaded, as in use
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from runs.control.controlling import control as make

    return make(home, run, outlines=outlines, progress=console.progress)
