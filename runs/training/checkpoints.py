"""Checkpoints that survive a crash at any moment: whole, or not there.

A checkpoint is a folder of files with their SHA-256; what the files hold is left to the caller.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runs.training import process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEPT = 2
MANIFEST = "manifest.json"
_NAME = re.compile(r"epoch-(\d+)")


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint whose files are as they were written.

    Args:
        folder: where its files lie.
        epoch: how many epochs were done when it was made.
    """

    folder: Path
    epoch: int


def save(parent: Path, epoch: int, fill: Callable[[Path], None]) -> Checkpoint:
    """Write ``parent/epoch-N`` beside its place, make it last, then rename it there.

    Args:
        parent: the folder of all checkpoints of a run; created when missing.
        epoch: N, at least 1. A checkpoint of that name is replaced.
        fill: writes the files into the folder it is given.

    Raises:
        OSError: the disk is full or refuses; older checkpoints are as they were.
    """
    parent.mkdir(parents=True, exist_ok=True)
    partial = parent / f".epoch-{epoch}-{uuid.uuid4().hex}.partial"
    partial.mkdir()
    try:
        fill(partial)
        _seal(partial, epoch)
        target = parent / f"epoch-{epoch}"
        _set_aside(target)
        process.replace(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _prune(parent, epoch)
    return Checkpoint(target, epoch)


def newest(parent: Path) -> Checkpoint | None:
    """The checkpoint with the most epochs whose files are whole; ``None`` where there is none."""
    for epoch, folder in sorted(_numbered(parent), reverse=True):
        if _holds(folder, epoch):
            return Checkpoint(folder, epoch)
    return None


def _seal(folder: Path, epoch: int) -> None:
    """Make every file last and write what they are."""
    files = sorted(file for file in folder.iterdir() if file.is_file())
    for file in files:
        _sync(file)
    manifest = {"epoch": epoch, "files": {file.name: _digest(file) for file in files}}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    _sync(folder / MANIFEST)
    process.sync_folder(folder)


def _holds(folder: Path, epoch: int) -> bool:
    """Whether the manifest can be read, is this epoch's, and every file is what it says."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        files: dict[str, str] = manifest["files"]
        whole = all(_digest(folder / name) == digest for name, digest in files.items())
        return bool(files) and whole and manifest["epoch"] == epoch
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync(file: Path) -> None:
    with file.open("rb+") as content:
        os.fsync(content.fileno())


def _set_aside(target: Path) -> None:
    """Make room for a checkpoint made anew: a folder cannot be renamed over a full one."""
    if target.exists():
        aside = target.with_name(f".{target.name}-{uuid.uuid4().hex}.old")
        process.replace(target, aside)


def _prune(parent: Path, epoch: int) -> None:
    """Keep the newest few; later ones were torn (training went on from before them)."""
    numbered = sorted(_numbered(parent), reverse=True)
    kept = [folder for number, folder in numbered if number <= epoch][:KEPT]
    leftovers = [folder for folder in parent.iterdir() if folder.name.startswith(".epoch-")]
    for folder in [*leftovers, *(folder for _, folder in numbered if folder not in kept)]:
        shutil.rmtree(folder, ignore_errors=True)


def _numbered(parent: Path) -> list[tuple[int, Path]]:
    if not parent.is_dir():
        return []
    found = ((_NAME.fullmatch(folder.name), folder) for folder in parent.iterdir())
    return [(int(match[1]), folder) for match, folder in found if match]
