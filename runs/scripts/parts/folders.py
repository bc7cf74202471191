"""Which photographs are meant by paths; used by the program and printed into ``predict.py``."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from data.image import FORMATS, IMAGE_SUFFIXES


def photographs_of(paths: Iterable[str | Path]) -> tuple[list[Path], list[str]]:
    """The photographs that paths stand for, and a sentence for each folder that has none.

    A file stands for itself, whatever it is. A folder stands for all images in it and in the
    folders below it, in the order of their names; hidden ones and files of other kinds are left
    out, and each folder is looked into once, however many links lead there.

    Args:
        paths: of files and folders; what is not there counts as a file.

    Returns:
        The photographs under the paths that were given, and the sentences.
    """
    found: list[Path] = []
    without: list[str] = []
    for path in map(Path, paths):
        inside = sorted(below(path)) if is_folder(path) else [path]
        found += inside
        if not inside:
            without.append(
                f"There is no photograph in the folder “{path}” ({', '.join(FORMATS)}). "
                "Name a folder that has some in it or below it."
            )
    return found, without


def below(folder: Path) -> Iterator[Path]:
    """The images in a folder and below it; also a folder that cannot be looked into."""
    seen: set[tuple[int, int]] = set()
    closed: list[Path] = []
    walk = os.walk(folder, followlinks=True, onerror=lambda e: closed.append(Path(e.filename)))
    for base, folders, names in walk:
        about = Path(base).stat()
        if (about.st_dev, about.st_ino) in seen:
            folders.clear()
            continue
        seen.add((about.st_dev, about.st_ino))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in IMAGE_SUFFIXES:
                yield Path(base, name)
    yield from closed


def is_folder(path: Path) -> bool:
    """Whether there is a folder; a name that nothing could have is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
