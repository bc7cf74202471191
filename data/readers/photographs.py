"""The image files of a source, found by what a table calls them.

Names only; no photograph is opened.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from data.image import IMAGE_SUFFIXES
from data.readers.records import bare_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.readers.sources import File

_MASK_ENDS: Final = ("_segmentation", "_superpixels", "_mask")
_MASK_FOLDERS: Final = ("mask", "segmentation")
_SMALLER: Final = "_downsampled"
"""Ends the names of photographs of ISIC 2019 that were made smaller; some tables leave it out."""


class Photographs:
    """Image files by name; each is given out once.

    Args:
        files: of all sources.
    """

    def __init__(self, files: Sequence[File]) -> None:
        self.masks = 0
        """How many images are outlines of lesions, which are left aside."""
        self._by_name: dict[str, list[File]] = defaultdict(list)
        images = [file for file in files if file.inner.suffix.lower() in IMAGE_SUFFIXES]
        for file in sorted(images, key=lambda file: (len(file.inner.parts), file.name)):
            if _is_mask(file):
                self.masks += 1
            else:
                self._by_name[file.inner.stem].append(file)

    def take(self, image_id: str) -> list[File]:
        """The files that a table calls so, the likeliest first; none where there is none.

        Args:
            image_id: a file's name or path, with its extension or without.
        """
        path = PurePosixPath(bare_id(image_id.replace("\\", "/")))
        for name in (path.name, path.name.lower(), *_other_sizes(path.name)):
            found = self._by_name.pop(name, [])
            if len(path.parts) == 1 or not found:
                if found:
                    return found
                continue
            ours = [file for file in found if _ends(file, path)]
            left = [file for file in found if file not in ours]
            if left and ours:  # of the same name, in another folder
                self._by_name[name] = left
            return ours or found
        return []

    def left(self) -> Iterator[File]:
        """The files that nobody has taken."""
        for found in self._by_name.values():
            yield from found


def _other_sizes(name: str) -> tuple[str, ...]:
    return (name.removesuffix(_SMALLER) if name.endswith(_SMALLER) else name + _SMALLER,)


def _ends(file: File, path: PurePosixPath) -> bool:
    own = (*file.inner.parts[:-1], file.inner.stem)
    return own[-len(path.parts) :] == path.parts


def _is_mask(file: File) -> bool:
    folders = "/".join(file.inner.parts[:-1]).lower()
    named = file.inner.stem.lower().endswith(_MASK_ENDS)
    return named or any(word in folders for word in _MASK_FOLDERS)
