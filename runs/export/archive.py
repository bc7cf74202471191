"""A zip whose bytes depend on its contents alone, written whole or not at all."""

from __future__ import annotations

import shutil
import uuid
import zipfile
from typing import TYPE_CHECKING, Final

from runs.training import process

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can tell: the same contents give the same file at any time."""
_READABLE: Final = 0o644 << 16
_UNIX: Final = 3
_DENSE: Final = (".keras", ".h5", ".hdf5")
"""Files that would not shrink."""


def write_zip(path: Path, folder: str, contents: Mapping[str, str | Path]) -> list[str]:
    """Write a zip with everything in one folder, so that unpacking scatters nothing.

    Args:
        path: of the zip; one that is there is replaced.
        folder: within the zip.
        contents: text or the file to copy, by name.

    Returns:
        The names in the zip, in order.

    Raises:
        OSError: the disk is full or refuses; what was at ``path`` is as it was.
    """
    partial = path.with_name(f".{path.name}-{uuid.uuid4().hex}.partial")
    names = {f"{folder}/{name}": content for name, content in sorted(contents.items())}
    try:
        with zipfile.ZipFile(partial, "x") as archive:
            for name, content in names.items():
                _add(archive, name, content)
        process.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)
    return list(names)


def _add(archive: zipfile.ZipFile, name: str, content: str | Path) -> None:
    entry = zipfile.ZipInfo(name, _LONG_AGO)
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    dense = name.endswith(_DENSE)
    entry.compress_type = zipfile.ZIP_STORED if dense else zipfile.ZIP_DEFLATED
    data = content.encode() if isinstance(content, str) else content.read_bytes()
    archive.writestr(entry, data)


def write_files(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """Write texts into a new folder, which is there with all of them or not at all.

    Args:
        folder: that is not there yet.
        texts: by name, which may lie in folders within.

    Returns:
        The paths of the files.

    Raises:
        OSError: the disk is full or refuses.
    """
    partial = folder.with_name(f".{folder.name}-{uuid.uuid4().hex}.partial")
    try:
        for name, text in texts.items():
            path = partial / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        process.replace(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return [str((folder / name).resolve()) for name in texts]
