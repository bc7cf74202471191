"""What commands about saved designs print for people; see ``printing``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from builder.shelf.changes import in_words
from cli.printing import table
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    Document = dict[str, Any]


def designs(found: Sequence[Document]) -> Iterable[RenderableType]:
    """A row each, the last changed first."""
    if not found:
        yield "There is no such design: `lesion-studio designs import FILE` keeps one."
        return
    rows = table("Design", "Layers", "Changed", "By", "Runs", "Best validation AUC")
    for one in found:
        layers = "damaged" if one["layers"] is None else str(one["layers"])
        best = one["best"]
        auc = f"{wording.auc(best)} on {best['dataset']}" if best else wording.UNKNOWN
        rows.add_row(one["design"], layers, _moment(one), one["who"], str(one["runs"]), auc)
    yield rows


def history(found: Sequence[Document]) -> Iterable[RenderableType]:
    """A row for each version, the newest first."""
    if not found:
        yield "There is no earlier version: one is kept before the design is drawn over."
        return
    rows = table("Version", "When", "Who", "Why", "Runs", "What changed")
    for one in found:
        changed = one["problem"] or (in_words(one["changes"]) if one["changes"] else "")
        runs = ", ".join(map(str, one["runs"]))
        when = _moment(one)
        rows.add_row(str(one["version"]), when, one["who"] or "", one["why"] or "", runs, changed)
    yield rows


def _moment(one: Document) -> str:
    told = one.get("changed") or one.get("made")
    return wording.moment(datetime.fromisoformat(told)) if told else wording.UNKNOWN
