"""Photographs of a run, some at a time, each with what was made of it and a closer look."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from runs.explaining.sentences import in_short
from ui.frame import wording
from ui.frame.errors import guarded
from ui.frame.heat import told as told_below
from ui.frame.navigation import Place, go, link
from ui.pages.data.check import deciding
from ui.pages.data.gallery.closer import original
from ui.pages.data.gallery.words import more
from ui.pages.results import reacting
from ui.pages.results.reacting import Shown
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.dataset import Dataset
    from runs.explaining.asking import Explained
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
    own: bool = True,
) -> None:
    """The first of them, a way to more, and one to the dataset's gallery.

    Args:
        run: that judged them.
        images: of the split, whose rows they are.
        found: the first to look at first.
        key: of this list: another one begins at its first photographs.
        told: what stands below each.
        own: whether all scores are those of this run's network, so that it can be asked for heat.
    """
    dataset = trained.dataset(run)
    if dataset is None:
        st.caption("The photographs are no longer there: the dataset was deleted or changed.")
        return
    if not dataset.photographed:
        st.caption("Only the dataset's tables were imported: there is nothing to look at.")
        return
    most = st.session_state.get(f"{key}_most", STEP)
    places = {str(name): place for place, name in enumerate(dataset.manifest["image_id"])}
    shown = [Shown(one.image_id, places[one.image_id]) for one in found[:most]]
    heat = {}
    if own and reacting.wanted(run):
        heat = reacting.heats(run, dataset, shown)
        reacting.told_of(list(heat.values()))
    held = _Held(run, images, dataset, shown, own)
    with st.grid(5, min_column_width=150):
        for at, one in zip(shown, found, strict=False):
            with st.container(gap="xsmall"):
                _picture(held, at, one, heat.get(at.row))
                st.caption(told(one))
                _look_closer(held, at, one)
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
    """What the photographs are of, and all that are shown."""

    run: RunRecord
    images: Scored
    dataset: Dataset
    shown: Sequence[Shown]
    own: bool


def _picture(held: _Held, at: Shown, one: Found, heat: Explained | None) -> None:
    """The photograph, with its heat where there is one."""
    heated = heat.overlay if heat else b""
    st.image(
        heated or held.dataset.thumbnail(at.row, _SIDE),
        width="stretch",
        output_format="JPEG",
        alt=f"{one.image_id}: {one.label}, named {one.named}",
    )
    if heat is not None:
        st.caption(f":material/visibility: {wording.plain(heat.problem or in_short(heat.told))}")


def _look_closer(held: _Held, at: Shown, one: Found) -> None:
    if st.button("Look closer", key=f"miss_{at.row}", type="tertiary", icon=":material/zoom_in:"):
        _closer(held, at, one)


@st.dialog("One image", width="medium")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def _closer(held: _Held, at: Shown, one: Found) -> None:
    """The photograph itself, what is known of it, every score, and the way to decide about it."""
    run, images, dataset, shown, own = held
    known = more(dataset.manifest.iloc[at.row].to_dict())
    st.markdown(
        f"**{wording.plain(one.image_id)}**. {wording.LABEL}: {wording.plain(one.label)}"
        + (f" ({wording.plain(known)})" if known else "")
    )
    made = None
    if own and reacting.wanted_of_one(run, at):
        made = reacting.heats(run, dataset, [at], on_page=shown).get(at.row)
    heated = made.overlay if made else b""
    st.image(heated or original(dataset, at.row), width="stretch", alt=one.image_id)
    if made is not None:
        told_below(made)
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
