"""The control with the lesion masked on a page: begun, watched, failed, and what it came to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from runs import job as jobs
from runs.control import job
from runs.control.records import Area, Control, write_control
from runs.training.process import Identity
from runs.workspace import run_folder
from ui.frame import session


def page() -> None:
    from ui.frame import session
    from ui.pages.results import control

    control.show(session.store().get(1))


@pytest.fixture
def folder(finished: Path) -> Iterator[Path]:
    folder = run_folder(finished, 1)
    (folder / "model.keras").write_bytes(b"x")
    yield folder
    st.cache_resource.clear()


def opened() -> AppTest:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def doubts() -> None:
    from ui.frame import session
    from ui.pages.results import doubted

    doubted.show(session.store().get(1), {"doubts": []}, "validation")


def kept(folder: Path, low: float, *, known: bool = True) -> None:
    area = {"auc": low + 0.06, "low": low, "high": low + 0.1}
    made = Control(
        **(area if known else dict.fromkeys(area)), run=1,
        auc_of="a against b", images=90, groups=80,
        grouped_by="lesion", trained_on=300, left_out=4, warns=low > 0.55, outlines="estimated",
        patch=Area(auc=0.6, low=0.5, high=0.7), made_at=datetime.now(UTC), seconds=3.0,
        trained=(folder / "model.keras").stat().st_mtime_ns,
    )  # fmt: skip
    write_control(folder, made)


def test_a_run_without_a_network_shows_nothing(finished: Path) -> None:
    assert not run_folder(finished, 1).joinpath("model.keras").exists()
    assert not opened().markdown


def test_it_is_begun_with_or_without_outlines(
    folder: Path, finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(job, "start", lambda *asked, outlines: begun.append((*asked, outlines)))
    app = opened()
    assert app.button(key="control_begin").label == "Make the control"
    app.button(key="control_begin").click().run()
    app.text_input(key="control_outlines_1").set_value(" /data/masks.zip ").run()
    app.button(key="control_begin").click().run()
    assert begun == [(finished, 1, None), (finished, 1, Path("/data/masks.zip"))]
    assert folder.is_dir()


def test_what_it_came_to_warns_only_where_it_must(folder: Path) -> None:
    kept(folder, 0.6)
    app = opened()
    assert "reaches an AUC of 0.66 (0.60 to 0.70)" in app.warning[0].value
    assert "Size and place of the painted patch alone" in app.caption[0].value
    assert app.button(key="control_begin").label == "Make the control again"
    kept(folder, 0.5)
    app = opened()
    assert not app.warning
    assert "No sign that something beside the lesion" in app.markdown[0].value
    assert "With the lesions painted over: AUC 0.56 (0.50 to 0.60)" in app.expander[0].label


def test_a_folder_of_this_computer_is_asked_for_on_this_computer_only(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert folder.is_dir()
    assert [one.key for one in opened().text_input] == ["control_outlines_1"]
    monkeypatch.setattr(session, "on_this_computer", lambda: False)
    assert not opened().text_input
    assert opened().button(key="control_begin")


def test_what_cannot_be_told_is_no_reassurance(folder: Path) -> None:
    kept(folder, 0.5)
    app = AppTest.from_function(doubts, default_timeout=60).run()
    assert any(":material/check:" in one.value for one in app.caption)
    kept(folder, 0.5, known=False)
    app = AppTest.from_function(doubts, default_timeout=60).run()
    said = [one.value for one in app.caption]
    assert not any(":material/check:" in one or "no sign" in one for one in said)
    assert any("no AUC (too few images)" in one and "cannot be told" in one for one in said)
    assert not app.exception


def test_one_under_way_is_watched_and_a_failed_one_told(folder: Path, finished: Path) -> None:
    place = folder / "control-job"
    place.mkdir()
    me = Identity.of(os.getppid())
    told = {"done": 40, "total": 200, "what": "Looking", "seconds": 10.0}
    files = {jobs.REQUEST: {"run": 1}, jobs.PROCESS: asdict(me), jobs.PROGRESS: told}
    for name, content in files.items():
        (place / name).write_text(json.dumps(content))
    app = opened()
    assert app.button(key="control_stop")
    assert not [one for one in app.button if one.key == "control_begin"]
    (place / jobs.PROCESS).write_text(json.dumps(asdict(me) | {"pid": 2**22 - 1}))
    app = opened()
    assert "ended before it was done" in app.error[0].value
    app.button(key="control_put_away").click().run()
    assert job.current(finished, 1) is None
