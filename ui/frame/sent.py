"""Files sent through the browser: on disk for as long as they are needed."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from ui.frame import session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.runtime.uploaded_file_manager import UploadedFile

FOLDER = "uploads"
_REFUSED: Final = re.compile(r'[\x00-\x1f<>:"|?*]')
_LONGEST_STEM: Final = 100
"""Bytes; disks take 255 in all."""
_LONGEST_SUFFIX: Final = 20


def kept(sent: Sequence[UploadedFile]) -> tuple[Path, ...]:
    """The files on disk, each written once, under their own names without any folder."""
    places = []
    for file in sent:
        folder = session.workspace() / FOLDER / file.file_id
        place = folder / _on_disk(file.name)
        if not place.exists():
            folder.mkdir(parents=True, exist_ok=True)
            partial = place.with_name(f"{place.name}.partial")
            partial.write_bytes(file.getbuffer())
            partial.replace(place)
        places.append(place)
    return tuple(places)


def _on_disk(name: str) -> str:
    """A name that every disk takes: without folders, signs that some refuse, and great length."""
    plain = _REFUSED.sub("_", PurePosixPath(name.replace("\\", "/")).name)
    suffix = PurePosixPath(plain).suffix[:_LONGEST_SUFFIX]
    stem = plain.removesuffix(suffix).encode(errors="replace")[:_LONGEST_STEM]
    return (stem.decode(errors="ignore").strip(" .") or "upload") + suffix


def drop(place: Path) -> None:
    """Remove one of the files, once nothing more is read from it."""
    shutil.rmtree(place.parent, ignore_errors=True)


def forget(workspace: Path) -> None:
    """Remove what was uploaded, once it is imported; a page that still shows it writes it anew."""
    shutil.rmtree(workspace / FOLDER, ignore_errors=True)
