"""The image files of a source, found by what a table calls them.

Names only; no photograph is opened.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final
from unicodedata import normalize

from data.image import IMAGE_SUFFIXES
from data.readers.records import bare_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.readers.sources import File

    Place = tuple[str, ...]

_MASK_ENDS: Final = ("_segmentation", "_superpixels", "_mask")
_MASK_FOLDERS: Final = ("mask", "segmentation")
_SMALLER: Final = "_downsampled"
"""Ends the names of photographs of ISIC 2019 that were made smaller; some tables leave it out."""
_PARENT: Final = 2
"""A name and the folder it lies in."""


class Photographs:
    """Image files by name; each is given out once.

    Capital letters and the ways of writing an accent make no difference, unless two files differ
    by them alone.

    Args:
        files: of all sources.
    """

    def __init__(self, files: Sequence[File]) -> None:
        self.masks = 0
        """How many images are outlines of lesions, which are left aside."""
        self._all: list[File] = []
        self._by_name: dict[str, list[File]] = defaultdict(list)
        self._by_folder: dict[Place, list[File]] = defaultdict(list)
        self._taken: set[tuple[int, str]] = set()
        images = [file for file in files if file.inner.suffix.lower() in IMAGE_SUFFIXES]
        for file in sorted(images, key=lambda file: (len(file.inner.parts), file.name)):
            if _is_mask(file):
                self.masks += 1
                continue
            place = _place(file.inner)
            self._all.append(file)
            self._by_name[place[-1]].append(file)
            self._by_folder[place[-_PARENT:]].append(file)

    def take(self, image_id: str, *, only: bool = True) -> list[File]:
        """The files that a table calls so, the likeliest first; none where there is none.

        Args:
            image_id: a file's name or path, with its extension or without.
            only: whether no other line names a file of that name, so that its folder may differ.
        """
        path = PurePosixPath(bare_id(image_id.replace("\\", "/")))
        place = _place(path)
        for name in (place[-1], *_other_sizes(place[-1])):
            found = self._found((*place[:-1], name), only=only)
            exact = [file for file in found if file.inner.stem == path.name]
            if found:
                chosen = exact or found
                self._taken.update(map(_key, chosen))
                return chosen
        return []

    def _found(self, place: Place, *, only: bool) -> list[File]:
        if len(place) == 1:
            return self._free(self._by_name.get(place[0], []))
        near = self._free(self._by_folder.get(place[-_PARENT:], []))
        if near:
            shared = [_shared(place, _place(file.inner)) for file in near]
            return [file for file, count in zip(near, shared, strict=True) if count == max(shared)]
        there = self._by_name.get(place[-1], [])
        return self._free(there) if only and len(there) == 1 else []

    def _free(self, files: Sequence[File]) -> list[File]:
        return [file for file in files if _key(file) not in self._taken]

    def left(self) -> Iterator[File]:
        """The files that nobody has taken."""
        yield from self._free(self._all)


def name_of(image_id: str) -> str:
    """By which name a file is looked for that a table calls so."""
    return _place(PurePosixPath(bare_id(image_id.replace("\\", "/"))))[-1]


def _place(path: PurePosixPath) -> Place:
    """Folders and name without the extension of an image, as they are compared."""
    parts = (*path.parts[:-1], bare_id(path.name))
    return tuple(normalize("NFC", part).casefold() for part in parts) or ("",)


def _shared(one: Place, other: Place) -> int:
    """How many parts at their ends are the same."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _other_sizes(name: str) -> Place:
    return (name.removesuffix(_SMALLER) if name.endswith(_SMALLER) else name + _SMALLER,)


def _key(file: File) -> tuple[int, str]:
    return id(file.source), file.name


def _is_mask(file: File) -> bool:
    folders = "/".join(file.inner.parts[:-1]).lower()
    named = file.inner.stem.lower().endswith(_MASK_ENDS)
    return named or any(word in folders for word in _MASK_FOLDERS)
