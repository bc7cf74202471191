"""Designs on a shelf with a past: what each earlier state says, and how time passes for them."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta

from builder.shelf.designs import DesignShelf
from builder.spec import GraphSpec, Node


def design(note: str = "", name: str = "mine") -> GraphSpec:
    """A design of one layer with a note."""
    return GraphSpec(name=name, nodes=(Node(id="input", type="Input", note=note),))


def notes(shelf: DesignShelf, name: str = "mine") -> list[str]:
    """What each earlier state says, the newest first."""
    return [one.spec.nodes[0].note for one in shelf.versions(name) if one.spec]


def wait(shelf: DesignShelf, name: str = "mine", **time: float) -> None:
    """Let time pass for a design: all that is known of it is so much older."""
    path, ago = shelf.path_of(name), timedelta(**time)
    moment = path.stat().st_mtime - ago.total_seconds()
    os.utime(path, (moment, moment))
    for file in shelf.history_of(path).folder.glob("0*.json"):
        told = json.loads(file.read_bytes())
        told["made"] = (datetime.fromisoformat(told["made"]) - ago).isoformat()
        kept = file.stat().st_mtime - ago.total_seconds()
        file.write_text(json.dumps(told))
        os.utime(file, (kept, kept))
