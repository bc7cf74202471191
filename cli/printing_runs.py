"""What commands about runs and cross-validations print for people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from cli.printing import table
from runs.series.naming import short
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    Document = dict[str, Any]

_OF_FOLDS: Final = "Validation, of a fold, is the part of its training that chose the epoch."


def runs(found: Sequence[Document]) -> Iterable[RenderableType]:
    """A row each, in the order given."""
    if not found:
        yield "There is no run yet: `lesion-studio train` starts one."
        return
    folds = any("series" in one for one in found)
    aucs = ("Validation AUC", *(["Held-out AUC"] if folds else []))
    rows = table("Run", "Name", "State", *aucs, "Took", "Test opened")
    for one in found:
        took = wording.UNKNOWN if one["seconds"] is None else wording.brief(one["seconds"])
        rows.add_row(
            str(one["run"]),
            one["name"],
            wording.STATES[one["state"]],
            wording.auc(one["validation"]),
            *([wording.auc(one.get("held_out"))] if folds else []),
            took,
            _times(one["test_opened"]),
        )
    yield rows
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
    rows = table("Class", "Sensitivity", "Specificity", *(f"named {name}" for name in names))
    for name, row in zip(names, told["confusion"], strict=True):
        of = told["per_class"][name]
        rows.add_row(name, _share(of, "sensitivity"), _share(of, "specificity"), *map(str, row))
    yield rows
    yield from (f"Mind: {notice}" for notice in told.get("notices", []))
    yield from (f"Note: {note}" for note in told.get("notes", []))


def _share(of: Document, what: str) -> str:
    return wording.share_with_interval(of[what], of.get(f"{what}_low"), of.get(f"{what}_high"))


def folds(told: Document) -> Iterable[RenderableType]:
    """A cross-validation, once or repeated."""
    if told.get("problem"):
        yield told["problem"]
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
    rows = table("Repeat", "Seed", "Fold", "Run", "State", "Held-out AUC")
    for one in each:
        repeat = (str(one.get("repeat", 1)), str(one["seed"]))
        for fold in one["runs"]:
            area = wording.UNKNOWN if fold["auc"] is None else f"{fold['auc']:.3f}"
            state = wording.STATES[fold["state"]]
            rows.add_row(*repeat, str(fold["fold"]), str(fold["run"]), state, area)
    return rows


def _spread(told: Document) -> str:
    return f"{told['auc_mean']:.3f}" + (f" ± {told['auc_sd']:.3f}" if told["auc_sd"] else "")


def exported(told: Document) -> Iterable[RenderableType]:
    """What was written, and what is in it."""
    yield f"Written: {told['bundle']}"
    yield from (f"  {name}" for name in told["files"])


def _times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")
