"""The leaderboard: runs of one dataset, the best validation AUC first, with their intervals.

Never by test: the test set is not there to choose by.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import streamlit as st

from ui.charts import figures
from ui.charts.ranking import Ranked, ranking
from ui.frame import session, wording
from ui.pages.runs import told_apart, trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.listing import RunLine

_SHOWN: Final = (10, 20, 50)
_MOST_NAMED = 12
_LONGEST = 60
OPTIMISTIC: Final = (
    "The best of many is optimistic: of {runs}, the first is first partly by luck, the more so the "
    "more there are. Its number is measured on the images it was chosen by; what it does on new "
    "lesions, the test set tells once it is opened for the one run that was chosen."
)
_OVERLAP: Final = (
    "Overlapping intervals do not say that runs are equal. Tick two in the table to compare them "
    "image by image, which can tell more."
)


def show(lines: Sequence[RunLine]) -> None:
    """The runs that are listed, ranked.

    Args:
        lines: as search and filters leave them.
    """
    by_dataset = rankable(lines)
    if not by_dataset:
        st.markdown("### Nothing to rank")
        st.caption(
            "Only runs with a validation AUC are ranked: no drawings, and no folds of a "
            "cross-validation, as each fold is judged on other images."
        )
        return
    digest, most = _choices(by_dataset)
    ranked = by_dataset[digest]
    best, *others = ranked
    told = [run for run in others if overlaps(run, best)]
    st.markdown(OPTIMISTIC.format(runs=wording.plural(len(ranked), "run")))
    st.markdown(_said(best, told, len(ranked)), help=_OVERLAP)
    apart = told_apart.told_apart(ranked)
    rows = [
        Ranked(
            _name(rank, run, apart[run.id]),
            run.auc or 0,
            run.auc_low,
            run.auc_high,
            overlaps(run, best),
        )
        for rank, run in enumerate(ranked[:most], start=1)
    ]
    figures.show(
        ranking(rows, dark=session.dark(), title="validation AUC"),
        title=f"Validation AUC with its 95\u00a0% interval ({wording.OPTIMISTIC})",
        key="leaderboard",
        help="Filled: not told apart from the first by its interval. Open and grey: below it.",
        rows=[
            {
                "rank": rank,
                "run": run.id,
                "design": run.design_name,
                "differs": apart[run.id],
                "validation_auc": run.auc,
                "low": run.auc_low,
                "high": run.auc_high,
                "overlaps_best": overlaps(run, best),
            }
            for rank, run in enumerate(ranked, start=1)
        ],
    )
    if len(ranked) > most:
        st.caption(f"The first {most} of {len(ranked):,}; the download holds all.")


def rankable(lines: Sequence[RunLine]) -> dict[str, list[RunLine]]:
    """The runs that have a number to rank by, best first, by the digest of their dataset.

    The dataset with the latest run comes first.
    """
    found: dict[str, list[RunLine]] = defaultdict(list)
    for run in sorted(lines, key=lambda run: -run.id):
        if run.auc is not None and run.series is None and not trained.drawn(run):
            found[run.dataset_digest].append(run)
    return {
        digest: sorted(runs, key=lambda run: (-(run.auc or 0), run.id))
        for digest, runs in found.items()
    }


def overlaps(run: RunLine, best: RunLine) -> bool:
    """Whether a run's interval reaches into the best's; without one, that cannot be denied."""
    if run.auc_high is None or best.auc_low is None:
        return True
    return run.auc_high >= best.auc_low


def _choices(by_dataset: dict[str, list[RunLine]]) -> tuple[str, int]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        digest = st.selectbox(
            "Measured on",
            list(by_dataset),
            format_func=lambda digest: _dataset(by_dataset, digest),
            key="leaderboard_dataset",
            width=420,
            help="Runs are ranked only beside those that were judged on the same photographs.",
        )
        most = st.segmented_control(
            "Show", _SHOWN, default=_SHOWN[1], required=True, key="leaderboard_most"
        )
    return digest, most or _SHOWN[1]


def _dataset(by_dataset: dict[str, list[RunLine]], digest: str) -> str:
    """A dataset by its name; where it was changed between runs, by the version, too."""
    runs = by_dataset[digest]
    name = runs[0].dataset
    versions = [key for key, others in by_dataset.items() if others[0].dataset == name]
    told = f"{name}, {wording.plural(len(runs), 'run')}"
    return f"{told}, version {digest[:6]}" if len(versions) > 1 else told


def _said(best: RunLine, told: Sequence[RunLine], ranked: int) -> str:
    """Which runs are not told apart from the best."""
    first = f"**Run {best.id}** is first: {wording.auc(best.model_dump())}."
    if ranked == 1:
        return first
    if not told:
        return f"{first} No other run's interval reaches into its own."
    numbers = ", ".join(str(run.id) for run in told[:_MOST_NAMED])
    more = f" and {len(told) - _MOST_NAMED:,} more" if len(told) > _MOST_NAMED else ""
    whose = "whose interval overlaps" if len(told) == 1 else "whose intervals overlap"
    runs = "run" if len(told) == 1 else "runs"
    return f"{first} Not told apart by this: {runs} {numbers}{more}, {whose} its own."


def _name(rank: int, run: RunLine, differs: str) -> str:
    design = (
        run.design_name if len(run.design_name) <= _LONGEST else f"{run.design_name[:_LONGEST]}…"
    )
    told = f"{design}, {differs}" if differs else design
    return f"{rank}. Run {run.id}: {told if len(told) <= _LONGEST else told[:_LONGEST] + '…'}"
