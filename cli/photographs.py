"""Commands about photographs: importing, listing, and what a person decides about them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import console
from cli.options import Json, Seed, Workspace, home_of
from data.versions.kinds import NAMING, Kind
from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.dataset import Dataset
    from data.versions.log import Entry

app = typer.Typer()


@app.command("import")
def import_photographs(
    *,
    path: Annotated[list[str], typer.Argument(help="A folder, or zips and a CSV.")],
    name: Annotated[str, typer.Option(help="The dataset's name.")],
    layout: Annotated[str, typer.Option(help="How the files are laid out.")] = "auto",
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help="Which column says what, e.g. diagnosis=dx; may be repeated."
        ),
    ] = None,
    metadata_only: Annotated[
        bool, typer.Option("--metadata-only", help="Read the tables, but no photograph.")
    ] = False,
    mapping: Annotated[
        str | None, typer.Option("--map", help="E.g. mel=malignant,bcc=malignant,'*=benign'.")
    ] = None,
    map_like: Annotated[
        str | None, typer.Option(help="A dataset of which the class map is taken.")
    ] = None,
    split_csv: Annotated[
        Path | None, typer.Option(help="Columns image_id,label,split; only these images are kept.")
    ] = None,
    seed: Seed = 0,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Import photographs as a dataset; every row not taken is reported with its reason."""
    from cli import printing, printing_data
    from data.importing import import_dataset, parse_columns

    home = home_of(workspace)
    chosen = _class_map(home, mapping, map_like)
    result = import_dataset(
        workspace=home,
        paths=path,
        name=name,
        layout=layout,
        columns=parse_columns(columns or ()),
        metadata_only=metadata_only,
        mapping=chosen,
        split_csv=split_csv,
        seed=seed,
        progress=console.progress,
    )
    printing.show(result, printing_data.imported, as_json=as_json)


def _class_map(home: Path, mapping: str | None, map_like: str | None) -> dict[str, str] | None:
    """The class map as it was written, or another dataset's."""
    from data.importing import parse_map
    from data.library import Library
    from data.remembered import map_of

    if mapping and map_like:
        raise WrongCallError("--map and --map-like are two class maps.", "Give one of them.")
    if map_like:
        return map_of(Library(home), map_like)
    return parse_map(mapping) if mapping else None


@app.command()
def demo(
    *,
    name: Annotated[str, typer.Option(help="The dataset's name.")] = "Demo lesions",
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Draw the demo lesions: synthetic images to try everything with."""
    from cli import printing, printing_data
    from data.demo import make_demo

    made = make_demo(workspace=home_of(workspace), name=name, progress=console.progress)
    printing.show(made, printing_data.imported, as_json=as_json)


@app.command()
def datasets(*, workspace: Workspace = None, as_json: Json = False) -> None:
    """List the datasets."""
    from cli import printing, printing_data
    from data.library import Library

    home = home_of(workspace)
    printing.show(Library(home).summaries(), printing_data.datasets, as_json=as_json)


@app.command()
def decide(
    *,
    dataset: Annotated[str, typer.Argument(help="The name of a dataset.")],
    kind: Annotated[Kind, typer.Argument(metavar="WHAT", help=f"{', '.join(NAMING)}.")],
    images: Annotated[list[str], typer.Argument(metavar="IMAGE", help="Ids of photographs.")],
    reason: Annotated[str, typer.Option(help="Why; it stays with the dataset.")],
    label: Annotated[str | None, typer.Option(help="The class, to relabel or include.")] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Leave photographs out, relabel, tie or untie them; `undo` takes it back."""
    from cli import printing, printing_data
    from data.library import Library
    from data.versions.decisions import Decision
    from data.versions.log import decide as decided

    library = Library(home_of(workspace))
    found = library.load(dataset)
    entry = decided(found.folder, found.classes, Decision(kind, tuple(images), reason, "", label))
    if kind is Kind.UNTIE:
        _tell_what_ties(library.load(dataset), images)
    told = _entry(entry, library.load(dataset).digest)
    printing.show(told, printing_data.decided, as_json=as_json)


def _tell_what_ties(now: Dataset, images: Sequence[str]) -> None:
    """Say where photographs that were told apart stay on one side all the same."""
    from data.versions.ties import read_ties
    from data.versions.untying import still_tied
    from ui.frame.decided import still_together

    others = still_tied(now.manifest, images, read_ties(now.folder), now.apart)
    if others:
        console.tell(still_together(others))


@app.command()
def divide(
    *,
    dataset: Annotated[str, typer.Argument(help="The name of a dataset.")],
    reason: Annotated[str, typer.Option(help="Why; it stays with the dataset.")],
    shares: Annotated[
        str, typer.Option(help="Train, validation and test, in percent.")
    ] = "70,15,15",
    balanced: Annotated[
        str | None, typer.Option(help="A column in equal shares in every part, e.g. sex.")
    ] = None,
    hold_out: Annotated[
        str | None, typer.Option(help="COLUMN=VALUE: all of it is the test set, e.g. source=BCN.")
    ] = None,
    seed: Seed = 0,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Divide a dataset anew into train, validation and test; `undo` takes it back."""
    from cli import printing, printing_data
    from data.library import Library
    from data.versions.decisions import Decision
    from data.versions.division import parsed
    from data.versions.log import decide as decided

    library = Library(home_of(workspace))
    found = library.load(dataset)
    how = parsed(shares=shares, seed=seed, balanced=balanced, hold_out=hold_out)
    decision = Decision(Kind.DIVIDE, (), reason, "", division=how)
    entry = decided(found.folder, found.classes, decision)
    told = _entry(entry, library.load(dataset).digest)
    printing.show(told, printing_data.decided, as_json=as_json)


@app.command()
def undo(
    *,
    dataset: Annotated[str, typer.Argument(help="The name of a dataset.")],
    number: Annotated[int, typer.Argument(help="A decision's number, as `decisions` lists it.")],
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Take a decision about photographs back."""
    from cli import printing, printing_data
    from data.library import Library
    from data.versions.log import undo as undone

    library = Library(home_of(workspace))
    found = library.load(dataset)
    entry = undone(found.folder, found.classes, number)
    told = _entry(entry, library.load(dataset).digest)
    printing.show(told, printing_data.decided, as_json=as_json)


@app.command()
def decisions(
    *,
    dataset: Annotated[str, typer.Argument(help="The name of a dataset.")],
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List what was decided about a dataset's photographs, and what was undone."""
    from cli import printing, printing_data
    from data.library import Library
    from data.versions.log import read_log

    found = Library(home_of(workspace)).load(dataset)
    log = read_log(found.folder)
    told = [_entry(entry) for entry in log.entries]
    printing.show(told, printing_data.decisions, as_json=as_json)


def _entry(entry: Entry, digest: str | None = None) -> dict[str, Any]:
    """A decision as a document; the dataset's digest where it has just changed."""
    told = {"number": entry.number, **asdict(entry.decision), "undone": entry.undone}
    return {**told, "digest": digest} if digest else told
