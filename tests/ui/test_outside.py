"""A run on other collections: what was found, a judging to begin, one under way or failed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from data.demo import make_demo
from data.library import Library
from runs import job as jobs
from runs.evaluation import evaluate
from runs.outside import job
from runs.outside.records import count
from runs.outside.sides import told_beside
from runs.results import open_test
from runs.training.process import Identity
from runs.workspace import run_folder
from ui.frame.navigation import Place

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption, *app.error))


def judged(workspace: Path, run: int) -> dict[str, Any]:
    """What ``judge`` leaves of a collection on which the run does worse."""
    random = np.random.default_rng(3)
    labels = random.integers(0, 2, 300)
    positive = 1 / (1 + np.exp(-(0.3 * (2 * labels - 1) + random.normal(size=300))))
    scores = np.column_stack([1 - positive, positive])
    told = {
        "run": run,
        "dataset": "Clinic",
        "dataset_digest": "c" * 64,
        "judged_at": "2026-01-02T03:04:05+00:00",
        "images": 300,
        "groups": 300,
        "grouped_by": "lesion",
        "synthetic": False,
        "notices": [],
        "left_out": [{"why": "are “wart”, which is no class of the run", "images": 12}],
        "mapping": {},
        "evaluation": evaluate(labels, scores, np.arange(300), ["benign", "malignant"]),
        "point": {"positive": ["malignant"], "threshold": 0.31, "sensitivity": 0.8}
        | {"sensitivity_low": 0.7, "sensitivity_high": 0.9, "specificity": None}
        | {"specificity_low": None, "specificity_high": None},
    }
    folder = run_folder(workspace, run) / "external"
    folder.mkdir()
    (folder / f"{'c' * 64}.json").write_text(json.dumps(told), encoding="utf-8")
    count(workspace, run_id=run, digest="c" * 64, at=told["judged_at"])
    return told


def test_inside_and_outside_stand_side_by_side_with_the_drop(
    finished: Path, open_page: Open
) -> None:
    told = judged(finished, 1)
    app = open_page(Place.RESULTS, run="1", part="elsewhere")
    assert not app.exception
    assert "its own validation images" in said(app)
    assert "used for choosing, and so optimistic" in said(app)
    assert "a drop of" in said(app)
    assert (
        "frozen threshold of 0.310: sensitivity 80 % (70 to 90) and specificity undefined"
        in said(app)
    )
    assert "temperature" not in said(app)
    card = " ".join(told_beside(finished, told, calibrated=True)["sentences"])
    assert "frozen threshold of 0.310 of the scores without the temperature: sens" in card
    assert "Left out: 12 that are “wart”" in said(app)
    assert "“Clinic” was judged on once" in said(app)
    open_test(finished, 1)
    assert told_beside(finished, told)["own"]["split"] == "test"
    assert "on its own test set" in said(open_page(Place.RESULTS, run="1", part="elsewhere"))


def test_why_a_judging_cannot_begin_is_said(finished: Path, open_page: Open) -> None:
    (run_folder(finished, 1) / "model.keras").touch()
    make_demo(workspace=finished, name="Clinic", count=30, seed=9)
    about = finished / "datasets" / "clinic" / "dataset.json"
    text = about.read_text(encoding="utf-8").replace('"malignant"', '"mel"')
    about.write_text(text.replace('"benign"', '"nv"'), encoding="utf-8")
    app = open_page(Place.RESULTS, run="1", part="elsewhere")
    why = "First say above of at least one class which of the run's classes it is."
    assert app.button(key="outside_begin").disabled
    assert why in {one.value for one in app.caption}
    app.selectbox(key="outside_map_nv").set_value("benign").run()
    assert not app.button(key="outside_begin").disabled
    assert why not in {one.value for one in app.caption}


def test_a_judging_is_begun_with_the_classes_that_go_by_other_names(
    finished: Path, open_page: Open, monkeypatch: Any
) -> None:
    begun: list[tuple[Any, ...]] = []
    monkeypatch.setattr(job, "start", lambda *asked: begun.append(asked))
    (run_folder(finished, 1) / "model.keras").touch()
    make_demo(workspace=finished, name="Clinic", count=30, seed=9)
    about = finished / "datasets" / "clinic" / "dataset.json"
    text = about.read_text(encoding="utf-8").replace('"malignant"', '"mel"')
    about.write_text(text, encoding="utf-8")
    app = open_page(Place.RESULTS, run="1", part="elsewhere")
    app.selectbox(key="outside_map_mel").set_value("malignant").run()
    app.button(key="outside_begin").click().run()
    assert begun[0][1:] == (1, "Clinic", {"mel": "malignant"})
    assert Library(finished).load("Clinic").classes == ("benign", "mel")


def test_one_under_way_is_watched_and_can_be_stopped(finished: Path, open_page: Open) -> None:
    folder = run_folder(finished, 1) / "external" / "job"
    folder.mkdir(parents=True)
    me = Identity.of(os.getppid())
    files = {
        jobs.REQUEST: {"dataset": "Clinic"},
        jobs.PROCESS: asdict(me),
        jobs.PROGRESS: {"done": 40, "total": 200, "what": "Judging", "seconds": 10.0},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content))
    app = open_page(Place.RESULTS, run="1", part="elsewhere")
    assert "Judging on **Clinic**" in said(app)
    assert app.button(key="outside_stop")
    (folder / jobs.PROCESS).write_text(json.dumps(asdict(me) | {"pid": 2**22 - 1}))
    app = open_page(Place.RESULTS, run="1", part="elsewhere")
    assert "ended before it was done; nothing was counted" in said(app)
    app.button(key="outside_put_away").click().run()
    assert job.current(finished, 1) is None


def test_without_another_collection_it_says_where_to_get_one(
    finished: Path, open_page: Open
) -> None:
    (run_folder(finished, 1) / "model.keras").touch()
    assert "Import another collection" in said(open_page(Place.RESULTS, run="1", part="elsewhere"))
