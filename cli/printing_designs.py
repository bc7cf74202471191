"""What commands about saved designs print for people; see ``printing``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from builder.opening.differences import Difference, Unknown
from builder.opening.telling import sentences, unknown_sentences
from builder.shelf.changes import in_words
from cli.printing import table
from runs.training.origins import shortened
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


def checked(told: Document) -> Iterable[RenderableType]:
    """A sentence for each problem, with what a click on the page would do; then how large it is."""
    for one in told["problems"]:
        place = f"At “{one['layer']}”: " if one["layer"] else ""
        kind = "ERROR" if one["severity"] == "error" else "note "
        yield f"{kind}  {place}{one['message']} {one['hint']}".rstrip()
        for mend in one["mends"]:
            yield f"       On the Design page a click does it: {mend}."
    if told["silenced"]:
        yield f"{wording.plural(len(told['silenced']), 'note')} silenced in the drawing."
    yield "It can be trained." if told["sound"] else "It cannot be trained yet."
    if told["sound"]:
        weights = told["trainable"] + told["non_trainable"]
        yield (
            f"{wording.plural(told['layers'], 'layer')}, {weights:,} weights of which "
            f"{told['trainable']:,} learn, {told['macs'] / 1e6:,.0f} million multiply-adds a "
            f"photograph, about {told['memory_mb']:,.0f} MB while it trains."
        )
    if told["start"]:
        yield starting(told["start"])


def opened(told: Document) -> Iterable[RenderableType]:
    """What was found in a file, what the drawing cannot say of it, and what became of it."""
    if told["layers"]:
        size = f"{wording.plural(told['layers'], 'layer')}, {told['weights']:,} weights"
        along = "The file has weights" if told["weights_in_file"] else "The file has no weights"
        kind = f"{told['kind'][0].upper()}{told['kind'][1:]}"
        yield f"{kind}: {size}. {along}."
    if told["classes"]:
        yield f"It tells {wording.plural(told['classes'], 'class', 'classes')} apart."
    unlike = sentences(Difference(**one) for one in told["differences"])
    missing = unknown_sentences(Unknown(**one) for one in told["unknown"])
    yield from (f"note   {one}" for one in unlike)
    yield from (f"ERROR  {one}" for one in missing)
    yield from told["problems"]
    if told["design"] is not None:
        yield f"Opened as the design “{told['design']}”."
        if told.get("start"):
            yield "Its trainings start from the weights of the file."


def started(told: Document) -> Iterable[RenderableType]:
    """From what the trainings of a design start."""
    yield starting(told["start"])


def starting(start: Document | None) -> str:
    """From what all layers start, as a sentence."""
    if start is None:
        return "Each layer starts as it is drawn."
    if not start["there"]:
        name = shortened(start["name"])
        return f"All layers were to start from {name}, which is not there (any more)."
    when = wording.day(datetime.fromisoformat(start["opened"]))
    came = start["file"] or shortened(start["name"])
    return f"All layers that are alike start from the weights of {came}, opened on {when}."


def _moment(one: Document) -> str:
    told = one.get("changed") or one.get("made")
    return wording.moment(datetime.fromisoformat(told)) if told else wording.UNKNOWN
