"""Outlines of lesions among the photographs, told by the words of their names and folders."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from data.readers.sources import File

_FOLDERS: Final = frozenset({"mask", "masks", "segmentation", "segmentations"})
_ENDS: Final = frozenset({"mask", "segmentation", "superpixels"})
_WORDS: Final = re.compile(r"[^\W\d_]+")
_WITHIN: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
"""Where one word of "LesionMasks" ends and the next begins."""


def lies_among_masks(file: File) -> bool:
    """Whether a folder around it is called so."""
    return any(not _FOLDERS.isdisjoint(_words(part)) for part in file.inner.parts[:-1])


def is_called_mask(file: File) -> bool:
    """Whether its name ends so."""
    stem = file.inner.stem
    return stem[-1:].isalpha() and _words(stem)[-1] in _ENDS


def outlined(file: File) -> str:
    """What the photograph is called whose lesion it outlines: its name without such an end."""
    stem = file.inner.stem
    words = list(_WORDS.finditer(_WITHIN.sub(" ", stem)))
    if not is_called_mask(file) or len(_words(stem)) == 1:
        return stem
    return stem[: len(stem) - len(words[-1].group())].rstrip(" _-.")


def _words(name: str) -> list[str]:
    return [word.casefold() for word in _WORDS.findall(_WITHIN.sub(" ", name))]
