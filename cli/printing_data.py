"""What commands about datasets print for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cli.printing import table
from data.versions.decisions import Decision
from data.versions.division import Division
from data.versions.kinds import Kind
from ui.frame import wording
from ui.frame.decided import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    Document = dict[str, Any]

_FEW: Final = 10
_DIGEST: Final = 12
"""Digits of a version's digest that tell it from others."""


def datasets(found: Sequence[Document]) -> Iterable[RenderableType]:
    """A row each."""
    if not found:
        yield "There is no dataset yet: `lesion-studio import` or `lesion-studio demo` makes one."
        return
    counts = ("Images", "Lesions", "Patients")
    rows = table("Dataset", "Classes", *counts, "Train/val/test", "Version")
    for one in found:
        parts = [sum(of.values()) for of in one["splits"].values()]
        rows.add_row(
            one["dataset"],
            ", ".join(f"{name} {count:,}" for name, count in one["classes"].items()),
            *(_count(one.get(what)) for what in ("images", "lesions", "patients")),
            "/".join(f"{count:,}" for count in parts),
            str(one["digest"])[:_DIGEST],
        )
    yield rows


def imported(told: Document) -> Iterable[RenderableType]:
    """What an import made, and what it did not take."""
    took = wording.duration(told["seconds"])
    yield f"“{told['dataset']}” is imported: {wording.population(told)}, in {took}."
    parts = list(told["splits"])
    rows = table("Class", "Images", *parts)
    for name, count in told["classes"].items():
        of_parts = (told["splits"][part].get(name, 0) for part in parts)
        rows.add_row(name, f"{count:,}", *(f"{one:,}" for one in of_parts))
    yield rows
    missed, of_all = told["reported"], wording.plural(told["rows_in"], "row")
    if not missed:
        yield f"All {of_all} were taken."
    else:
        yield f"{len(missed):,} of {of_all} were not taken:"
        yield from (f"  {row['where']}: {row['why']}" for row in missed[:_FEW])
        if len(missed) > _FEW:
            yield f"  … and {len(missed) - _FEW:,} more: --json and the dataset's report.json tell."
    yield from (f"Note: {remark}" for remark in told["remarks"])
    yield from (f"Mind: {notice}" for notice in told["notices"])


def decisions(entries: Sequence[Document]) -> Iterable[RenderableType]:
    """A line each, the oldest first."""
    if not entries:
        yield "Nothing was decided about this dataset."
    for one in entries:
        when = f"undone {_moment(one['undone'])}" if one["undone"] else _moment(one["made"])
        yield f"{one['number']}. {sentence(_decision(one))} ({when})"


def decided(entry: Document) -> Iterable[RenderableType]:
    """What was just decided or undone."""
    undone = "Undone: " if entry["undone"] else ""
    yield f"{undone}{entry['number']}. {sentence(_decision(entry))}"
    yield f"The dataset is now version {str(entry['digest'])[:_DIGEST]}."


def _decision(entry: Document) -> Decision:
    division = entry["division"]
    if division:
        division = Division(**{**division, "shares": tuple(division["shares"])})
    kind, images = Kind(entry["kind"]), tuple(entry["images"])
    return Decision(kind, images, entry["reason"], entry["made"], entry["label"], division)


def _count(number: int | None) -> str:
    return wording.UNKNOWN if number is None else f"{number:,}"


def _moment(told: str) -> str:
    """``2026-11-28T14:17:14+00:00`` to the minute."""
    return told[:16].replace("T", " ")
