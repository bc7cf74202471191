"""Photographs of a run, some at a time, each with what was made of it and a closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from ui.frame import wording
from ui.frame.navigation import Place, go, link
from ui.pages.data.check import deciding
from ui.pages.data.gallery.closer import original
from ui.pages.data.gallery.words import more
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.dataset import Dataset
    from runs.mistakes.kinds import Found
    from runs.operating.scored import Scored
    from runs.store.records import RunRecord

STEP = 10
"""Photographs that are shown at first, and that come with each "more"."""
_SIDE = 220


def show(
    run: RunRecord,
    images: Scored,
    found: Sequence[Found],
    *,
    key: str,
    told: Callable[[Found], str],
) -> None:
    """The first of them, a way to more, and one to the dataset's gallery.

    Args:
        run: that judged them.
        images: of the split, whose rows they are.
        found: the first to look at first.
        key: of this list: another one begins at its first photographs.
        told: what stands below each.
    """
    dataset = trained.dataset(run)
    if dataset is None:
        st.caption("The photographs are no longer there: the dataset was deleted or changed.")
        return
    if not dataset.photographed:
        st.caption("Only the dataset's tables were imported: there is nothing to look at.")
        return
    held = _Held(run, images, dataset)
    most = st.session_state.get(f"{key}_most", STEP)
    places = {str(name): place for place, name in enumerate(dataset.manifest["image_id"])}
    with st.grid(5, min_column_width=150):
        for one in found[:most]:
            with st.container(gap="xsmall"):
                _picture(held, places[one.image_id], one, told(one))
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(found) > most and st.button(
            f"Show {min(STEP, len(found) - most)} more", key=f"{key}_more"
        ):
            st.session_state[f"{key}_most"] = most + STEP
            st.rerun(scope="fragment")
        if st.button(
            "Tick these in the gallery",
            key=f"{key}_tick",
            icon=":material/check_box:",
            type="tertiary",
            help="Opens the dataset's gallery with them ticked. There they can be left out, or "
            "given another class; this run stays as it is.",
        ):
            st.session_state[deciding.picked(dataset)] = [one.image_id for one in found[:most]]
            go(Place.DATA, dataset=run.dataset, view="gallery")
        st.caption(f"{min(most, len(found)):,} of {len(found):,} are shown.")


class _Held(NamedTuple):
    """What the photographs are of."""

    run: RunRecord
    images: Scored
    dataset: Dataset


def _picture(held: _Held, row: int, one: Found, told: str) -> None:
    st.image(
        held.dataset.thumbnail(row, _SIDE),
        width="stretch",
        output_format="JPEG",
        alt=f"{one.image_id}: {one.label}, named {one.named}",
    )
    st.caption(told)
    if st.button("Look closer", key=f"miss_{row}", type="tertiary", icon=":material/zoom_in:"):
        _closer(held, row, one)


@st.dialog("One image", width="medium")
def _closer(held: _Held, row: int, one: Found) -> None:
    """The photograph itself, what is known of it, every score, and the way to decide about it."""
    run, images, dataset = held
    known = more(dataset.manifest.iloc[row].to_dict())
    st.markdown(
        f"**{wording.plain(one.image_id)}**. {wording.LABEL}: {wording.plain(one.label)}"
        + (f" ({wording.plain(known)})" if known else "")
    )
    st.image(original(dataset, row), width="stretch", alt=one.image_id)
    scores = dict(zip(images.classes, images.scores[one.row].tolist(), strict=True))
    for name, score in sorted(scores.items(), key=lambda pair: -pair[1]):
        st.progress(min(1.0, score), text=f"{wording.plain(name)}: {score:.2f}")
    link(
        Place.DATA,
        "Decide about it in the gallery",
        dataset=run.dataset,
        view="gallery",
        name=one.image_id,
    )
