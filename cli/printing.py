"""What commands print for people: sentences and tables of what ``--json`` gives as one document.

Which command prints what is left to the commands; JSON, progress and failures to ``console``.
"""

from __future__ import annotations

import io
import shutil
import sys
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console
from rich.table import Table

from cli import console
from data.versions.decisions import Decision
from data.versions.division import Division
from data.versions.kinds import Kind
from runs.series.naming import short
from ui.frame import wording
from ui.frame.decided import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.console import RenderableType

    Document = dict[str, Any]
    Words = Callable[[Any], Iterable[RenderableType]]

_WIDTH_OF_A_FILE: Final = 160
"""Columns where the output is no terminal."""
_FEW: Final = 10
_OF_FOLDS: Final = "Validation, of a fold, is the part of its training that chose the epoch."
_DIGEST: Final = 12
"""Digits of a version's digest that tell it from others."""


def show(document: Document | list[Document], words: Words, *, as_json: bool) -> None:
    """One JSON document, or the same in words.

    Args:
        document: of the command.
        words: what a person reads of it, line by line.
        as_json: which of the two.
    """
    if as_json:
        console.print_document(document, as_json=True)
        return
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH_OF_A_FILE
    text = io.StringIO()
    page = Console(file=text, width=width, markup=False, highlight=False, emoji=False)
    for line in words(document):
        page.print(line)
    told = (line.rstrip() for line in text.getvalue().splitlines())
    console.echo("\n".join(told))


def datasets(found: Sequence[Document]) -> Iterable[RenderableType]:
    """A row each."""
    if not found:
        yield "There is no dataset yet: `lesion-studio import` or `lesion-studio demo` makes one."
        return
    counts = ("Images", "Lesions", "Patients")
    table = _table("Dataset", "Classes", *counts, "Train/val/test", "Version")
    for one in found:
        parts = [sum(of.values()) for of in one["splits"].values()]
        table.add_row(
            one["dataset"],
            ", ".join(f"{name} {count:,}" for name, count in one["classes"].items()),
            *(_count(one.get(what)) for what in ("images", "lesions", "patients")),
            "/".join(f"{count:,}" for count in parts),
            str(one["digest"])[:_DIGEST],
        )
    yield table


def imported(told: Document) -> Iterable[RenderableType]:
    """What an import made, and what it did not take."""
    took = wording.duration(told["seconds"])
    yield f"“{told['dataset']}” is imported: {wording.population(told)}, in {took}."
    parts = list(told["splits"])
    table = _table("Class", "Images", *parts)
    for name, count in told["classes"].items():
        of_parts = (told["splits"][part].get(name, 0) for part in parts)
        table.add_row(name, f"{count:,}", *(f"{one:,}" for one in of_parts))
    yield table
    missed, rows = told["reported"], wording.plural(told["rows_in"], "row")
    if not missed:
        yield f"All {rows} were taken."
    else:
        yield f"{len(missed):,} of {rows} were not taken:"
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


def runs(found: Sequence[Document]) -> Iterable[RenderableType]:
    """A row each, in the order given."""
    if not found:
        yield "There is no run yet: `lesion-studio train` starts one."
        return
    folds = any("series" in one for one in found)
    aucs = ("Validation AUC", *(["Held-out AUC"] if folds else []))
    table = _table("Run", "Name", "State", *aucs, "Took", "Test opened")
    for one in found:
        took = wording.UNKNOWN if one["seconds"] is None else wording.brief(one["seconds"])
        table.add_row(
            str(one["run"]),
            one["name"],
            wording.STATES[one["state"]],
            wording.auc(one["validation"]),
            *([wording.auc(one.get("held_out"))] if folds else []),
            took,
            _times(one["test_opened"]),
        )
    yield table
    for one in found:
        for problem in ("problem", "operating_point_problem"):
            if problem in one:
                yield f"Run {one['run']}: {one[problem]}"
    yield f"Validation AUC with its 95 % interval; {wording.OPTIMISTIC}."
    if folds:
        names = dict.fromkeys(short(one["series"]) for one in found if "series" in one)
        yield f"Cross-validations, for `show` and `compare`: {', '.join(names)}."
        yield f"{_OF_FOLDS} Held-out AUC is of the photographs that the fold held out."


def started(told: Document) -> Iterable[RenderableType]:
    """A run that waits."""
    run = told["run"]
    yield f"Run {run} is in the queue. `lesion-studio show {run}` tells what it comes to."


