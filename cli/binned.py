"""The bins of designs and of blocks, as commands show and empty them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import console

if TYPE_CHECKING:
    from builder.shelf.design_bin import DesignBin

Empty = Annotated[bool, typer.Option("--empty", help="Delete all in it for good.")]


def show_bin(binned: DesignBin, *, empty: bool, as_json: bool) -> None:
    """What lies in a bin, the latest first; or what was deleted for good."""
    if empty:
        console.print_document({"deleted": binned.delete()}, as_json=as_json)
        return
    told = [
        {binned.what: one.name, "deleted": one.deleted.isoformat(timespec="seconds")}
        for one in binned.all()
    ]
    console.print_document(told, as_json=as_json)
