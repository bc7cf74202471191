"""The slider over thresholds in Chromium: it moves its own section alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from app_page import App, settled
from page_runs import DEMO, finish, queued
from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from data.demo import make_demo
from runs.workspace import workspace_path

pytestmark = pytest.mark.browser

PATIENCE_S = 10
_OF_A_FRAGMENT = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_FRAGMENT_RUN_SUCCESSFULLY")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    make_demo(workspace=home, name=DEMO, count=120)
    finish(home, queued(home), seed=0)
    return home


def test_a_move_of_the_slider_draws_its_own_section_alone(studio: App, page: Page) -> None:
    partial: list[bool] = []

    def told(payload: str | bytes) -> None:
        message = ForwardMsg.FromString(payload if isinstance(payload, bytes) else b"")
        if message.WhichOneof("type") == "script_finished":
            partial.append(message.script_finished == _OF_A_FRAGMENT)

    def opened(socket: WebSocket) -> None:
        socket.on("framereceived", told)

    page.on("websocket", opened)
    studio.open(page, "results?run=1&part=line")
    assert False in partial
    partial.clear()
    thumb = page.get_by_role("slider", name="Threshold")
    sentence = page.get_by_text("At this threshold it finds").first
    before = sentence.inner_text()
    thumb.focus()
    began = time.monotonic()
    page.keyboard.press("PageDown")
    while not partial and time.monotonic() - began < PATIENCE_S:
        page.wait_for_timeout(10)
    settled(page)
    assert sentence.inner_text() != before
    assert partial
    assert all(partial), "a move ran the whole page"