def run(told: Document) -> Iterable[RenderableType]:
    """What a run is and how it does, part by part."""
    yield f"Run {told['run']}, “{told['name']}”: {wording.STATES[told['state']]}."
    if told["error"]:
        yield told["error"]
    took = "" if told["seconds"] is None else f", trained in {wording.duration(told['seconds'])}"
    epochs = f", {wording.plural(told['epochs'], 'epoch')} planned" if told["epochs"] else ""
    yield f"Design “{told['design']}” on “{told['dataset']}”, seed {told['seed']}{epochs}{took}."
    if "operating_point_problem" in told:
        yield told["operating_point_problem"]
    if told["validation"] is None:
        yield "There are no results yet."
        return
    if "series" in told:
        name = short(told["series"])
        yield (
            f"Fold {told['fold']} of {told['folds']} of cross-validation {name}: `show {name}` "
            f"tells what all folds came to. {_OF_FOLDS}"
        )
    yield from _judged(f"Validation ({wording.OPTIMISTIC})", told["validation"])
    if told.get("held_out"):
        yield from _judged("Held out by this fold", told["held_out"])
    opened = told["test_opened"]
    if told.get("test"):
        yield from _judged(f"Test set (opened {_times(opened)})", told["test"])
    elif "series" not in told:
        before = f"opened {_times(opened)}" if opened else "never opened"
        yield f"The test set was {before}; --open-test shows it, and counts."


def _judged(title: str, told: Document) -> Iterable[RenderableType]:
    groups = wording.plural(told["groups"], wording.unit(str(told.get("grouped_by", "group"))))
    yield ""
    yield (
        f"{title}: AUC {wording.auc(told)}, on {wording.plural(told['images'], 'image')} "
        f"({groups}); balanced accuracy {wording.percent(told['balanced_accuracy'])}."
    )
    names = list(told["per_class"])
    table = _table("Class", "Sensitivity", "Specificity", *(f"named {name}" for name in names))
    for name, row in zip(names, told["confusion"], strict=True):
        of = told["per_class"][name]
        table.add_row(name, _share(of, "sensitivity"), _share(of, "specificity"), *map(str, row))
    yield table
    yield from (f"Mind: {notice}" for notice in told.get("notices", []))
    yield from (f"Note: {note}" for note in told.get("notes", []))


def _share(of: Document, what: str) -> str:
    return wording.share_with_interval(of[what], of.get(f"{what}_low"), of.get(f"{what}_high"))


def folds(told: Document) -> Iterable[RenderableType]:
    """A cross-validation, once or repeated."""
    if "each" not in told:
        yield _heading(told, wording.plural(told["folds"], "fold"))
        yield _folds([told])
        if told["auc_mean"] is not None:
            yield f"AUC {_spread(told)} (mean and standard deviation over the folds)."
        if told["pooled"]:
            yield from _judged("All held-out photographs together", told["pooled"])
        return
    yield _heading(told, f"{told['repeats']} repeats of {told['folds']} folds")
    yield _folds(told["each"])
    if told["auc_mean"] is not None:
        judged, together = told["folds_judged"], told["pooled_auc_mean"]
        yield f"AUC {_spread(told)} (mean and standard deviation over {judged} folds)."
        yield f"All held-out photographs of a repeat together: {together:.3f} on average."
        yield told["about_the_spread"]
    if told["pooled"]:
        yield from _judged("All repeats together, each photograph by its mean", told["pooled"])


def _heading(told: Document, what: str) -> str:
    called = f"Cross-validation {short(told['series'])}"
    state = wording.STATES[told["state"]]
    return f"{called}, “{told['design']}” on “{told['dataset']}”, {what}: {state}."


def _folds(each: Sequence[Document]) -> Table:
    table = _table("Repeat", "Seed", "Fold", "Run", "State", "Held-out AUC")
    for one in each:
        repeat = (str(one.get("repeat", 1)), str(one["seed"]))
        for fold in one["runs"]:
            area = wording.UNKNOWN if fold["auc"] is None else f"{fold['auc']:.3f}"
            state = wording.STATES[fold["state"]]
            table.add_row(*repeat, str(fold["fold"]), str(fold["run"]), state, area)
    return table


def _spread(told: Document) -> str:
    return f"{told['auc_mean']:.3f}" + (f" ± {told['auc_sd']:.3f}" if told["auc_sd"] else "")


def exported(told: Document) -> Iterable[RenderableType]:
    """What was written, and what is in it."""
    yield f"Written: {told['bundle']}"
    yield from (f"  {name}" for name in told["files"])


def _table(first: str, *others: str) -> Table:
    """Numbers and words side by side; a cell too long for its column goes on below."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for name in (first, *others):
        table.add_column(name, overflow="fold")
    return table


def _count(number: int | None) -> str:
    return wording.UNKNOWN if number is None else f"{number:,}"


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def _moment(told: str) -> str:
    """``2026-11-28T14:17:14+00:00`` to the minute."""
    return told[:16].replace("T", " ")
