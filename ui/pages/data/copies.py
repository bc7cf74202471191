"""Photographs that are copies of each other, as pairs of pictures; those with two labels first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui.frame import wording

if TYPE_CHECKING:
    from data.audit.pairs import Named
    from data.dataset import Dataset

_MOST = 12
_NAMED = 5
_SIDE = 160
_HELP = (
    "Copies are found though they were turned, mirrored, resized or saved anew. They count as one "
    "lesion, so that they are never on two sides of the split."
)


def show(dataset: Dataset) -> None:
    """The pairs across lesions as pictures, and how many there are within a lesion."""
    if not dataset.photographed:
        return
    pairs = dataset.near_duplicates
    across = [pair for pair in pairs if not pair.same_lesion]
    st.markdown("**Copies among the photographs**", help=_HELP)
    st.caption(_told(across, within=len(pairs) - len(across), known=dataset.looked_for_copies))
    if dataset.copies_left_out:
        st.caption(_told_left_out(dataset.copies_left_out))
    odd = sum(pair.disagree for pair in across)
    if odd:
        st.warning(
            f"{wording.plural(odd, 'pair')} with two labels: one of the two must be wrong. Find "
            "out which, mend the table, and import again.",
            icon=":material/difference:",
        )
    if across:
        places = {str(name): place for place, name in enumerate(dataset.manifest["image_id"])}
        with st.grid(3, min_column_width=300, gap="medium"):
            for pair in across[:_MOST]:
                _pair(dataset, places, pair)
    if len(across) > _MOST:
        st.caption(f"The first {_MOST} of {len(across):,} pairs; all are in audit.json.")


def _told_left_out(pairs: list[Named]) -> str:
    names = ", ".join(" and ".join(pair.images) for pair in pairs[:_NAMED])
    more = ", …" if len(pairs) > _NAMED else ""
    return (
        f"Of {wording.plural(len(pairs), 'more pair')} one photograph or both were left out, because "
        "a copy, or another photograph of the lesion or patient, is in a more guarded part of the "
        f"given split: {wording.plain(names)}{more}."
    )


def _told(across: list[Named], *, within: int, known: bool) -> str:
    if not known:
        return "This dataset was imported before copies were looked for: import it again to look."
    more = f"{wording.plural(within, 'pair')} within one lesion" if within else ""
    if not across:
        return f"None across lesions{f'; {more}' if more else ''}."
    first = f"{wording.plural(len(across), 'pair')} of photographs that seem to be one"
    return f"{first}, kept on one side of the split{f'; besides {more}' if more else ''}."


def _pair(dataset: Dataset, places: dict[str, int], pair: Named) -> None:
    with st.container(border=True, gap="xsmall"), st.container(horizontal=True, gap="small"):
        for image, label in zip(pair.images, pair.labels, strict=True):
            with st.container(gap="xsmall"):
                st.image(
                    dataset.thumbnail(places[image], _SIDE),
                    width="stretch",
                    output_format="JPEG",
                    alt=f"{image}, {label}",
                )
                split = dataset.manifest["split"].iloc[places[image]]
                shown = f":red[{wording.plain(label)}]" if pair.disagree else wording.plain(label)
                st.caption(f"{wording.plain(image)}  \n{shown} · {split}")
