"""Files sent through the browser: put into the workspace for the time of one import.

Streamlit holds them in memory while they arrive (200 MB at most); larger ones are chosen on disk.
"""

from __future__ import annotations

import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

FOLDER = "uploads"
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


def kept(sent: Sequence[UploadedFile]) -> tuple[Path, ...]:
    """The files on disk, each written once, under their own names without any folder."""
    places = []
    for file in sent:
        folder = session.workspace() / FOLDER / file.file_id
        place = folder / (PurePosixPath(file.name.replace("\\", "/")).name or "upload")
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            partial = place.with_name(f"{place.name}.partial")
            partial.write_bytes(file.getbuffer())
            partial.replace(place)
        places.append(place)
    return tuple(places)


def forget(workspace: Path) -> None:
    """Remove what was uploaded, once it is imported; a page that still shows it writes it anew."""
    shutil.rmtree(workspace / FOLDER, ignore_errors=True)
