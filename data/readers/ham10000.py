"""HAM10000: one table (lesion_id, image_id, dx, …) and images in one folder, in parts or in zips.

Other files beside them (masks, other tables) are left aside.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from data.image import IMAGE_SUFFIXES
from data.readers.records import Layout, Reading, Record, bare_id
from data.readers.tables import columns, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.sources import File
    from data.readers.tables import Row

COLUMNS = {"lesion_id", "image_id", "dx"}
MASK_ENDS, MASK_FOLDERS = ("_segmentation", "_superpixels", "_mask"), ("mask", "segmentation")
LICENCE = "CC BY-NC 4.0"
ATTRIBUTION = (
    "P. Tschandl, C. Rosendahl, H. Kittler: The HAM10000 dataset, "
    "Scientific Data 5, 180161 (2018), doi:10.1038/sdata.2018.161"
)


def recognises(files: Sequence[File]) -> bool:
    """Whether a table with HAM10000's columns is among the files."""
    return _table(files) is not None


def read(files: Sequence[File]) -> Reading:
    """A record for each line of the table whose image is there; a report of all else.

    Raises:
        ValueError: the table cannot be read; with a sentence.
    """
    reading = Reading(Layout.HAM10000)
    table = _table(files)
    images = _images(files, reading)
    lines = _unique(list(rows(table)) if table else [], reading)
    for image_id, row in lines.items():
        found = images.pop(image_id, None) or images.pop(image_id.lower(), None)
        _enter(reading, row, image_id, found)
    for left in images.values():
        for file in left:
            reading.leave(
                file.name, "This image has no line in the table, so its class is unknown."
            )
    return reading


def _enter(reading: Reading, row: Row, image_id: str, found: list[File] | None) -> None:
    diagnosis = row.known("dx")
    if not found:
        reading.leave(row.where, f"There is no image file for “{image_id}”.")
        return
    for second in found[1:]:
        if second.size == found[0].size:
            continue  # the same file in another folder, as in some downloads
        why = f"This is a second file for “{image_id}”; “{found[0].name}” was taken."
        reading.leave(second.name, why)
    if diagnosis is None:
        reading.leave(row.where, f"The line of “{image_id}” has no diagnosis (column dx).")
        return
    reading.take(_record(row, image_id, found[0], diagnosis))


def _record(row: Row, image_id: str, file: File, diagnosis: str) -> Record:
    lesion_id = row.known("lesion_id")
    ours = bool(lesion_id and lesion_id.startswith("HAM_"))
    return Record(
        image_id=image_id,
        file=file,
        where=row.where,
        diagnosis=diagnosis,
        label=diagnosis,
        lesion_id=lesion_id,
        patient_id=row.known("patient_id"),
        age=row.number("age"),
        sex=row.known("sex"),
        site=row.known("localization"),
        dx_type=row.known("dx_type"),
        source=row.known("dataset"),
        licence=LICENCE if ours else None,
        attribution=ATTRIBUTION if ours else None,
    )


def _table(files: Sequence[File]) -> File | None:
    """The table; the one called HAM10000_metadata if several have its columns."""
    found = [file for file in files if columns(file) >= COLUMNS]
    named = [file for file in found if file.inner.name.lower().startswith("ham10000_metadata")]
    return min(named or found, key=lambda file: (len(file.inner.parts), file.name), default=None)


def _images(files: Sequence[File], reading: Reading) -> dict[str, list[File]]:
    """Image files by id, the ones nearest to the top first; masks are remarked upon."""
    images: dict[str, list[File]] = defaultdict(list)
    masks = 0
    for file in sorted(files, key=lambda file: (len(file.inner.parts), file.name)):
        if file.inner.suffix.lower() not in IMAGE_SUFFIXES:
            continue
        if _is_mask(file):
            masks += 1
        else:
            images[file.inner.stem].append(file)
    if masks:
        reading.remarks.append(f"{masks:,} masks of lesions were left aside.")
    return images


def _is_mask(file: File) -> bool:
    folders = "/".join(file.inner.parts[:-1]).lower()
    named = file.inner.stem.lower().endswith(MASK_ENDS)
    return named or any(word in folders for word in MASK_FOLDERS)


def _unique(lines: list[Row], reading: Reading) -> dict[str, Row]:
    """One line for each image id; repeats, and ids with two diagnoses, are reported."""
    by_id: dict[str, list[Row]] = defaultdict(list)
    for row in lines:
        image_id = row.known("image_id")
        if row.fault or image_id is None:
            reading.leave(row.where, row.fault or "The line has no image_id.")
        else:
            by_id[bare_id(image_id)].append(row)
    for image_id, same in list(by_id.items()):
        said = sorted({row.cells["dx"] for row in same})
        if len(said) > 1:
            why = f"“{image_id}” has several lines that disagree: {', '.join(said)}."
            for row in by_id.pop(image_id):
                reading.leave(row.where, f"{why} Decide which is right, and import again.")
        else:
            for row in same[1:]:
                reading.leave(row.where, f"“{image_id}” stands already in {same[0].where}.")
    return {image_id: same[0] for image_id, same in by_id.items()}
