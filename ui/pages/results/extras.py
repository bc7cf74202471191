"""Below the judgement of a run: what can be taken home, its report, how it learnt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.pages.results import learnt, report, take_home

if TYPE_CHECKING:
    from runs.store.records import RunRecord


def show(run: RunRecord) -> None:
    """Downloads, report, curves, settings."""
    take_home.show(run)
    report.show(run)
    learnt.curves(run)
    learnt.settings(run)
