"""What was asked of photographs on the page, known for as long as they are on it.

Keys are made of the run, of when its network was trained, and of the photograph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import streamlit as st

from runs.helper.files import model_file
from ui.frame import session

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence


class Keyed(Protocol):
    """What can be asked about."""

    @property
    def key(self) -> str:
        """Tells it from all others on the page."""


K = TypeVar("K", bound=Keyed)
T = TypeVar("T")


def asked_once(
    kind: str,
    run_id: int,
    photographs: Sequence[K],
    ask: Callable[[list[K]], Iterable[T]],
    *,
    on_page: Sequence[K],
    keep: Callable[[T], bool],
    about: Hashable = None,
) -> list[T]:
    """Answers in the order of the photographs; new ones are asked about, and kept as they come.

    Args:
        kind: of question.
        run_id: of the run.
        photographs: that are asked about now.
        ask: answers those that are not known, in order.
        on_page: answers about others are forgotten.
        keep: whether an answer is kept, or asked for again.
        about: what else the answer depends on.

    Raises:
        ModelError: the run has no trained network.
    """
    trained = model_file(session.workspace(), run_id).stat().st_mtime_ns
    keys = [(run_id, trained, about, photograph.key) for photograph in photographs]
    there = {photograph.key for photograph in on_page}  # whichever network was asked about them
    before: dict[Any, T] = st.session_state.get(kind, {})
    known = {key: answer for key, answer in before.items() if key[-1] in there}
    st.session_state[kind] = known  # filled as answers come: who looks elsewhere loses none
    unknown = {key: one for key, one in zip(keys, photographs, strict=True) if key not in known}
    found = dict(known)
    for key, answer in zip(unknown, _answers(ask, list(unknown.values())), strict=True):
        found[key] = answer
        if keep(answer):
            known[key] = answer
    return [found[key] for key in keys]


def _answers(ask: Callable[[list[K]], Iterable[T]], photographs: list[K]) -> Iterator[T]:
    if photographs:
        yield from ask(photographs)
