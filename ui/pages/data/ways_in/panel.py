"""The way in for photographs: choose, see which diagnosis becomes which class, then import.

Reading is left to ``data.importing``, the work to a job of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.diagnoses import WORDS
from data.kinds import IN_WORDS
from data.opened import INSTALL, reads_dicom
from data.remembered import in_words, last_map
from ui.frame import errors, session, wording
from ui.pages.data.ways_in import archive, class_map, columns_form, files, jobs, uploads
from ui.pages.data.ways_in.class_map import Choice
from ui.pages.data.ways_in.files import IMPORT
from ui.pages.data.ways_in.progress import report
from ui.pages.data.ways_in.seen import Seen, counted, look

if TYPE_CHECKING:
    from pathlib import Path

_NEEDED = 2
_HERE, _UPLOAD, _ARCHIVE = "On this computer", "Upload (up to 200 MB)", "From the ISIC Archive"
_BY_LESION = "by lesion or patient"
_BY_PHOTOGRAPH = "by photograph, because no lesion ids are known"
_DICOM_NEEDS = f" (once `{INSTALL}` was run)"
_ONE_CLASS = (
    "A model needs at least two classes: change the Class column, or choose photographs of another "
    "class, too."
)


def show(*, first: bool) -> None:
    """The whole way; ``first`` where there is no dataset at all yet."""
    if jobs.running(session.workspace()):
        st.caption("One at a time: the next import can begin when this one has ended.")
        return
    if first and not st.session_state.get(f"{IMPORT}_chosen"):
        _what_can_come()
    paths = _choose()
    if not paths:
        return
    seen = look(paths, columns_form.chosen(paths))
    if isinstance(seen, Seen):
        _before(seen)
        return
    errors.tell(seen.refusal)
    if seen.columns:
        columns_form.ask(paths, seen)


def _what_can_come() -> None:
    """The usual layouts, drawn, and the demo."""
    st.markdown("### What can be imported")
    with st.container(width=1080), st.grid(3, min_column_width=230, gap="small"):
        folders, table, drawn = (st.container(border=True, height="stretch") for _ in range(3))
    with folders:
        st.markdown("**Folders named after their class**")
        st.code("benign/\n  one.jpg\n  two.jpg\nmalignant/\n  three.jpg", language=None)
        st.caption(
            f"train, validation and test above them are understood, too. Photographs "
            f"may be {IN_WORDS} or de-identified DICOM{_DICOM_NEEDS if not reads_dicom() else ''}."
        )
    with table:
        st.markdown("**A table and photographs**")
        st.code("metadata.csv\nimages/\n  ISIC_0027419.jpg\n  ISIC_0031633.jpg", language=None)
        kinds = "as folders, zips or HDF5" if session.on_this_computer() else "as zips"
        st.caption(
            "HAM10000, the ISIC Archive and its challenges and PAD-UFES-20 are recognised, "
            f"{kinds}. Of any other table you say which column is what."
        )
    with drawn:
        st.markdown("**Nothing at hand?**")
        st.markdown("The program draws 600 lesions to try everything with.")
        if st.button("Try with demo lesions", icon=":material/draw:", key="demo_data"):
            jobs.start(session.workspace(), jobs.Task.DEMO, name=jobs.DEMO)
            st.rerun()


def _choose() -> tuple[Path, ...]:
    """The folder, or the zips and tables, that hold the photographs; or a way to download them."""
    st.markdown("### Choose the photographs")
    if chosen := files.chosen(key=IMPORT):
        return chosen
    on_disks = session.on_this_computer()
    named = [_HERE] * on_disks + [_UPLOAD, _ARCHIVE]
    tabs = dict(zip(named, st.tabs(named), strict=True))
    with tabs[_UPLOAD]:
        sent = uploads.box()
    with tabs[_ARCHIVE]:
        archive.show()
    if on_disks:
        with tabs[_HERE]:
            files.choose(key=IMPORT)
    return sent


def _before(seen: Seen) -> None:
    """What would be imported, and the classes: all that is decided beforehand."""
    st.markdown("### Which diagnosis becomes which class?")
    st.markdown(counted(seen))
    for remark in seen.remarks:
        st.caption(f":material/info: {wording.plain(remark)}")
    report(seen.reported, rows_in=seen.rows_in, layout=seen.layout, before=True)
    columns_form.show(seen)
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
    choice, mapping = _quickly(seen)
    rows = pd.DataFrame(
        {
            "Diagnosis": list(seen.diagnoses),
            "Meaning": [WORDS.get(name.lower(), "") for name in seen.diagnoses],
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
        # Edits are kept by row: of other diagnoses they would be of other rows.
        key=f"class_table_{choice}_{hash((seen.paths, tuple(seen.diagnoses.items())))}",
        width=720,
    )
    classes = edited["Class"].fillna("").astype(str).str.strip()
    return dict(zip(edited["Diagnosis"], classes, strict=True))


def _quickly(seen: Seen) -> tuple[Choice, dict[str, str]]:
    """A quick way to fill the table; last time's is offered, and never taken by itself."""
    last = last_map(session.library(), layout=seen.layout, diagnoses=seen.diagnoses)
    choices = class_map.with_last(seen.diagnoses, class_map.offered(seen.diagnoses), last)
    choice = choices[0]
    if len(choices) > 1:
        choice = Choice(
            st.segmented_control(
                "Quick choice", choices, default=choice, required=True, key="class_choice"
            )
            or choice
        )
    if last is None or Choice.LAST not in choices:
        return choice, class_map.suggested(seen.diagnoses, choice)
    told = wording.plain(f"“{last.dataset}”: {in_words(last.mapping)}")
    st.caption(f"{Choice.LAST}, in {told}.")
    if choice is Choice.LAST:
        return choice, last.mapping
    return choice, class_map.suggested(seen.diagnoses, choice)


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
        request |= {"columns": dict(seen.chosen)} if seen.chosen else {}
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
