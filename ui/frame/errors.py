"""What a page says when something fails: a person's own sentence, or ours with a number.

Details of our own failures go to WORKSPACE/logs, never to the screen.
"""

from __future__ import annotations

import functools
import secrets
import sys
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ParamSpec

import streamlit as st

from layers_catalog.errors import UserError
from runs.workspace import logs_folder
from ui.frame import session
from ui.frame.wording import plain

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


def guarded(shown: Callable[P, None]) -> Callable[P, None]:
    """Let a page or fragment fail in words. Streamlit's own signals pass through."""

    @functools.wraps(shown)
    def safely(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            shown(*args, **kwargs)
        except UserError as error:
            tell(error)
        except Exception as failure:  # noqa: BLE001  the one place where our failures become words
            _tell_ours(failure)

    return safely


def tell(error: UserError) -> None:
    """Show an error that a person can mend."""
    hint = f"\n\n{error.hint}" if error.hint else ""
    st.error(f"{plain(error.message)}{plain(hint)}", icon=":material/error:")


def _tell_ours(failure: Exception) -> None:
    number = secrets.token_hex(3).upper()
    st.error(
        f"Something went wrong on our side (number {number}). What you saved is still there. "
        f"Reload the page and try again.\n\nThe details are in {plain(_log(number, failure))}.",
        icon=":material/error:",
    )


def _log(number: str, failure: Exception) -> str:
    """Write a failure to the log; returns where, which is the terminal when the disk fails."""
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    details = f"{moment} {number}\n{''.join(traceback.format_exception(failure))}\n"
    try:
        path = logs_folder(session.workspace()) / "app.log"
        with path.open("a", encoding="utf-8") as log:
            log.write(details)
    except (OSError, UserError):
        sys.stderr.write(details)
        return "the terminal"
    return str(path)
