"""Class folders: ``CLASS/*.jpg``, or ``train|validation|test/CLASS/*.jpg``; folders are the labels.

There are no ids of lesions or patients here; a file's path is its image's id.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.kinds import IN_WORDS
from data.opened import SUFFIXES
from data.readers.records import SPLIT_NAMES, Layout, Reading, Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.records import Split
    from data.readers.sources import File

Place = tuple[str, ...]
KINDS = f"{IN_WORDS} or DICOM"


def recognises(files: Sequence[File]) -> bool:
    """Whether any image lies in a folder."""
    return any(_is_image(file) and _place(file, several=False) for file in files)


def read(files: Sequence[File]) -> Reading:
    """A record for each image in a class folder; every other file in one is reported."""
    reading = Reading(Layout.CLASS_FOLDERS)
    places = _places(files)
    has_splits = any(len(place) > 1 and _split(place) for place in places.values())
    classes = {
        _class_of(place, has_splits=has_splits) for file, place in places.items() if _is_image(file)
    }
    ids = _ids(places)
    for file, place in places.items():
        diagnosis = _class_of(place, has_splits=has_splits)
        if not _is_image(file):
            if diagnosis in classes - {None}:
                way = " Unpack it first." if file.name.lower().endswith(".zip") else ""
                reading.leave(file.name, f"This file is not an image ({KINDS}).{way}")
        elif diagnosis is None:
            reading.leave(file.name, _astray(has_splits=has_splits))
        else:
            split = _split(place) if has_splits else None
            reading.take(Record(ids[file], file, file.name, diagnosis, diagnosis, split))
    return reading


def _class_of(place: Place, *, has_splits: bool) -> str | None:
    if has_splits:
        return place[1] if len(place) > 1 and _split(place) else None
    return place[0] if place else None


def _astray(*, has_splits: bool) -> str:
    if has_splits:
        return "This image lies outside the class folders in train, validation and test."
    return "This image lies in no class folder, so its class is unknown."


def _places(files: Sequence[File]) -> dict[File, Place]:
    """Each file's folders below the one that holds all images, as names."""
    several = len({file.source.label for file in files if _is_image(file)}) > 1
    places = {file: _place(file, several=several) for file in files}
    of_images = {place for file, place in places.items() if _is_image(file)}
    top = _shared(of_images)
    inside = {file: place for file, place in places.items() if place[: len(top)] == top}
    return {file: place[len(top) :] for file, place in inside.items()}


def _shared(places: set[Place]) -> Place:
    """The folders that all images share; where that is all there is, the last is the class."""
    deepest = max(places, key=len)
    while not all(place[: len(deepest)] == deepest for place in places):
        deepest = deepest[:-1]
    return deepest[:-1] if places == {deepest} else deepest


def _place(file: File, *, several: bool) -> Place:
    """Its folders; of several zips or folders, the name of each counts as a folder too."""
    place = file.inner.parts[:-1]
    if not several:
        return place
    name = file.source.label.removesuffix(".zip")
    return place if place[:1] == (name,) else (name, *place)


def _ids(places: dict[File, Place]) -> dict[File, str]:
    """The bare file name where that is unique, else its path, else that with its extension."""
    ids = {file: file.inner.stem for file in places if _is_image(file)}
    for longer in (_path_id, _file_id):
        often = Counter(name.lower() for name in ids.values())
        for file, name in ids.items():
            if often[name.lower()] > 1:
                ids[file] = longer(file, places[file])
    return ids


def _path_id(file: File, place: Place) -> str:
    return "/".join((*place, file.inner.stem))


def _file_id(file: File, place: Place) -> str:
    return "/".join((*place, file.inner.name))


def _split(place: Place) -> Split | None:
    return SPLIT_NAMES.get(place[0].lower()) if place else None


def _is_image(file: File) -> bool:
    return file.inner.suffix.lower() in SUFFIXES
