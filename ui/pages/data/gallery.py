"""The photographs of a dataset as pages of thumbnails, filtered by class and split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from ui.frame import wording

if TYPE_CHECKING:
    from data.dataset import Dataset

_PAGE = 24
_SIDE = 220
_SPLITS = ("train", "validation", "test")


def show(dataset: Dataset) -> None:
    """Filters, thumbnails, pages."""
    rows = _chosen(dataset)
    if not len(rows):
        st.caption("No image is of that class in that part.")
        return
    pages = -(-len(rows) // _PAGE)
    grid = st.grid(6, min_column_width=140)
    with st.container(horizontal=True, vertical_alignment="center"):
        at = st.pagination(pages, key="gallery_page") if pages > 1 else 1
        st.caption(wording.plural(len(rows), "image"))
    with grid:
        for row in rows[(min(at, pages) - 1) * _PAGE :][:_PAGE]:
            _thumbnail(dataset, int(row))


def _chosen(dataset: Dataset) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Rows of the manifest that the filters leave."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        classes = st.pills("Class", dataset.classes, selection_mode="multi", key="gallery_class")
        splits = st.pills("Part", _SPLITS, selection_mode="multi", key="gallery_split")
    manifest: pd.DataFrame = dataset.manifest
    kept = np.ones(len(manifest), dtype=bool)
    if classes:
        kept &= manifest["label"].isin(classes).to_numpy()
    if splits:
        kept &= manifest["split"].isin(splits).to_numpy()
    return np.flatnonzero(kept)


def _thumbnail(dataset: Dataset, row: int) -> None:
    entry = dataset.manifest.iloc[row]
    told = f"{entry['label']} · {entry['split']}"
    with st.container(gap="xsmall"):
        st.image(
            dataset.thumbnail(row, _SIDE),
            width="stretch",
            output_format="JPEG",
            alt=f"{entry['image_id']}, {told}",
        )
        st.caption(wording.plain(f"{told}  \n{more(entry)}"))


def more(entry: pd.Series) -> str:
    """What the source tells of an image, as far as it does: "mel, 55, male, back, histo"."""
    age = entry["age"]
    told = [entry["diagnosis"] if entry["diagnosis"] != entry["label"] else None]
    told += [None if pd.isna(age) else f"{age:.0f} years"]
    told += [entry["sex"], entry["site"], entry["dx_type"]]
    return ", ".join(str(value).replace("_", "-") for value in told if not pd.isna(value))
