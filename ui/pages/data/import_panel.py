"""The way in for photographs: choose, see which diagnosis becomes which class, then import.

Reading is left to ``data.importing``, the work to a job of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.importing import preview
from layers_catalog.errors import UserError
from ui.frame import errors, session, wording
from ui.pages.data import class_map, files, jobs, uploads
from ui.pages.data.class_map import Choice
from ui.pages.data.import_progress import report

if TYPE_CHECKING:
    from pathlib import Path

_LAYOUTS = {
    "class-folders": "folders named after their class",
    "ham10000": "HAM10000 with its table",
}
_SHOWN = "import_seen"
_NEEDED = 2
_BY_LESION = "by lesion or patient"
_BY_PHOTOGRAPH = "by photograph, because no lesion ids are known"
_ONE_CLASS = (
    "A model needs at least two classes: change the Class column, or choose photographs of another "
    "class, too."
)


@dataclass(frozen=True)
class Seen:
    """What was found at the chosen places, without its thousands of records."""

    paths: tuple[Path, ...]
    layout: str
    rows_in: int
    diagnoses: dict[str, int]
    reported: list[dict[str, str]]
    remarks: tuple[str, ...]
    splits_given: bool
    has_ids: bool


def show(*, first: bool) -> None:
    """The whole way; ``first`` where there is no dataset at all yet."""
    if jobs.running(session.workspace()):
        st.caption("One import at a time: the next can begin when this one has ended.")
        return
    if first and not st.session_state.get("import_chosen"):
        _what_can_come()
    paths = _choose()
    if not paths:
        return
    seen = _look(paths)
    if seen is not None:
        _before(seen)


def _what_can_come() -> None:
    """The layouts, drawn, and the demo."""
    st.markdown("### What can be imported")
    with st.container(width=1080):
        folders, table, drawn = st.columns([6, 7, 6])
    with folders.container(border=True, height="stretch"):
        st.markdown("**Folders named after their class**")
        st.code("benign/\n  one.jpg\n  two.jpg\nmalignant/\n  three.jpg", language=None)
        st.caption("train, validation and test above them are understood, too.")
    with table.container(border=True, height="stretch"):
        st.markdown("**HAM10000**")
        st.code(
            "HAM10000_metadata.csv\nHAM10000_images_part_1/\nHAM10000_images_part_2/", language=None
        )
        st.caption("Folders or zips, as they are downloaded. Lesions are kept together.")
    with drawn.container(border=True, height="stretch"):
        st.markdown("**Nothing at hand?**")
        st.markdown("The program draws 600 lesions to try everything with.")
        if st.button("Try with demo lesions", icon=":material/draw:", key="demo_data"):
            jobs.start(session.workspace(), jobs.Task.DEMO, name=jobs.DEMO)
            st.rerun()


def _choose() -> tuple[Path, ...]:
    """The folder, or the zips and tables, that hold the photographs."""
    st.markdown("### Choose the photographs")
    if not session.on_this_computer():
        return uploads.box()
    here, upload = st.tabs(["On this computer", "Upload (up to 200 MB)"])
    with upload:
        sent = uploads.box()
    with here:
        chosen = files.choose(key="import")
    return chosen or sent


def _look(paths: tuple[Path, ...]) -> Seen | None:
    """What is at the chosen places; looked at once."""
    seen: Seen | None = st.session_state.get(_SHOWN)
    if seen is not None and seen.paths == paths:
        return seen
    try:
        with st.spinner("Looking at what is there"):
            found = preview(paths)
    except UserError as error:
        errors.tell(error)
        return None
    seen = Seen(
        paths=paths,
        layout=found.layout,
        rows_in=found.rows_in,
        diagnoses=found.diagnoses,
        reported=[{"where": one.where, "why": one.why} for one in found.reported],
        remarks=found.remarks,
        splits_given=found.splits_given,
        has_ids=found.has_ids,
    )
    st.session_state[_SHOWN] = seen
    return seen


def _before(seen: Seen) -> None:
    """What would be imported, and the classes: all that is decided beforehand."""
    st.markdown("### Which diagnosis becomes which class?")
    layout = _LAYOUTS.get(seen.layout, seen.layout)
    total = sum(seen.diagnoses.values())
    st.markdown(f"{wording.plural(total, 'image')}, read as {layout}.")
    for remark in seen.remarks:
        st.caption(f":material/info: {wording.plain(remark)}")
    report(seen.reported, rows_in=seen.rows_in, layout=seen.layout)
    mapping = _table(seen)
    enough = _sums(seen, mapping)
    if not seen.has_ids:
        st.warning(
            "No ids of lesions or patients: views of one lesion may be on both sides of the "
            "split, so results are likely optimistic.",
            icon=":material/info:",
        )
    _begin(seen, mapping, enough=enough)


def _table(seen: Seen) -> dict[str, str]:
    """The class table; what is written into its last column counts."""
    choices = class_map.offered(seen.diagnoses)
    choice = choices[0]
    if len(choices) > 1:
        choice = st.segmented_control(
            "Quick choice", choices, default=choice, required=True, key="class_choice"
        )
    mapping = class_map.suggested(seen.diagnoses, Choice(choice))
    rows = pd.DataFrame(
        {
            "Diagnosis": list(seen.diagnoses),
            "Meaning": [class_map.MEANINGS.get(name.lower(), "") for name in seen.diagnoses],
            "Images": list(seen.diagnoses.values()),
            "Class": [mapping[name] for name in seen.diagnoses],
        }
    )
    told = rows.columns if rows["Meaning"].any() else rows.columns.drop("Meaning")
    edited = st.data_editor(
        rows,
        hide_index=True,
        disabled=["Diagnosis", "Meaning", "Images"],
        column_order=list(told),
        column_config={
            "Class": st.column_config.TextColumn(
                "→ Class", help="Write another name to change it; leave it empty to leave it out."
            )
        },
        key=f"class_table_{choice}_{hash(seen.paths)}",
        width=720,
    )
    classes = edited["Class"].fillna("").astype(str).str.strip()
    return dict(zip(edited["Diagnosis"], classes, strict=True))


def _sums(seen: Seen, mapping: dict[str, str]) -> bool:
    """The classes and their images; whether there are enough classes."""
    counted = class_map.sums(seen.diagnoses, mapping)
    said = [f"**{wording.plain(name)}** {count:,}" for name, count in counted.items()]
    missing = class_map.left_out(seen.diagnoses, mapping)
    left = f"; {wording.plural(missing, 'image')} left out" if missing else ""
    st.markdown(f"{wording.plural(len(counted), 'class', 'classes')}: {', '.join(said)}{left}.")
    if len(counted) < _NEEDED:
        st.error(_ONE_CLASS, icon=":material/error:")
    return len(counted) >= _NEEDED


def _begin(seen: Seen, mapping: dict[str, str], *, enough: bool) -> None:
    split = _given_split(seen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name of the dataset", value=_name(seen), key="import_name", width=320)
        pressed = st.button(
            "Import",
            type="primary",
            icon=":material/download_done:",
            key="import_begin",
            disabled=not enough,
        )
    if pressed:
        session.library().place(name)
        request = {"paths": [str(path) for path in seen.paths], "mapping": mapping}
        request |= {"split_csv": str(split)} if split else {}
        jobs.start(session.workspace(), jobs.Task.IMPORT, name=name, **request)
        st.rerun()


def _given_split(seen: Seen) -> Path | None:
    """A table that says which image is in which part, for whoever has one."""
    with st.expander("How is it divided?", icon=":material/call_split:"):
        st.caption(
            "The source's own parts are kept."
            if seen.splits_given
            else f"70 % train, 15 % validation, 15 % test, unless a table says otherwise: "
            f"{_BY_LESION if seen.has_ids else _BY_PHOTOGRAPH}; every part gets the same mix of "
            "classes."
        )
        return uploads.table("Table with image_id, label, split (CSV)", key="split_csv")


def _name(seen: Seen) -> str:
    place = seen.paths[0]
    return (place.name if place.is_dir() else place.stem)[:80]
