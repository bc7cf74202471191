"""The third way in for photographs: the ISIC Archive, asked only when a button is pressed.

Asking is left to ``data.archive``, the download to a job of its own.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import streamlit as st

from data.archive.choices import DIAGNOSES, IMAGE_TYPES, LICENCES, SEXES, SITES, Choices
from data.archive.errors import WEBSITE
from data.disk import in_words
from data.files import slug
from layers_catalog.errors import UserError
from ui.frame import errors, session, wording
from ui.pages.data.ways_in import jobs

if TYPE_CHECKING:
    from pathlib import Path

    from data.archive.client import Overview

FOLDER = "downloads"
"""In the workspace: where downloads lie, a folder each by name."""
_COUNTED, _COLLECTIONS = "archive_counted", "archive_collections"
_OLD = 90
"""The archive tells no age above 85."""
_USUAL = 1000
"""Photographs that are offered to be taken, where there are more."""


def show() -> None:
    """Choices, how many photographs fit, and the way to them."""
    st.caption(
        f":material/public: The buttons here ask {WEBSITE.removeprefix('https://www.')} over the "
        "internet for what you choose; nothing of your own is sent. All else in importing stays on "
        "this computer."
    )
    try:
        choices = _choices()
        if st.button("Count", icon=":material/tag:", key="archive_count"):
            with st.spinner("Asking the archive"):
                from data.archive.client import Archive

                archive = Archive()
                st.session_state[_COUNTED] = (
                    choices,
                    archive.overview(choices),
                    archive.by_licence(choices),
                )
        counted = st.session_state.get(_COUNTED)
        if counted is not None and counted[0] == choices:
            _found(*counted)
    except UserError as error:
        errors.tell(error)


def _choices() -> Choices:
    """What a person wants, in plain fields."""
    left, right = st.columns(2)
    with left:
        diagnoses = st.multiselect(
            "Diagnosis",
            DIAGNOSES,
            key="archive_diagnoses",
            accept_new_options=True,
            placeholder="Any",
            help="As the archive names it; others can be typed. * stands for all that begin so.",
        )
        sites = st.multiselect("Site", SITES, key="archive_sites", placeholder="Any")
        sexes = st.pills("Sex", SEXES, selection_mode="multi", key="archive_sexes")
    with right:
        kinds = st.multiselect(
            "Kind of photograph",
            IMAGE_TYPES,
            default=IMAGE_TYPES[:1],
            key="archive_kinds",
            placeholder="Any",
        )
        collections = _collections()
        licences = st.pills("Licence", LICENCES, selection_mode="multi", key="archive_licences")
    low, high = st.slider(
        "Age",
        0,
        _OLD,
        (0, _OLD),
        step=5,
        key="archive_ages",
        width=480,
        help="At both ends it asks nothing; else photographs without an age are left out.",
    )
    return Choices(
        diagnoses=tuple(diagnoses),
        sites=tuple(sites),
        sexes=tuple(sexes),
        age_from=low or None,
        age_to=high if high < _OLD else None,
        collections=collections,
        licences=tuple(licences),
        image_types=tuple(kinds),
    )


def _named() -> dict[int, str]:
    """The archive's collections, asked for now."""
    with st.spinner("Asking the archive"):
        from data.archive.client import Archive

        return {one.collection: one.name for one in Archive().collections()}


def _collections() -> tuple[int, ...]:
    """Collections by their names, once the archive was asked for these."""
    named: dict[int, str] | None = st.session_state.get(_COLLECTIONS)
    if named is None:
        if not st.button("List its collections", type="tertiary", key="archive_list"):
            return ()
        try:
            named = _named()
        except UserError as error:  # the rest of the form stays
            errors.tell(error)
            return ()
        st.session_state[_COLLECTIONS] = named
    return tuple(
        st.multiselect(
            "Collection",
            list(named),
            format_func=lambda number: named.get(number, str(number)),
            key="archive_in",
            placeholder="Any",
        )
    )


def _found(choices: Choices, seen: Overview, licences: dict[str, int]) -> None:
    """How many fit; how many to take, and under what name."""
    count = seen.count
    if not count:
        st.warning(
            "The archive has no photograph that fits: ask for less at once.",
            icon=":material/search_off:",
        )
        return
    told = ", ".join(f"{name} {number:,}" for name, number in licences.items() if number)
    st.markdown(f"**{wording.plural(count, 'photograph')}** fit. By licence: {told or '–'}.")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        most = int(
            st.number_input(
                "Take at most", 1, count, min(count, _USUAL), key="archive_most", width=160
            )
        )
        name = st.text_input("Name", value=_name(choices), key="archive_name", width=320)
        pressed = st.button(
            "Download",
            type="primary",
            icon=":material/cloud_download:",
            key="archive_begin",
            disabled=not name.strip(),
        )
    folder = place(session.workspace(), name)
    first = "" if most == count else " The first in the archive's own order are taken."
    size = f"Roughly {in_words(most * seen.mean_bytes)}, into" if seen.mean_bytes else "Into"
    st.caption(
        f"{size} {wording.plain(str(folder))}; what is there already is not downloaded again."
        f"{first}"
    )
    if pressed:
        jobs.start(
            session.workspace(),
            jobs.Task.ARCHIVE,
            name=name.strip(),
            choices=asdict(choices),
            folder=str(folder),
            most=most,
        )
        st.rerun()


def place(workspace: Path, name: str) -> Path:
    """Where a download of this name lies."""
    return workspace / FOLDER / slug(name)


def _name(choices: Choices) -> str:
    return " ".join(["ISIC", *(one.rstrip("*") for one in choices.diagnoses)])[:60]
