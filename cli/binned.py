"""The bins of designs and of blocks, as commands show and empty them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli import console

if TYPE_CHECKING:
    from builder.shelf.design_bin import DesignBin

Gone = Annotated[
    list[str] | None,
    typer.Option("--delete", metavar="NAME", help="Delete it for good; may be given repeatedly."),
]
Empty = Annotated[bool, typer.Option("--empty", help="Delete all in it for good.")]


def show_bin(binned: DesignBin, *, gone: list[str] | None, empty: bool, as_json: bool) -> None:
    """What lies in a bin, the latest first; or what was deleted for good."""
    if empty or gone:
        keys = None if empty else [binned.named(name) for name in dict.fromkeys(gone or [])]
        console.print_document({"deleted": binned.delete(keys)}, as_json=as_json)
        return
    told = [
        {binned.what: one.name, "deleted": one.deleted.isoformat(timespec="seconds")}
        for one in binned.all()
    ]
    console.print_document(told, as_json=as_json)
