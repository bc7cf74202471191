"""A trained network judged on another collection, here and in a process of its own."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from builder.templates import template
from cli import app
from data.demo import make_demo
from data.library import Library
from layers_catalog.errors import UserError
from runs.files import DESIGN
from runs.helper.client import Helper
from runs.operating.choosing import choose
from runs.operating.rules import Kind, Rule
from runs.outside import job
from runs.outside.errors import OutsideCallError, OutsideError
from runs.outside.records import results_of, times_judged
from runs.own_dataset import OwnDatasetError
from runs.results import MODEL
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]
CLINIC = "Clinic"


@pytest.fixture(scope="module")
def studio(
    finished: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int]:
    """The trained run beside a collection that shares some photographs with its own."""
    workspace, run = finished
    home = tmp_path_factory.mktemp("outside")
    shutil.copytree(workspace, home, dirs_exist_ok=True)
    make_demo(workspace=home, name=CLINIC, count=90, seed=77)
    return home, run


def told(home: Path, *asked: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, [*asked, "--workspace", str(home)])
    assert done.exit_code == status, done.output
    return done.stdout if status == 0 else done.output


def test_the_command_judges_counts_and_tells_the_drop(studio: tuple[Path, int]) -> None:
    home, run = studio
    clinic = Library(home).load(CLINIC)
    names = list(clinic.classes)
    choose(workspace=home, run_id=run, rule=Rule(Kind.BY_HAND, 0.4), positive=names[1:])
    document = json.loads(told(home, "judge", str(run), "--on", CLINIC, "--json"))
    with RunStore(home) as store:
        assert store.get(run).test_opened == 0  # its own test set stays closed
    assert document["images"] + sum(one["images"] for one in document["left_out"]) == len(
        clinic.used
    )
    assert document["times_judged"] == 1
    assert document["own"]["split"] == "validation"
    area = document["evaluation"]["auc"]
    assert document["drop"]["value"] == pytest.approx(document["own"]["auc"] - area, abs=1e-12)
    kept = pd.read_parquet(run_folder(home, run) / "external" / f"{clinic.digest}.parquet")
    sides = kept[names[1]].to_numpy() >= 0.4
    positive = (kept["label"] == names[1]).to_numpy()
    assert document["point"]["sensitivity"] == pytest.approx(sides[positive].mean())
    assert document["point"]["specificity"] == pytest.approx((~sides[~positive]).mean())
    assert results_of(home, run)[0]["evaluation"] == document["evaluation"]
    said = told(home, "judge", str(run), "--on", CLINIC)
    assert "on its own validation images" in said
    assert "was judged on twice" in said
    assert times_judged(home, {clinic.digest}) == 2


def test_the_scores_are_those_of_predict(studio: tuple[Path, int]) -> None:
    home, run = studio
    clinic = Library(home).load(CLINIC)
    if not results_of(home, run):
        told(home, "judge", str(run), "--on", CLINIC)
    kept = pd.read_parquet(run_folder(home, run) / "external" / f"{clinic.digest}.parquet")
    places = {name: at for at, name in enumerate(clinic.manifest["image_id"])}
    first = kept.head(12)
    with Helper(home) as helper:
        files = [clinic.file(places[name]) for name in first["image_id"]]
        answers = helper.predict(run, files)
    for answer, (_, row) in zip(answers, first.iterrows(), strict=True):
        for name in clinic.classes:
            assert answer["probabilities"][name] == pytest.approx(row[name], abs=1e-5)


def test_its_own_photographs_under_another_name_are_all_refused(studio: tuple[Path, int]) -> None:
    home, run = studio
    make_demo(workspace=home, name="Copy", count=60)
    before = (home / "judged.jsonl").read_text() if (home / "judged.jsonl").exists() else ""
    said = told(home, "judge", str(run), "--on", "Copy", status=1)
    assert "no photograph on which run" in said
    assert "that the run has seen" in said
    assert ((home / "judged.jsonl").read_text() if before else "") == before


def test_what_cannot_be_judged_on_is_told(studio: tuple[Path, int]) -> None:
    from runs.outside.judging import judge

    home, run = studio
    with pytest.raises(OutsideCallError, match="learnt from “Demo” itself"):
        judge(home, run, "Demo")
    assert "There is no dataset" in told(home, "judge", str(run), "--on", "Nowhere", status=2)
    own = Library(home).load("Demo").folder
    own.rename(home / "gone")
    with pytest.raises(OwnDatasetError, match="what it has seen cannot be told"):
        judge(home, run, CLINIC)
    (home / "gone").rename(own)


def test_what_a_starting_network_learnt_from_counts_as_seen(studio: tuple[Path, int]) -> None:
    from runs.outside.judging import judge

    home, run = studio
    asked = {"design": template("Two-convolution CNN (64, 64)"), "dataset_name": CLINIC}
    donor = submit(workspace=home, **asked, recipe=Recipe())
    file = run_folder(home, run) / DESIGN
    as_it_was = file.read_bytes()
    for number, words in (
        (donor, r"no photograph on which run \d+ can be judged.* that the run has seen"),
        (999, "started from the weights of run 999, which is no longer there"),
    ):
        design = json.loads(as_it_was)
        weights = str(run_folder(home, number) / MODEL)
        design["nodes"][0]["params"]["weights"] = weights
        file.write_text(json.dumps(design))
        with pytest.raises(UserError, match=words):
            judge(home, run, CLINIC)
    file.write_bytes(as_it_was)


def test_a_process_of_its_own_tells_how_far_it_is_and_leaves_the_result(
    studio: tuple[Path, int],
) -> None:
    home, run = studio
    shutil.rmtree(run_folder(home, run) / "external", ignore_errors=True)
    begun = job.start(home, run, CLINIC)
    assert begun.running
    with pytest.raises(OutsideError, match="is being judged"):
        job.start(home, run, CLINIC)
    seen = set()
    deadline = time.monotonic() + 120
    while begun.running and time.monotonic() < deadline:
        seen.add(begun.progress.what)
        time.sleep(0.05)
    assert job.current(home, run) is None
    (result,) = results_of(home, run)
    assert result["dataset"] == CLINIC
    assert np.isfinite(result["evaluation"]["auc"])


def test_one_that_fails_says_why_and_one_that_is_stopped_leaves_nothing(
    studio: tuple[Path, int],
) -> None:
    home, run = studio
    begun = job.start(home, run, "Nowhere")
    deadline = time.monotonic() + 120
    while begun.running and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "There is no dataset “Nowhere”" in str(begun.error)
    begun.forget()
    before = (home / "judged.jsonl").read_text()
    stopped = job.start(home, run, CLINIC)
    stopped.stop()
    assert job.current(home, run) is None
    time.sleep(1)
    assert (home / "judged.jsonl").read_text() == before
