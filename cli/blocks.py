"""Commands about the blocks that a person keeps for the palette, below ``designs``."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.binned import Empty, show_bin
from cli.options import Json, Workspace, home_of

group = typer.Typer(invoke_without_command=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of a block of your own.")]


@group.callback()
def blocks(*, context: typer.Context, workspace: Workspace = None, as_json: Json = False) -> None:
    """List the blocks of your palette; without a command of its own below."""
    context.obj = workspace or context.obj
    if context.invoked_subcommand is not None:
        return
    from builder.shelf.glances import glance
    from builder.shelf.own_blocks import block_shelf

    there = {name: glance(path) for name, path in block_shelf(home_of(context.obj)).files().items()}
    told = [{"block": name, "layers": seen and seen.layers} for name, seen in there.items()]
    console.print_document(told, as_json=as_json)


@group.command()
def delete(
    *, context: typer.Context, name: Name, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Put a block into the bin; drawings that use it keep theirs."""
    from builder.shelf.own_blocks import block_shelf

    block_shelf(home_of(workspace or context.obj)).delete(name)
    console.print_document({"block": name, "in_bin": True}, as_json=as_json)


@group.command()
def restore(
    *, context: typer.Context, name: Name, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Bring the block of that name which was deleted last back from the bin."""
    from builder.shelf.own_blocks import block_bin

    binned = block_bin(home_of(workspace or context.obj))
    back = binned.restore(binned.named(name))
    console.print_document({"block": back, "in_bin": False}, as_json=as_json)


@group.command("bin")
def bin_of_blocks(
    *,
    context: typer.Context,
    empty: Empty = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List the blocks in the bin, or delete them for good."""
    from builder.shelf.own_blocks import block_bin

    binned = block_bin(home_of(workspace or context.obj))
    show_bin(binned, empty=empty, as_json=as_json)
