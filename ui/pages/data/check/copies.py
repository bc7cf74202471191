"""Photographs that are copies of each other, side by side, and what can be decided about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.audit.findings import Kind as Found
from data.audit.findings import undecided
from data.manifest import LEFT_OUT
from data.versions.kinds import Kind
from ui.frame import wording
from ui.pages.data.check import deciding, findings
from ui.pages.data.check.deciding import Option

if TYPE_CHECKING:
    from data.audit.pairs import Named
    from data.dataset import Dataset

_MOST = 12
_NAMED = 5
_SIDE = 160
_HELP = (
    "Copies are found though they were turned, mirrored, resized or saved anew. They count as one "
    "lesion, so that they are never on two sides of the split. Two lesions can look alike: where "
    "they do, say so under “Decide”; each may then be on another side once the dataset is divided "
    "anew."
)


def show(dataset: Dataset) -> None:
    """Pictures under two labels, pairs across lesions, and how many there are within a lesion."""
    if not dataset.photographed:
        return
    places = {str(name): place for place, name in enumerate(dataset.manifest["image_id"])}
    pairs = dataset.near_duplicates
    across = [pair for pair in pairs if not pair.same_lesion and _in_use(dataset, places, pair)]
    within = sum(pair.same_lesion for pair in pairs)
    st.markdown("**Copies among the photographs**", help=_HELP)
    st.caption(_told(across, within=within, known=dataset.looked_for_copies))
    if dataset.copies_left_out:
        st.caption(_told_left_out(dataset.copies_left_out))
    if dataset.apart:
        st.caption(_told_apart(len(dataset.apart)))
    found = any(one.kind is Found.UNDECIDED for one in findings.of(dataset))
    equal = undecided(dataset.manifest) if found else []
    shown = [*equal, *(tuple(places[image] for image in pair.images) for pair in across)]
    if shown:
        with st.grid(3, min_column_width=300, gap="medium"):
            for rows in shown[:_MOST]:
                _alike(dataset, rows)
    if len(shown) > _MOST:
        st.caption(f"The first {_MOST} of {len(shown):,}; the gallery shows all that was found.")


def _in_use(dataset: Dataset, places: dict[str, int], pair: Named) -> bool:
    rows = [places[image] for image in pair.images]
    return bool((dataset.manifest["split"].iloc[rows] != LEFT_OUT).all())


def _told_apart(count: int) -> str:
    return (
        f"Besides, you said of {wording.plural(count, 'pair')} that the two photographs show "
        "different lesions; “What you decided” undoes it."
    )


def _told_left_out(pairs: list[Named]) -> str:
    names = ", ".join(" and ".join(pair.images) for pair in pairs[:_NAMED])
    more = ", …" if len(pairs) > _NAMED else ""
    return (
        f"Of {wording.plural(len(pairs), 'more pair')} one photograph or both were left out, "
        "because a copy, or another photograph of the lesion or patient, is in a more guarded part "
        f"of the given split: {wording.plain(names)}{more}."
    )


def _told(across: list[Named], *, within: int, known: bool) -> str:
    if not known:
        return "This dataset was imported before copies were looked for: import it again to look."
    more = f"{wording.plural(within, 'pair')} within one lesion" if within else ""
    if not across:
        return f"None across lesions{f'; {more}' if more else ''}."
    first = f"{wording.plural(len(across), 'pair')} of photographs that seem to be one"
    loose = sum(not pair.tied for pair in across)
    kept = ", kept on one side of the split"
    if loose:
        kept = f"; {loose:,} of two patients are not tied: tie those that are one"
    return f"{first}{kept}{f'; besides {more}' if more else ''}."


def _alike(dataset: Dataset, rows: tuple[int, ...]) -> None:
    """Photographs that are one, with their labels, and a form where a person has to decide."""
    entries = dataset.manifest.iloc[list(rows)]
    odd = entries["label"].nunique() > 1
    with st.container(border=True, gap="xsmall"):
        with st.container(horizontal=True, gap="small"):
            for row in rows:
                _picture(dataset, row, odd=odd)
        with st.popover("Decide", type="tertiary", icon=":material/gavel:"):
            deciding.form(dataset, _options(dataset, rows), key=f"alike_{'_'.join(map(str, rows))}")


def _picture(dataset: Dataset, row: int, *, odd: bool) -> None:
    entry = dataset.manifest.iloc[row]
    image, label = str(entry["image_id"]), str(entry["label"])
    with st.container(gap="xsmall"):
        st.image(
            dataset.thumbnail(row, _SIDE),
            width="stretch",
            output_format="JPEG",
            alt=f"{image}, {label}",
        )
        shown = f":red[:material/error: {wording.plain(label)}]" if odd else wording.plain(label)
        st.caption(f"{wording.plain(image)}  \n{shown} · {wording.part(str(entry['split']))}")


def _options(dataset: Dataset, rows: tuple[int, ...]) -> list[Option]:
    """All together, or one of them left out."""
    images = [str(image) for image in dataset.manifest["image_id"].iloc[list(rows)]]
    used = [image for image, row in zip(images, rows, strict=True) if _used(dataset, row)]
    alone = [Option(f"Leave {wording.plain(one)} out", Kind.EXCLUDE, (one,)) for one in used]
    return [*deciding.options(dataset, images), *alone]


def _used(dataset: Dataset, row: int) -> bool:
    return bool(dataset.manifest["split"].iloc[row] != LEFT_OUT)
