"""What is kept beside a network that was opened from a file: the file's name, the day, checksums.

Keeping the network itself is left to ``opened``.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from builder.files import is_file
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from runs.files import DESIGN, FACTS
from runs.results import MODEL
from runs.training.origins import file_of
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD: Final = "opened.json"
_FILES: Final = (MODEL, DESIGN, FACTS)


class Record(NamedTuple):
    """What is known of an opened network.

    Args:
        file: the name of the file that it came from; "" where that was not kept.
        when: it was opened.
        sums: SHA-256 (hex) of each file as it was kept; none where an earlier version kept them.
    """

    file: str
    when: datetime
    sums: Mapping[str, str]


def digest_of(path: Path) -> str:
    """SHA-256 (hex) of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record(folder: Path, file: str) -> None:
    """Note of the network in a folder that it came from the file of that name, now."""
    told = {
        "file": file,
        "opened": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": {name: digest_of(folder / name) for name in _FILES if is_file(folder / name)},
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    write_atomically(folder / RECORD, text.encode("utf-8", "replace"))


def record_of(model: Path) -> Record | None:
    """What was noted of an opened network; ``None`` where it is not there.

    Args:
        model: its file.
    """
    if not is_file(model):
        return None
    try:
        told = json.loads((model.parent / RECORD).read_bytes())
        when = datetime.fromisoformat(told["opened"])
        return Record(str(told["file"]), when, dict(told["sha256"]))
    except (OSError, ValueError, LookupError, TypeError):
        return _of_earlier_versions(model)


def _of_earlier_versions(model: Path) -> Record:
    """They kept the file's name in the design beside it only."""
    when = datetime.fromtimestamp(model.stat().st_mtime, UTC)
    try:
        return Record(read_design((model.parent / DESIGN).read_bytes()).source, when, {})
    except (OSError, UserError):
        return Record("", when, {})


def is_kept_in(folder: Path) -> bool:
    """Whether a folder holds an opened network, or what is left of one."""
    return any(is_file(folder / name) for name in (*_FILES, RECORD))


def is_whole(model: Path) -> bool:
    """Whether an opened network is there as it was kept."""
    told = record_of(model)
    try:
        return told is not None and all(
            name in _FILES and digest_of(model.with_name(name)) == wanted
            for name, wanted in told.sums.items()
        )
    except OSError:
        return False


def origin_json(start: str, workspace: Path) -> dict[str, Any] | None:
    """From what all layers start, for commands; ``None`` where each starts as it is drawn.

    Args:
        start: as a recipe names it.
        workspace: that keeps the network.

    Returns:
        ``{name, there, file, opened}``.
    """
    if not start:
        return None
    told = record_of(file_of(start, workspace))
    return {
        "name": start,
        "there": told is not None,
        "file": told.file if told else "",
        "opened": told.when.isoformat(timespec="seconds") if told else None,
    }
