"""What commands print for people of a cross-validation; see ``printing``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli.printing import judged, table_of
from runs.series.naming import short
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    Document = dict[str, Any]


def folds(told: Document) -> Iterable[RenderableType]:
    """A cross-validation, once or repeated."""
    if "each" not in told:
        yield _heading(told, wording.plural(told["folds"], "fold"))
        yield _folds([told])
        if told["auc_mean"] is not None:
            yield f"AUC {_spread(told)} (mean and standard deviation over the folds)."
        if told["pooled"]:
            yield from judged("All held-out photographs together", told["pooled"])
        return
    yield _heading(told, f"{told['repeats']} repeats of {told['folds']} folds")
    yield _folds(told["each"])
    if told["auc_mean"] is not None:
        count, together = told["folds_judged"], told["pooled_auc_mean"]
        yield f"AUC {_spread(told)} (mean and standard deviation over {count} folds)."
        yield f"All held-out photographs of a repeat together: {together:.3f} on average."
        yield told["about_the_spread"]
    if told["pooled"]:
        yield from judged("All repeats together, each photograph by its mean", told["pooled"])


def _heading(told: Document, what: str) -> str:
    called = f"Cross-validation {short(told['series'])}"
    state = wording.STATES[told["state"]]
    return f"{called}, “{told['design']}” on “{told['dataset']}”, {what}: {state}."


def _folds(each: Sequence[Document]) -> Table:
    table = table_of("Repeat", "Seed", "Fold", "Run", "State", "Held-out AUC")
    for one in each:
        repeat = (str(one.get("repeat", 1)), str(one["seed"]))
        for fold in one["runs"]:
            area = wording.UNKNOWN if fold["auc"] is None else f"{fold['auc']:.3f}"
            state = wording.STATES[fold["state"]]
            table.add_row(*repeat, str(fold["fold"]), str(fold["run"]), state, area)
    return table


def _spread(told: Document) -> str:
    return f"{told['auc_mean']:.3f}" + (f" ± {told['auc_sd']:.3f}" if told["auc_sd"] else "")
