"""The command about the ISIC Archive: count what fits, and download it."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.options import Json, Workspace, home_of

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer()


@app.command()
def archive(
    *,
    diagnosis: Annotated[
        list[str] | None,
        typer.Option(help="As the archive names it: Nevus, or 'Melanoma*' for all such."),
    ] = None,
    site: Annotated[list[str] | None, typer.Option(help="E.g. head/neck.")] = None,
    sex: Annotated[list[str] | None, typer.Option(help="female or male.")] = None,
    age_from: Annotated[int | None, typer.Option(help="Years.")] = None,
    age_to: Annotated[int | None, typer.Option(help="Years.")] = None,
    collection: Annotated[list[int] | None, typer.Option(help="A collection's number.")] = None,
    licence: Annotated[list[str] | None, typer.Option(help="CC-0, CC-BY or CC-BY-NC.")] = None,
    image_type: Annotated[list[str] | None, typer.Option(help="E.g. dermoscopic.")] = None,
    collections: Annotated[bool, typer.Option("--collections", help="List them.")] = False,
    most: Annotated[int | None, typer.Option(min=1, help="Take at most so many.")] = None,
    to: Annotated[Path | None, typer.Option(help="Download into this folder.")] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Count photographs of the ISIC Archive that fit, or download them: asks isic-archive.com."""
    from data.archive.choices import Choices
    from data.archive.client import Archive
    from data.archive.download import download

    home_of(workspace)  # one that cannot be is told, as by every command
    if collections:
        listed = Archive().collections()
        console.print_document([asdict(one) for one in listed], as_json=as_json)
        return
    choices = Choices(
        diagnoses=tuple(diagnosis or ()),
        sites=tuple(site or ()),
        sexes=tuple(sex or ()),
        age_from=age_from,
        age_to=age_to,
        collections=tuple(collection or ()),
        licences=tuple(licence or ()),
        image_types=tuple(image_type or ()),
    )
    if to is None:
        asked = Archive()
        seen = asked.overview(choices)
        found = {
            "found": seen.count,
            "licences": asked.by_licence(choices),
            "mean_bytes": seen.mean_bytes,
            "query": choices.query,
        }
        console.print_document(found, as_json=as_json)
        return
    done = download(choices=choices, folder=to.expanduser(), most=most, progress=_progress())
    console.print_document(done, as_json=as_json)
    if not done["downloaded"] + done["already_there"]:
        raise typer.Exit(console.Exit.FAILED)


def _progress() -> Callable[[int, int, str], None]:
    """How far it is and how long it still takes; what was there already tells no pace."""
    from runs.time_left import seconds_left

    began: dict[str, tuple[float, int]] = {}

    def tell(done: int, total: int, what: str) -> None:
        first, there = began.setdefault(what, (time.monotonic(), done))
        left = seconds_left(done - there, total - there, time.monotonic() - first)
        console.progress(done, total, what, left)

    return tell
