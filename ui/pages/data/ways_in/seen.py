"""What lies at the chosen places, as it was read, kept while the page decides what to do with it.

Reading is left to ``data.preview``; showing it to ``import_panel`` and ``columns_form``.
"""

from __future__ import annotations

import base64
import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import streamlit as st
from PIL import Image

from data.preview import columns_at, preview
from data.readers.roles import Role
from data.readers.tables import TABLE_SUFFIXES
from layers_catalog.errors import UserError
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from data.preview import Sample

LAYOUTS: Final = {
    "class-folders": "folders named after their class",
    "ham10000": "HAM10000 with its table",
    "isic-archive": "a download from the ISIC Archive",
    "isic-2016": "the ISIC challenge of 2016",
    "isic-2017": "the ISIC challenge of 2017",
    "isic-2018": "the ISIC challenge of 2018",
    "isic-2019": "the ISIC challenge of 2019",
    "isic-2020": "the ISIC challenge of 2020",
    "isic-2024": "the ISIC challenge of 2024",
    "pad-ufes-20": "PAD-UFES-20 with its table",
    "table": "a table and its photographs",
}
ROLES: Final = {
    Role.IMAGE: "Photograph",
    Role.DIAGNOSIS: "Diagnosis",
    Role.LESION: "Lesion",
    Role.PATIENT: "Patient",
    Role.AGE: "Age",
    Role.SEX: "Sex",
    Role.SITE: "Site on the body",
    Role.DX_TYPE: "Confirmed by",
    Role.SKIN_TYPE: "Skin type",
    Role.IMAGE_TYPE: "Kind of photograph",
    Role.SOURCE: "Source",
    Role.LICENCE: "Licence",
    Role.ATTRIBUTION: "To be named",
    Role.SPLIT: "Part (train, test …)",
}
_SAMPLES: Final = 10
_KEPT: Final = "import_seen"


@dataclass(frozen=True)
class Seen:
    """What was found, without its thousands of records.

    Args:
        paths: where.
        stamp: of the tables there, as they were then.
        chosen: role → column, as a person chose.
        layout: as recognised.
        rows_in: rows of the source.
        diagnoses: images by diagnosis.
        reported: rows that cannot be taken, with the reason.
        remarks: sentences about what is left aside.
        splits_given: whether the source has its own parts.
        has_ids: whether it has ids of lesions or patients.
        samples: rows of a table for a look, each with its photograph as an address.
        read: by what is known, the columns that tell it.
        columns: all that the tables have; none where no table was read.
    """

    paths: tuple[Path, ...]
    stamp: tuple[tuple[str, int, int], ...]
    chosen: Mapping[str, str]
    layout: str
    rows_in: int
    diagnoses: dict[str, int]
    reported: list[dict[str, str]]
    remarks: tuple[str, ...]
    splits_given: bool
    has_ids: bool
    samples: list[dict[str, Any]]
    read: Mapping[Role, tuple[str, ...]]
    columns: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """What was recognised."""
        return LAYOUTS.get(self.layout, self.layout)


@dataclass(frozen=True)
class Unread:
    """A table that nobody recognises.

    Args:
        columns: of it; none where there is no table.
        refusal: why it could not be read as it is.
    """

    columns: tuple[str, ...]
    refusal: UserError


def look(paths: tuple[Path, ...], chosen: Mapping[str, str]) -> Seen | Unread:
    """What is at the chosen places; looked at once."""
    kept: Seen | None = st.session_state.get(_KEPT)
    stamp = _stamp(paths)
    if kept is not None and (kept.paths, kept.stamp, kept.chosen) == (paths, stamp, chosen):
        return kept
    try:
        with st.spinner("Looking at what is there"):
            seen = _looked(paths, chosen)
    except UserError as refusal:
        return Unread(_columns(paths), refusal)
    st.session_state[_KEPT] = seen
    return seen


def _stamp(paths: tuple[Path, ...]) -> tuple[tuple[str, int, int], ...]:
    """What tells whether a table was mended since: name, size and time of those chosen."""
    tables = (
        entry
        for path in paths
        for entry in (path.iterdir() if path.is_dir() else [path])
        if entry.suffix.lower() in TABLE_SUFFIXES
    )
    with contextlib.suppress(OSError):
        told = ((entry.name, entry.stat()) for entry in tables)
        return tuple(sorted((name, about.st_size, about.st_mtime_ns) for name, about in told))
    return ()


def _columns(paths: tuple[Path, ...]) -> tuple[str, ...]:
    try:
        return columns_at(paths)
    except UserError:  # what is wrong was told already
        return ()


def _looked(paths: tuple[Path, ...], chosen: Mapping[str, str]) -> Seen:
    found = preview(paths, columns=chosen, samples=_SAMPLES)
    return Seen(
        paths=paths,
        stamp=_stamp(paths),
        chosen=dict(chosen),
        layout=found.layout,
        rows_in=found.rows_in,
        diagnoses=found.diagnoses,
        reported=[{"where": one.where, "why": one.why} for one in found.reported],
        remarks=found.remarks,
        splits_given=found.splits_given,
        has_ids=found.has_ids,
        samples=[_row(sample) for sample in found.samples],
        read=found.read,
        columns=found.columns,
    )


def _row(sample: Sample) -> dict[str, Any]:
    """A sample as the table of samples shows it; what its source does not tell is left out."""
    record = sample.record
    told = {
        "Picture": _address(sample),
        "Photograph": record.image_id,
        "Diagnosis": record.diagnosis,
        "Lesion": record.lesion_id,
        "Patient": record.patient_id,
        "Age": record.age,
        "Sex": record.sex,
        "Site on the body": record.site,
        "Confirmed by": record.dx_type,
        "Skin type": record.skin_type,
        "Part": record.split,
        "Licence": record.licence,
    }
    return {name: value for name, value in told.items() if value is not None}


def _address(sample: Sample) -> str | None:
    """The photograph as an address that holds it."""
    if sample.pixels is None:
        return None
    file = io.BytesIO()
    Image.fromarray(sample.pixels).save(file, "JPEG", quality=85)
    return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"


def counted(seen: Seen) -> str:
    """How many images there are, and as what they were read."""
    total = sum(seen.diagnoses.values())
    return f"{wording.plural(total, 'image')}, read as {seen.in_words}."
