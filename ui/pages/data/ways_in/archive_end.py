"""What becomes of a download that has ended: its folder is chosen for the import, or it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.archive.table import TABLE
from data.disk import in_words
from ui.frame import session, wording
from ui.pages.data.view import VIEW, View
from ui.pages.data.ways_in import jobs
from ui.pages.data.ways_in.files import IMPORT

if TYPE_CHECKING:
    from ui.pages.data.ways_in.jobs import Job


def take(job: Job) -> None:
    """Once: look at the folder as if a person had chosen it."""
    if job.result and job.first_look():
        _choose(job.result["folder"])


def _choose(folder: str) -> None:
    st.session_state[f"{IMPORT}_chosen"] = (Path(folder),)
    st.session_state[VIEW] = View.IMPORT
    st.rerun()


def offer(job: Job) -> None:
    """What can be done about one that ended early."""
    if st.button("Go on", type="primary", icon=":material/cloud_download:", key="job_go_on"):
        asked = {name: told for name, told in job.request.items() if name != "workspace"}
        jobs.start(session.workspace(), **asked)
        st.rerun()
    folder = job.request["folder"]
    if (Path(folder) / TABLE).exists() and st.button("Import what is there", key="job_take"):
        job.forget()
        _choose(folder)


def tell(job: Job) -> None:
    """What came and what did not."""
    result = job.result or {}
    with st.container(border=True, gap="xsmall", key="job_done"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_said(result), width="stretch")
            if st.button("Put away", type="tertiary", key="job_put_away"):
                job.forget()
                st.rerun()
        failed = result.get("failed", [])
        if failed:
            with st.expander(f"{wording.plural(len(failed), 'photograph')} did not come: see why"):
                st.dataframe(
                    failed, hide_index=True, column_config={"where": "Where", "why": "Why"}
                )


def _said(result: dict[str, Any]) -> str:
    came, there = result["downloaded"], result["already_there"]
    before = f"; {there:,} were there already" if there else ""
    return (
        f":green[:material/check_circle:] **{wording.plural(came, 'photograph')}** downloaded "
        f"({in_words(result['bytes'])}){before}. Below they wait to be imported; they "
        f"lie in {wording.plain(str(result['folder']))}."
    )
