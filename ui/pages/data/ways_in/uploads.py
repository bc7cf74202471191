"""Files sent through the browser: put into the workspace for the time of one import.

Streamlit holds them in memory while they arrive (200 MB at most); larger ones are chosen on disk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame.sent import kept

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = ("zip", "csv")


def box() -> tuple[Path, ...]:
    """The upload; returns where its files lie now."""
    sent = st.file_uploader(
        "Zips of photographs, with a CSV where there is one",
        type=_KINDS,
        accept_multiple_files=True,
        key="import_upload",
        help="Up to 200 MB. Larger collections: choose them on this computer's disks.",
    )
    return kept(sent) if sent else ()


def table(label: str, *, key: str) -> Path | None:
    """One small CSV."""
    sent = st.file_uploader(label, type="csv", key=key)
    return kept([sent])[0] if sent else None
