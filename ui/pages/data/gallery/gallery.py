"""The photographs of a dataset as pages of thumbnails: narrowed, sorted, ticked, decided about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import wording
from ui.pages.data.check import deciding
from ui.pages.data.gallery import closer, narrowing

if TYPE_CHECKING:
    from data.dataset import Dataset

_PAGE = 48
_SIDE = 220


def show(dataset: Dataset) -> None:
    """Filters, thumbnails, pages, and the form for what is ticked."""
    rows = narrowing.chosen(dataset)
    _decide(dataset)
    if not len(rows):
        st.caption("No photograph is left: take a filter away.")
        return
    pages = -(-len(rows) // _PAGE)
    grid = st.grid(8, min_column_width=140)
    with st.container(horizontal=True, vertical_alignment="center"):
        at = st.pagination(pages, key="gallery_page") if pages > 1 else 1
        st.caption(wording.plural(len(rows), "photograph"))
    with grid:
        for row in rows[(min(at, pages) - 1) * _PAGE :][:_PAGE]:
            _thumbnail(dataset, int(row))


def _decide(dataset: Dataset) -> None:
    """What can be decided about the ticked photographs, wherever they are."""
    known = set(dataset.manifest["image_id"])
    ticked = st.session_state.get(deciding.picked(dataset), [])
    picked = [image for image in ticked if image in known]
    if not picked:
        st.caption("Tick photographs to leave them out, to change their class or to tie them.")
        return
    with st.container(border=True, gap="small", key="gallery_decide"):
        names = ", ".join(wording.plain(image) for image in picked[:6])
        more = f" and {len(picked) - 6:,} more" if len(picked) > 6 else ""  # noqa: PLR2004
        with st.container(horizontal=True, vertical_alignment="center"):
            told = wording.plural(len(picked), "photograph")
            st.markdown(f"**{told}** ticked: {names}{more}", width="stretch")
            name = deciding.picked(dataset)
            st.button(
                "Untick all", key="gallery_untick", type="tertiary", on_click=_untick, args=(name,)
            )
        deciding.form(dataset, deciding.options(dataset, picked), key="gallery")


def _untick(name: str) -> None:
    st.session_state.pop(name, None)


def _thumbnail(dataset: Dataset, row: int) -> None:
    entry = dataset.manifest.iloc[row]
    image = str(entry["image_id"])
    told = f"{entry['label']} · {wording.part(str(entry['split']))}"
    with st.container(gap=None):
        st.image(
            dataset.thumbnail(row, _SIDE),
            width="stretch",
            output_format="JPEG",
            alt=f"{image}, {told}",
        )
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            name = deciding.picked(dataset)
            st.session_state[f"pick_{image}"] = image in st.session_state.get(name, [])
            st.checkbox(
                wording.plain(image),
                key=f"pick_{image}",
                on_change=_tick,
                args=(name, image),
            )
            if st.button(
                "",
                key=f"closer_{row}",
                type="tertiary",
                icon=":material/zoom_in:",
                help="Look closer",
            ):
                closer.show(dataset, row)
        st.caption(wording.plain(f"{told}  \n{closer.more(entry)}"))


def _tick(name: str, image: str) -> None:
    picked: list[str] = st.session_state.setdefault(name, [])
    if image in picked:
        picked.remove(image)
    else:
        picked.append(image)
