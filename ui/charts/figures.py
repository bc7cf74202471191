"""Puts a figure on the page with its title, its "?" and both downloads.

What the figure shows is left to ``ui.charts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.csv_text import as_csv
from ui.charts import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator


_CAMERA, _TOP = 30, 8
"""Pixels: what the button takes, and what a figure leaves free at its top of itself."""


def show(
    figure: go.Figure,
    *,
    title: str,
    key: str,
    help: str = "",  # noqa: A002  Streamlit's own word for the "?"
    rows: list[dict[str, Any]] | None = None,
    live: bool = False,
    camera: bool = True,
    clicked: Callable[[], None] | None = None,
) -> None:
    """A figure under its title.

    Args:
        figure: from ``ui.charts``.
        title: a few words; also what is read to those who cannot see it.
        key: unique on the page; names the downloads, too.
        help: one sentence for an unusual term.
        live: the figure changes every second: nothing to download yet.
        camera: whether the figure can be taken as a picture; its button stands above the figure.
        rows: what "Table" and "CSV" give; the figure's own points by default.
        clicked: called when a point is clicked; ``st.session_state[key]`` tells which.
    """
    if camera:
        _make_room(figure)
    with _headed(title, help):
        if not live:
            given = (lambda: rows_of(figure)) if rows is None else (lambda: rows)
            _numbers(given, key)
            _download(given, key, "The figure itself: the camera at its corner." * camera)
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        config=_config(key, camera=camera),
        alt=title,
        on_select=clicked or "ignore",
        selection_mode="points",
    )


def table(
    rows: list[dict[str, Any]],
    *,
    title: str,
    key: str,
    help: str = "",  # noqa: A002  Streamlit's own word for the "?"
    shown: list[dict[str, Any]] | None = None,
) -> None:
    """Numbers that are best read as a table, under their title, with their download.

    Args:
        rows: what "CSV" gives.
        title: a few words.
        key: unique on the page; names the download, too.
        help: one sentence for an unusual term.
        shown: the same in words; ``rows`` by default.
    """
    with _headed(title, help):
        _download(lambda: rows, key, "")
    st.table(rows if shown is None else shown)


def show_vega(
    spec: dict[str, Any],
    points: dict[str, list[Any]],
    *,
    title: str,
    key: str,
    help: str,  # noqa: A002  Streamlit's own word for the "?"
) -> None:
    """A figure of Vega-Lite under its title.

    Args:
        spec: without its data.
        points: column by column, the data; also what "Table" and "CSV" give.
        title: a few words; also what is read to those who cannot see it.
        key: unique on the page; names the downloads, too.
        help: one sentence for an unusual term.
    """

    def rows() -> list[dict[str, Any]]:
        return [dict(zip(points, row, strict=True)) for row in zip(*points.values(), strict=True)]

    with _headed(title, help):
        _numbers(rows, key)
        _download(rows, key, "The figure itself: the menu at its corner.")
    st.vega_lite_chart(points, spec, theme=None, key=key, alt=title)


def _headed(title: str, about: str) -> DeltaGenerator:
    """A figure's title, with room for its downloads."""
    row = st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small")
    row.markdown(f"**{title}**", help=about or None, width="stretch")
    return row


def _numbers(given: Callable[[], list[dict[str, Any]]], key: str) -> None:
    """The numbers as a table, made when it is opened."""
    opened = st.popover(
        "Table", icon=":material/table:", type="tertiary", on_change="rerun", key=f"{key}_table"
    )
    if opened.open:
        opened.dataframe(given(), hide_index=True)


def _download(given: Callable[[], list[dict[str, Any]]], key: str, figure: str) -> None:
    """The numbers; ``figure`` says where the figure itself can be had, if it can."""
    st.download_button(
        "CSV",
        data=lambda: as_csv(given()),
        file_name=f"{key}.csv",
        mime="text/csv",
        key=f"{key}_data",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help=f"Download the numbers of this figure as CSV. {figure}".strip(),
    )


def _make_room(figure: go.Figure) -> None:
    """So much above what is drawn that the camera's button covers nothing of it."""
    top = figure.layout.margin.t
    more = max(0, _CAMERA - (_TOP if top is None else top))
    figure.update_layout(height=figure.layout.height + more, margin_t=max(_CAMERA, top or 0))


def _config(key: str, *, camera: bool) -> dict[str, Any]:
    return {
        "displayModeBar": "hover" if camera else False,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": key},
    }
