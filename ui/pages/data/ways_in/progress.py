"""The import or download that is running, on whichever page asks: how far, how long, a way to stop.

At its end what it made is taken in hand; of downloads ``archive_end`` tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import errors, job_panel, sent, session, wording
from ui.frame.session import Hand
from ui.pages.data.view import VIEW, View
from ui.pages.data.ways_in import archive_end, files, jobs

if TYPE_CHECKING:
    from ui.pages.data.ways_in.jobs import Job

_MOST_ROWS = 500
FOLDERS = "class-folders"
"""The layout that has no table."""


def show_job(*, when_done: bool = True) -> None:
    """Show the import that runs, or the end of the latest one until it is put away.

    Args:
        when_done: also that it was done; a page that shows the dataset itself does without.
    """
    job = jobs.current(session.workspace())
    if job is None:
        return
    if job.running:
        job_panel.watch(
            job,
            key="job",
            stop="Stop the download" if job.downloads else "Stop the import",
            ended=session.forget_names,
        )
    elif job.error is not None:
        _failed(job)
    else:
        _take_in_hand(job)
        if when_done:
            _done(job)


def _failed(job: Job) -> None:
    if job.error is not None:
        errors.tell(job.error)
    with st.container(horizontal=True):
        if job.downloads:
            archive_end.offer(job)
        job_panel.put_away(job, key="job")


def _take_in_hand(job: Job) -> None:
    """Once: what was made is what is worked with now."""
    if job.downloads:
        archive_end.take(job)
    elif job.result and job.first_look():
        sent.forget(session.workspace())
        files.forget(key=files.IMPORT)
        session.forget_names()
        session.take(Hand.DATASET, job.result["dataset"])
        st.session_state[VIEW] = View.LOOK
        st.rerun()


def _done(job: Job) -> None:
    """Say what was taken, and what was not, until the page is left or something is decided."""
    if job.told() and session.arrived():
        job.forget()
        return
    result = job.result or {}
    if job.downloads:
        archive_end.tell(job)
        return
    with st.container(border=True, gap="xsmall", key="job_done"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f":green[:material/check_circle:] **{wording.plain(result['dataset'])}** is "
                f"imported: {wording.population(result)}, in "
                f"{wording.duration(result['seconds'])}.",
                width="stretch",
            )
            if st.button("Put away", type="tertiary", key="job_put_away"):
                job.forget()
                st.rerun()
        report(result["reported"], rows_in=result["rows_in"], layout=result["layout"])


def put_away() -> None:
    """What an import took is no longer what the dataset holds: say no more of it."""
    job = jobs.current(session.workspace())
    if job is not None and job.result and not job.downloads:
        job.forget()


def report(rows: list[dict[str, str]], *, rows_in: int, layout: str, before: bool = False) -> None:
    """Every row that was not taken, with its reason; folders have photographs, no rows.

    Args:
        rows: ``where`` and ``why`` of each that was not taken.
        rows_in: of the source.
        layout: as recognised.
        before: nothing was imported yet.
    """
    told = wording.plural(rows_in, "photograph" if layout == FOLDERS else "row")
    if not rows:
        st.caption(f"All {told} {'can be' if before else 'were'} taken.")
        return
    not_taken = "cannot be taken" if before else "were not taken"
    with st.expander(f"{len(rows):,} of {told} {not_taken}: see why"):
        st.dataframe(
            rows[:_MOST_ROWS],
            hide_index=True,
            column_config={
                "where": "Where",
                "why": st.column_config.TextColumn("Why", width="large"),
            },
        )
        if len(rows) > _MOST_ROWS:
            st.caption(f"The first {_MOST_ROWS} are shown; all are in the dataset's report.json.")
