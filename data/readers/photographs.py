"""The image files of a source, found by what a table calls them.

Names only; no photograph is opened.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from data.opened import DICOM_HEAD, SUFFIXES, is_dicom
from data.readers.endings import by_endings, place_of, shared
from data.readers.masks import is_called_mask, lies_among_masks
from data.readers.records import bare_id
from data.readers.zips import DAMAGED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from data.readers.endings import Place
    from data.readers.sources import File

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
        named: what the lines of tables call them, each once.
    """

    def __init__(self, files: Sequence[File], named: Iterable[str] = ()) -> None:
        self._taken: set[tuple[int, str]] = set()
        wanted = [place_of(image_id) for image_id in named]
        self._named = by_endings((place, None) for place in wanted)
        images = [file for file in files if file.inner.suffix.lower() in SUFFIXES]
        images += _bare_dicom(files, {place[-1] for place in wanted}, beside=images)
        images.sort(key=lambda file: (len(file.inner.parts), file.name))
        inside = {_key(file) for file in images if lies_among_masks(file)}
        self.among_masks = bool(images) and len(inside) == len(images)
        """Whether all lie in folders called so, which then mean something else, or are wrong."""
        if self.among_masks:
            inside.clear()
        self._all: list[File] = []
        self._masks: list[File] = []
        self._masks_by: dict[Place, list[File]] = defaultdict(list)
        for file in images:
            hidden = _key(file) in inside
            if hidden or is_called_mask(file):
                self._keep_mask(file, by_name=not hidden)
            else:
                self._all.append(file)
        self._by_ending = by_endings((place_of(file.name), file) for file in self._all)

    @property
    def masks(self) -> int:
        """How many images are outlines of lesions that no table names, which are left aside."""
        return len(self._free(self._masks))

    def _keep_mask(self, file: File, *, by_name: bool) -> None:
        """Keep an outline, for a table that names it: in full, where only its folder tells."""
        place = place_of(file.name)
        self._masks.append(file)
        for name in {place[-_PARENT:], *([place[-1:]] if by_name else [])}:
            self._masks_by[name].append(file)

    def take(self, image_id: str) -> list[File]:
        """The files that a table calls so, the likeliest first; none where there is none.

        Args:
            image_id: a file's name or path, with its extension or without. Its folders may differ
                where no other line names a file that ends like it.
        """
        place = place_of(image_id)
        usual = (*place[:-1], _other_size(place[-1]))
        mask = self._masks_by.get(place[-_PARENT:], [])
        chosen = self._found(place) or self._found(usual) or self._free(mask)
        stem = PurePosixPath(bare_id(image_id.replace("\\", "/"))).name
        exact = [file for file in chosen if file.inner.stem == stem]
        self._taken.update(map(_key, exact or chosen))
        return exact or chosen

    def _found(self, place: Place) -> list[File]:
        length, files = 1, self._by_ending.get(place[-1:], [])
        alone = len(files) == 1
        while len(files) > 1 and length < len(place) and place[-length - 1 :] in self._by_ending:
            length += 1
            files = self._by_ending[place[-length:]]
        if len(files) == 1:
            length = shared(place, place_of(files[0].name))
        if length < len(place):
            others = len(self._named.get(place[-length:], ())) > 1
            if others or (length == 1 and not alone):
                return []
        return self._free(files)

    def _free(self, files: Sequence[File]) -> list[File]:
        return [file for file in files if _key(file) not in self._taken]

    def left(self) -> Iterator[File]:
        """The files that nobody has taken, outlines left out."""
        yield from self._free(self._all)


def _bare_dicom(files: Sequence[File], named: set[str], beside: Sequence[File]) -> list[File]:
    """DICOM files without an ending, as archives write them, that are named and no other image."""
    called = [file for file in files if _is_bare(file) and _name(file) in named]
    others = {_name(file) for file in beside} if called else set()
    return [file for file in called if _name(file) not in others and _begins_as_dicom(file)]


def _name(file: File) -> str:
    return place_of(file.name)[-1]


def _is_bare(file: File) -> bool:
    """Whether nothing ends its name, or only a number: "IM0001", "1.2.840.10008"."""
    ending = file.inner.suffix[1:]
    return not ending or ending.isdecimal()


def _begins_as_dicom(file: File) -> bool:
    try:
        return is_dicom(file.head(DICOM_HEAD))
    except (OSError, *DAMAGED):
        return False


def _other_size(name: str) -> str:
    return name.removesuffix(_SMALLER) if name.endswith(_SMALLER) else name + _SMALLER


def _key(file: File) -> tuple[int, str]:
    return id(file.source), file.name
