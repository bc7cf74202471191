"""Commands about saved designs: list, find, history, export and import, the bin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import blocks, console
from cli.binned import Empty, Gone, show_bin
from cli.options import Json, Workspace, home_of

app = typer.Typer()
group = typer.Typer(invoke_without_command=True)
app.add_typer(group, name="designs")
group.add_typer(blocks.group, name="blocks")

Name = Annotated[str, typer.Argument(metavar="NAME", help="A saved design's name.")]
Version = Annotated[
    int | None, typer.Option("--version", min=1, help="A number, as `designs history` lists it.")
]


@group.callback()
def designs(
    *,
    context: typer.Context,
    search: Annotated[
        str, typer.Option(help="Words in name, description, layers, their names or notes.")
    ] = "",
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List the saved designs with their runs; without a command of its own below."""
    context.obj = workspace
    if context.invoked_subcommand is not None:
        return
    from cli import printing, printing_designs
    from runs.designs import designs_json
    from runs.store.store import RunStore

    home = home_of(workspace)
    with RunStore(home) as store:
        printing.show(designs_json(home, store, search), printing_designs.designs, as_json=as_json)


@group.command()
def history(
    *,
    context: typer.Context,
    name: Name,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List a design's versions: who changed what, when and why."""
    from cli import printing, printing_designs
    from runs.design_history import history_json
    from runs.store.store import RunStore

    home = home_of(workspace or context.obj)
    with RunStore(home) as store:
        printing.show(history_json(home, store, name), printing_designs.history, as_json=as_json)


@group.command()
def keep(
    *,
    context: typer.Context,
    name: Name,
    why: Annotated[str, typer.Option(help="Why it is kept.")] = "",
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Keep a design as it is now as a version for good."""
    from builder.shelf.designs import DesignShelf

    shelf = DesignShelf(home_of(workspace or context.obj))
    number = shelf.keep(shelf.load(name), why=why)
    console.print_document({"design": name, "version": number}, as_json=as_json)


@group.command("open")
def open_version(
    *,
    context: typer.Context,
    name: Name,
    version: Annotated[int, typer.Option("--version", min=1, help="The version's number.")],
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Make a version the newest; what was there becomes a version."""
    from builder.shelf.designs import DesignShelf

    DesignShelf(home_of(workspace or context.obj)).bring_back(name, version)
    console.print_document({"design": name, "opened": version}, as_json=as_json)


@group.command()
def export(
    *,
    context: typer.Context,
    name: Name,
    to: Annotated[Path, typer.Option(dir_okay=False, help="The JSON file to write.")],
    version: Version = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace a file.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Write a design, or a version of it, to a JSON file."""
    from builder.shelf.sharing import export_design
    from runs.training.origins import without_paths

    home = home_of(workspace or context.obj)
    export_design(
        home,
        name,
        to,
        version=version,
        overwrite=overwrite,
        sent=lambda spec: without_paths(spec, home),
    )
    console.print_document({"design": name, "version": version, "file": str(to)}, as_json=as_json)


@group.command("import")
def import_design(
    *,
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A design's JSON file.")],
    name: Annotated[str | None, typer.Option(help="What to call it here.")] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Keep the design of a JSON file, its name with a number where that is taken."""
    from builder.shelf import sharing

    kept = sharing.import_design(home_of(workspace or context.obj), file, name=name)
    console.print_document({"design": kept.name, "layers": len(kept.nodes)}, as_json=as_json)


@group.command()
def start(
    *,
    context: typer.Context,
    name: Name,
    forget: Annotated[
        bool, typer.Option("--forget", help="Let each layer start as it is drawn, from now on.")
    ] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Tell from which opened network a design's trainings start, or forget it."""
    from builder.shelf.designs import DesignShelf
    from cli import printing, printing_designs
    from runs.opened_record import origin_json
    from runs.training.origins import start_of, without_start

    home = home_of(workspace or context.obj)
    shelf = DesignShelf(home)
    there = shelf.open(name)
    spec = there.spec
    if forget:
        spec = without_start(spec)
        shelf.save(spec, over=there.stamp)
    told = {"design": name, "start": origin_json(start_of(spec), home)}
    printing.show(told, printing_designs.started, as_json=as_json)


@group.command()
def delete(
    *, context: typer.Context, name: Name, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Put a design into the bin, with its history."""
    from builder.shelf.designs import DesignShelf

    DesignShelf(home_of(workspace or context.obj)).delete(name)
    console.print_document({"design": name, "in_bin": True}, as_json=as_json)


@group.command()
def restore(
    *, context: typer.Context, name: Name, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Bring the design of that name which was deleted last back from the bin."""
    from builder.shelf.design_bin import DesignBin

    binned = DesignBin(home_of(workspace or context.obj))
    back = binned.restore(binned.named(name))
    console.print_document({"design": back, "in_bin": False}, as_json=as_json)


@group.command("bin")
def bin_of_designs(
    *,
    context: typer.Context,
    gone: Gone = None,
    empty: Empty = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List the designs in the bin, or delete them for good, with their histories."""
    from builder.shelf.design_bin import DesignBin

    binned = DesignBin(home_of(workspace or context.obj))
    show_bin(binned, gone=gone, empty=empty, as_json=as_json)


@group.command()
def schema() -> None:
    """Print the JSON Schema of a design's file."""
    from builder.schema import design_schema

    console.print_document(design_schema(), as_json=True)
