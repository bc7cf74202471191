"""Which column says what: shown with some rows of the table, and changed where it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from data.readers.roles import NEEDED, Role, guessed
from ui.pages.data.ways_in.seen import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ui.pages.data.ways_in.seen import Seen, Unread

_NOBODY: Final = "–"
_SEVERAL: Final = "as read: "
_USUAL: Final = (
    *NEEDED,
    Role.LESION,
    Role.PATIENT,
    Role.AGE,
    Role.SEX,
    Role.SITE,
    Role.DX_TYPE,
    Role.SKIN_TYPE,
    Role.SPLIT,
)
"""What is asked for; licence and the like are read where a layout knows them."""


def chosen(paths: tuple[Path, ...]) -> dict[str, str]:
    """Role → column, as a person chose for these places; empty while nobody has."""
    found: dict[str, str] = st.session_state.get(_key(paths), {})
    return found


def show(seen: Seen) -> None:
    """The columns and some rows of a table; nothing where there is none."""
    if not seen.columns:
        return
    if not seen.read:
        _beside(seen)
        return
    with st.expander("Is it read right? Ten of its rows", icon=":material/table_eye:"):
        _rows(seen)
        st.caption(
            "Photographs of one lesion or one patient are kept on one side of the split, so these "
            "two columns matter most."
        )
        _form(seen.paths, seen.columns, {role: _told(names) for role, names in seen.read.items()})


def _beside(seen: Seen) -> None:
    """Folders were read, and a table lies beside them that may tell more."""
    with st.expander(
        "A table lies beside them: read it instead",
        icon=":material/table_eye:",
        expanded=len(seen.diagnoses) == 1,
    ):
        st.caption("Which column says what? Two are needed, the others help.")
        _form(seen.paths, seen.columns, _guess(seen.columns))


def _guess(columns: Sequence[str]) -> dict[Role, str]:
    return {role: names[0] for role, names in guessed(columns).items()}


def ask(paths: tuple[Path, ...], unread: Unread) -> None:
    """The columns of a table that nobody recognises."""
    st.markdown("### Which column says what?")
    st.caption("The table is not one that is known here. Two columns are needed, the others help.")
    told = _guess(unread.columns)
    _form(paths, unread.columns, told | {Role(role): name for role, name in chosen(paths).items()})


def _rows(seen: Seen) -> None:
    frame = pd.DataFrame(seen.samples)
    st.dataframe(
        frame,
        hide_index=True,
        row_height=64,
        column_config={"Picture": st.column_config.ImageColumn(width="small")},
        key="import_samples",
    )


def _form(paths: tuple[Path, ...], columns: Sequence[str], told: Mapping[Role, str]) -> None:
    turn = st.session_state.get(_turn(paths), 0)
    with st.form(key=f"columns_{hash(paths)}_{turn}", border=False):
        picked: dict[Role, str] = {}
        with st.grid(5, min_column_width=170, gap="small"):
            for role in _USUAL:
                now = told.get(role, "")
                offered = [_NOBODY, *([now] if now and now not in columns else []), *columns]
                picked[role] = st.selectbox(
                    ROLES[role],
                    offered,
                    index=offered.index(now) if now else 0,
                    key=f"column_{role}_{hash(paths)}_{turn}",
                )
        if st.form_submit_button("Read it so", icon=":material/refresh:", key="columns_read"):
            before = chosen(paths)
            changed = {
                role.value: "" if column == _NOBODY else column
                for role, column in picked.items()
                if column != (told.get(role) or _NOBODY)
            }
            needed = {role.value: told[role] for role in NEEDED if told.get(role) in columns}
            st.session_state[_key(paths)] = before | changed or needed
            st.rerun()
    if chosen(paths) and st.button("As it was read at first", type="tertiary", key="columns_again"):
        del st.session_state[_key(paths)]
        st.session_state[_turn(paths)] = turn + 1  # fields of another name show what is read
        st.rerun()


def _told(names: Sequence[str]) -> str:
    """The column, or the several that are read in turn."""
    return names[0] if len(names) == 1 else f"{_SEVERAL}{', '.join(names)}"


def _key(paths: tuple[Path, ...]) -> str:
    return f"import_columns_{hash(paths)}"


def _turn(paths: tuple[Path, ...]) -> str:
    return f"{_key(paths)}_turn"
