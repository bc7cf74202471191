"""Thousands of runs as one table: rows to tick, or stars, tags and notes to write in place.

Which runs, and what is done with the ticked ones, is left to the page.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final, Literal

import streamlit as st

from layers_catalog.errors import UserError
from runs.store.notes import LONGEST_NOTE
from ui.frame import session, wording
from ui.pages.runs import narrowing, run_table, told_apart, trained

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from runs.store.listing import RunLine
    from runs.store.store import RunStore

_DIFFERS: Final = "What differs"
_USUAL: Final = ("Run", "Name", _DIFFERS, "State", "Validation AUC", "Tags", "Took", "Star")
_HEIGHT = 440
_ROWS = 13
"""So many rows stand in it; the rest is scrolled to."""
_NONCE: Final = "runs_nonce"
_DONE: Final = "runs_edits_done"
_WRONG: Final = "runs_edit_wrong"

_MORE: Final[Mapping[str, Callable[[RunLine], Any]]] = {
    "Tags": lambda run: list(run.tags),
    "Note": lambda run: run.note,
    "Design": lambda run: run.design_name,
    "Dataset": lambda run: run.dataset,
    "Seed": lambda run: run.seed,
    "Epochs": lambda run: run.epochs_planned,
    "Balanced accuracy": lambda run: run.balanced_accuracy,
    "Test set opened": lambda run: run.test_opened,
}
_EDITED: Final = {"Star", "Tags", "Note"}
_CONFIG: Final = run_table.COLUMNS | {
    _DIFFERS: st.column_config.TextColumn(
        width=190,
        help="What is not the same in all runs of this design and dataset that are listed.",
    ),
    "State": st.column_config.TextColumn(width=100),
    "Tags": st.column_config.ListColumn(width=130),
    "Note": st.column_config.TextColumn(width=200, max_chars=LONGEST_NOTE),
    "Seed": st.column_config.NumberColumn(width=60, format="%d"),
    "Epochs": st.column_config.NumberColumn(width=65, format="%d"),
    "Balanced accuracy": st.column_config.NumberColumn(width=120, format="%.2f"),
    "Test set opened": st.column_config.NumberColumn(
        width=115, format="%d", help="How often; its numbers never stand in a list."
    ),
}


def known(lines: Sequence[RunLine]) -> list[RunLine]:
    """The same lines, where runs of an earlier studio did not tell what they learnt from.

    Their files tell it, once: from then on the database does.
    """
    asked = [run.id for run in lines if run.synthetic is None and run.judged]
    if not asked:
        return list(lines)
    told = {run: trained.synthetic(run) for run in asked}
    session.store().tell_synthetic(told)
    return [
        run.model_copy(update={"synthetic": told[run.id]}) if run.id in told else run
        for run in lines
    ]


def show(lines: Sequence[RunLine], *, key: str, ticked: Collection[int] = ()) -> list[int]:
    """The table; returns the numbers of the ticked runs.

    Args:
        lines: a row each, in this order.
        key: of the widget, unique on the page.
        ticked: numbers of the runs that are ticked already.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{wording.plural(len(lines), 'run')}. {run_table.CAPTION}", width="stretch")
        chosen = narrowing.columns([*_USUAL, "Started", *_rest()], _USUAL)
        editing = st.toggle(
            "Write in the table",
            key=f"{key}_editing",
            help="Stars, tags and notes are changed where they stand: click into a cell. Rows "
            "are ticked when this is off.",
        )
    table = _cells(lines, chosen)
    unique = f"{key}_{_of(lines)}_{st.session_state.get(_NONCE, 0)}"
    if editing:
        _editor(lines, table, chosen, unique)
        return list(ticked)
    at_first = [at for at, run in enumerate(lines) if run.id in ticked]
    picked = st.dataframe(
        table,
        key=unique,
        hide_index=True,
        column_order=chosen,
        column_config=_CONFIG,
        on_select="rerun",
        selection_mode="multi-row",
        selection_default={"selection": {"rows": at_first}} if at_first else None,
        height=_height(lines),
    )
    rows = picked["selection"]["rows"]
    return [lines[at].id for at in rows if at < len(lines)]


def anew() -> None:
    """Let the table forget what its rows were ticked or written to be."""
    st.session_state[_NONCE] = st.session_state.get(_NONCE, 0) + 1
    st.session_state.pop(_DONE, None)


def _rest() -> list[str]:
    return [name for name in _MORE if name not in _USUAL]


def _of(lines: Sequence[RunLine]) -> str:
    """Tells one list from another: rows are ticked by where they stand."""
    numbers = ",".join(str(run.id) for run in lines)
    return hashlib.sha256(numbers.encode()).hexdigest()[:12]


def _height(lines: Sequence[RunLine]) -> Literal["content"] | int:
    return "content" if len(lines) < _ROWS else _HEIGHT


def _cells(lines: Sequence[RunLine], chosen: Sequence[str]) -> dict[str, list[Any]]:
    """Column by column, those that are shown."""
    rows = [run_table.row(run) for run in lines]
    apart = told_apart.told_apart(lines) if _DIFFERS in chosen else {}
    table: dict[str, list[Any]] = {}
    for name in chosen:
        if name == _DIFFERS:
            table[name] = [apart[run.id] for run in lines]
        elif name in _MORE:
            table[name] = [_MORE[name](run) for run in lines]
        else:
            table[name] = [row[name] for row in rows]
    return table


def _editor(
    lines: Sequence[RunLine], table: dict[str, list[Any]], chosen: Sequence[str], key: str
) -> None:
    """The table whose stars, tags and notes can be written."""
    tags = st.column_config.MultiselectColumn(
        width=200,
        options=session.store().facets().tags,
        accept_new_options=True,
        help="Choose, or type a new one. A comma parts two.",
    )
    if wrong := st.session_state.pop(_WRONG, None):
        st.error(wording.plain(wrong), icon=":material/error:")
    shown = [*chosen, *sorted(_EDITED - set(chosen))]
    st.data_editor(
        table | {name: _cells(lines, [name])[name] for name in shown if name not in table},
        key=key,
        hide_index=True,
        column_order=shown,
        column_config=_CONFIG | {"Tags": tags},
        disabled=[name for name in shown if name not in _EDITED],
        on_change=_written,
        args=(key, [run.id for run in lines]),
        height=_height(lines),
    )


def _written(key: str, numbers: Sequence[int]) -> None:
    """Keep what was written since the last time; what cannot be is told, and forgotten."""
    told = st.session_state[key]["edited_rows"]
    at, done = st.session_state.get(_DONE, (key, {}))
    done = done if at == key else {}
    try:
        for row, cells in told.items():
            new = {
                name: cell for name, cell in cells.items() if done.get(row, {}).get(name) != cell
            }
            write(session.store(), numbers[int(row)], new)
    except UserError as error:
        st.session_state[_WRONG] = str(error)
        anew()
        return
    st.session_state[_DONE] = (key, {row: dict(cells) for row, cells in told.items()})


def write(store: RunStore, run_id: int, cells: Mapping[str, Any]) -> None:
    """Keep what was written into the cells of a run.

    Args:
        store: of the runs.
        run_id: of the run.
        cells: column → what stands there now; an emptied one is None.

    Raises:
        NoteError: a tag or the note cannot be kept.
        RunMissingError: the run was deleted meanwhile.
    """
    if "Star" in cells:
        store.star(run_id, starred=bool(cells["Star"]))
    if "Tags" in cells:
        store.set_tags(run_id, cells["Tags"] or ())
    if "Note" in cells:
        store.write_note(run_id, cells["Note"] or "")
