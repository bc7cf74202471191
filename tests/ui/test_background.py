"""Work in the background: begun once for each question, given up when another comes first."""

from __future__ import annotations

import threading

import pytest
import streamlit as st

from ui.frame import background


def test_a_question_is_asked_once_and_one_that_waits_gives_way() -> None:
    st.session_state.clear()
    release, asked = threading.Event(), []

    def work(name: str, *, waits: bool = False) -> str:
        asked.append(name)
        if waits:
            release.wait(10)
        return name

    first = background.begun("kind", "first", lambda: work("first", waits=True))
    second = background.begun("kind", "second", lambda: work("second"))
    third = background.begun("kind", "third", lambda: work("third"))
    assert second.cancelled()
    release.set()
    assert (first.result(10), third.result(10)) == ("first", "third")
    assert background.begun("kind", "third", lambda: work("again")) is third
    assert asked == ["first", "third"]


def test_what_failed_is_asked_again() -> None:
    st.session_state.clear()
    failed = background.begun("kind", "key", lambda: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        failed.result(10)
    assert background.begun("kind", "key", lambda: 3).result(10) == 3
