"""The zip holds what was promised, tells the truth, and predicts as the program does."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from builder.templates import template
from builder.upgrade import read_design
from data.library import Library
from layers_catalog.facts import Facts
from runs.batch import Asked, predict_all
from runs.export.bundle import BundleThereError, ExportError, contents, export_run
from runs.export.frozen import frozen_run
from runs.export.readme import readme
from runs.notice import RESEARCH_ONLY
from runs.operating.choosing import choose
from runs.operating.rules import Kind, Rule
from runs.results import open_test
from runs.scripts import train_script
from runs.store.errors import RunMissingError
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.recipe import Recipe, Schedule
from runs.training.submission import submit
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]

FILES = [
    "README.md", "claim_checklist.md", "design.json", "facts.json", "figures", "metrics.json",
    "model.keras", "model_card.html", "model_card.md", "predict.py", "predictions.csv",
    "requirements.txt", "train.py", "verify", "verify.py",
]  # fmt: skip


@pytest.fixture
def copied(finished: tuple[Path, int], tmp_path: Path) -> tuple[Path, int]:
    """The finished run in a workspace that a test may change."""
    shutil.copytree(finished[0], tmp_path / "workspace")
    return tmp_path / "workspace", finished[1]


def unpacked(run: tuple[Path, int], to: Path) -> Path:
    told = export_run(workspace=run[0], run_id=run[1], to=to)
    with zipfile.ZipFile(told["bundle"]) as archive:
        assert archive.namelist() == told["files"]
        archive.extractall(to)
    bundle = to / f"lesion-studio-run-{run[1]}"
    for path in filter(
        Path.is_file, bundle.rglob("*")
    ):  # whose computer it was made on is nobody's business
        assert str(run[0]) not in path.read_bytes().decode(errors="replace"), path.name
        assert str(to.parent) not in path.read_bytes().decode(errors="replace"), path.name
    return bundle


def laid_out(run: tuple[Path, int], to: Path) -> Path:
    """The files as they would lie in the zip; nothing is checked: the model is another design's."""
    to.mkdir(parents=True, exist_ok=True)
    for name, content in contents(frozen_run(*run)).items():
        data = content.encode() if isinstance(content, str) else content.read_bytes()
        assert str(run[0]) not in data.decode(errors="replace"), name
        assert str(to.parent) not in data.decode(errors="replace"), name
        (to / name).parent.mkdir(exist_ok=True)
        (to / name).write_bytes(data)
    return to


def weights_of(bundle: Path) -> str:
    """From what the Backbone of a bundle's drawing starts."""
    design = read_design((bundle / "design.json").read_bytes())
    return next(str(node.params["weights"]) for node in design.nodes if node.type == "Backbone")


def test_the_readme_tells_how_the_learning_rate_went(copied: tuple[Path, int]) -> None:
    told = frozen_run(*copied)
    assert "rate 0.001\n" in readme(told)
    recipe = told.recipe.model_copy(update={"schedule": Schedule.COSINE, "warmup": 0.25})
    assert "rate 0.001, risen over the first 25 % of the steps, falling to 0 along a cosine\n" in (
        readme(replace(told, recipe=recipe))
    )


def test_the_bundle_is_whole(finished: tuple[Path, int], tmp_path: Path) -> None:
    bundle = unpacked(finished, tmp_path)
    assert sorted(path.name for path in bundle.iterdir()) == FILES
    for name in ("model.keras", "design.json", "facts.json"):
        kept = run_folder(*finished) / name
        assert (bundle / name).read_bytes() == kept.read_bytes()
    pins = (bundle / "requirements.txt").read_text().splitlines()
    assert all("==" in line for line in pins)
    assert [line.partition("==")[0] for line in pins] == [
        "keras", "numpy", "pillow", "tensorflow-cpu", "tensorflow",
    ]  # fmt: skip


def test_the_readme_says_what_must_be_said(finished: tuple[Path, int], tmp_path: Path) -> None:
    readme = (unpacked(finished, tmp_path) / "README.md").read_text(encoding="utf-8")
    for words in (
        RESEARCH_ONLY,
        "**Drawings, not patients: this number says nothing about skin.**",
        "Classes: benign, malignant",
        "48 × 64 pixels (height × width), cropped to its middle",
        "split by lesion",
        "The photographs (none is in here): CC0-1.0",
        "Attribution: Drawn by Lesion Studio",
        "The test set has not been opened.",
        "so these numbers are optimistic",
    ):
        assert words in readme


def test_of_a_fitted_head_the_readme_tells_of_no_choice_among_epochs(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    """As a run of the template would have it; only its design matters here."""
    text = template("SVM on backbone features").to_json()
    (run_folder(*copied) / "design.json").write_text(text, encoding="utf-8")
    readme = (laid_out(copied, tmp_path) / "README.md").read_text(encoding="utf-8")
    assert "On the validation set, of which the head saw nothing;" in readme
    assert "epoch" not in readme
    assert "used for choosing" not in readme


def test_a_layer_without_weights_and_images_without_groups_are_not_told_of(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    folder = run_folder(*copied)
    text = template("SVM on colour and ABCD features").to_json()
    (folder / "design.json").write_text(text, encoding="utf-8")
    about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    (folder / "dataset.json").write_text(
        json.dumps(about | {"grouped_by": "image"}), encoding="utf-8"
    )
    readme = (laid_out(copied, tmp_path) / "README.md").read_text(encoding="utf-8")
    assert "random weights" not in readme
    assert "(groups:" not in readme
    assert " images; intervals hold 95 %\n" in readme


def test_the_tests_numbers_come_only_once_they_were_opened(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    closed = unpacked(copied, tmp_path / "closed")
    metrics = json.loads((closed / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["validation"]["auc_low"] <= metrics["validation"]["auc"]
    assert "test" not in metrics
    assert metrics["test_opened"] == 0
    assert metrics["input"] == {"height": 48, "width": 64, "fit": "crop"}
    open_test(*copied)
    open_test(*copied)
    opened = unpacked(copied, tmp_path / "opened")
    metrics = json.loads((opened / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["test"]["images"] > 0
    assert metrics["test_opened"] == 2
    readme = (opened / "README.md").read_text(encoding="utf-8")
    assert "On the test set, which was opened 2 times:" in readme


def test_the_same_run_gives_the_same_bytes(finished: tuple[Path, int], tmp_path: Path) -> None:
    one, other = (
        Path(export_run(workspace=finished[0], run_id=finished[1], to=tmp_path / name)["bundle"])
        for name in "ab"
    )
    assert one.read_bytes() == other.read_bytes()
    assert [path.name for path in (tmp_path / "a").iterdir()] == [one.name]


def test_a_disk_that_refuses_leaves_the_old_bundle(
    finished: tuple[Path, int], tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="cannot be written to"):
        export_run(workspace=finished[0], run_id=finished[1], to=tmp_path / "file")


def test_a_zip_that_is_there_is_only_replaced_when_asked(
    finished: tuple[Path, int], tmp_path: Path
) -> None:
    zipped = tmp_path / f"lesion-studio-run-{finished[1]}.zip"
    zipped.write_bytes(b"of last week")
    given = {"workspace": finished[0], "run_id": finished[1], "to": tmp_path}
    with pytest.raises(BundleThereError, match="is there already"):
        export_run(**given)
    assert zipped.read_bytes() == b"of last week"
    export_run(**given, overwrite=True)
    assert zipfile.is_zipfile(zipped)


def test_what_has_no_network_is_not_exported(copied: tuple[Path, int], tmp_path: Path) -> None:
    (run_folder(*copied) / "model.keras").unlink()
    with pytest.raises(ExportError, match="has no trained network to export"):
        export_run(workspace=copied[0], run_id=copied[1], to=tmp_path)
    with pytest.raises(RunMissingError):
        export_run(workspace=copied[0], run_id=99, to=tmp_path)


def test_starting_weights_and_their_licence_come_along(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    """As a run of the template would have it; only its design matters here."""
    design = template("EfficientNet-Lite0, frozen")
    (run_folder(*copied) / "design.json").write_text(design.to_json(), encoding="utf-8")
    bundle = laid_out(copied, tmp_path)
    assert (bundle / "initial.weights.h5").stat().st_size > 7e6
    assert "Apache License" in (bundle / "initial.LICENSE.txt").read_text(encoding="utf-8")
    readme = (bundle / "README.md").read_text(encoding="utf-8")
    assert "in `initial.weights.h5`, under the Apache License 2.0" in readme


def test_weights_of_ones_own_are_copied_or_missed(copied: tuple[Path, int], tmp_path: Path) -> None:
    chosen = tmp_path / "mine.h5"
    design = template("ResNet50, frozen").with_params("Backbone", weights=str(chosen))
    folder = run_folder(*copied)
    script = train_script(design, Facts(class_names=("benign", "malignant")), Recipe())
    (folder / "design.json").write_text(design.to_json(), encoding="utf-8")
    (folder / "train.py").write_text(script, encoding="utf-8")
    without = laid_out(copied, tmp_path / "without")
    assert not (without / "initial.h5").exists()
    readme = (without / "README.md").read_text(encoding="utf-8")
    assert "the file mine.h5, which is missing: train.py needs it as `initial.h5`" in readme
    assert weights_of(without) == "mine.h5"
    chosen.write_bytes(b"weights")
    bundle = laid_out(copied, tmp_path / "with")
    assert (bundle / "initial.h5").read_bytes() == b"weights"
    assert 'with_name("initial.h5")' in (bundle / "train.py").read_text(encoding="utf-8")


def test_of_a_run_of_another_workspace_the_readme_says_whose_it_is(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    theirs = run_folder(tmp_path / "Paris", copied[1]) / "model.keras"
    theirs.parents[1].mkdir(parents=True)  # the workspace is there, its run is not
    design = template("EfficientNet-Lite0, frozen").with_params("Backbone", weights=str(theirs))
    (run_folder(*copied) / "design.json").write_text(design.to_json(), encoding="utf-8")
    bundle = laid_out(copied, tmp_path / "bundle")
    told = f"“backbone” started from the model of run {copied[1]} of another workspace (“Paris”), "
    missing = "which is missing: train.py needs it as `initial.keras`"
    assert f"{told}{missing}" in (bundle / "README.md").read_text(encoding="utf-8")
    assert weights_of(bundle) == "model.keras"


def from_an_earlier_run(copied: tuple[Path, int]) -> tuple[int, int]:
    """A run and the one that it starts from, both as if they had ended."""
    workspace, trained = copied
    frozen = template("EfficientNet-Lite0, frozen")
    runs = []
    for design in (frozen, frozen.with_params("Backbone", weights=f"run {trained + 1}")):
        given = {"workspace": workspace, "dataset_name": "Demo", "recipe": Recipe()}
        runs.append(submit(design=design, **given))
        for name in ("model.keras", "evaluation.json"):
            shutil.copy(run_folder(*copied) / name, run_folder(workspace, runs[-1]))
        with RunStore(workspace) as store:
            store.claim(runs[-1], claim="worker")
            store.finish(runs[-1], claim="worker", state=RunState.SUCCEEDED)
    return runs[1], runs[0]


def test_what_was_frozen_is_exported_though_the_earlier_run_is_gone(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    workspace = copied[0]
    run, earlier = from_an_earlier_run(copied)
    there = laid_out((workspace, run), tmp_path / "there")
    assert (there / "initial.keras").is_file()
    told = f"“backbone” started from the model of run {earlier}, "
    assert f"{told}in `initial.keras`" in (there / "README.md").read_text(encoding="utf-8")
    assert weights_of(there) == f"run {earlier}"
    launcher.delete(workspace, earlier)
    gone = laid_out((workspace, run), tmp_path / "gone")
    assert (gone / "train.py").read_bytes() == (there / "train.py").read_bytes()
    script = (gone / "train.py").read_text(encoding="utf-8")
    assert 'load_model(weights, compile=False).get_layer("backbone")' in script
    missing = "which is missing: train.py needs it as `initial.keras`"
    assert f"{told}{missing}" in (gone / "README.md").read_text(encoding="utf-8")


def predicted(bundle: Path, *words: object) -> subprocess.CompletedProcess[str]:
    """What the bundle's own script says."""
    return subprocess.run(
        [sys.executable, "predict.py", *map(str, words)],
        cwd=bundle,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )


def test_predict_py_gives_the_programs_answers(copied: tuple[Path, int], tmp_path: Path) -> None:
    """Fifty images and one that is none: the same list, probabilities within 1e-5."""
    workspace, run = copied
    dataset = Library(workspace).load("Demo")
    images = [dataset.file(row) for row in range(50)]
    images.append(tmp_path / "none.png")
    images[-1].write_bytes(b"no image")
    point = choose(workspace=workspace, run_id=run, rule=Rule(Kind.SENSITIVITY, 0.8))
    bundle = unpacked(copied, tmp_path)
    ours = predict_all(Asked(workspace, run, images), lambda *_: None, lambda _: None)
    done = predicted(bundle, *images, "--json")
    theirs = json.loads(done.stdout)
    assert RESEARCH_ONLY in done.stderr
    assert len(ours) == len(theirs) == 51
    for one, other in zip(ours, theirs, strict=True):
        keys = ["image", "probabilities", "class", "problem", "notes", "operating_point"]
        assert list(one) == [*keys, "scored_alike"]
        assert list(other) == keys
        assert one["probabilities"] == pytest.approx(other["probabilities"], abs=1e-5)
        here, there = one["operating_point"], other["operating_point"]
        assert bool(here) is bool(there) is bool(one["class"])
        if here:
            assert here["score"] == pytest.approx(there["score"], abs=1e-5)
            assert here["flagged"] == there["flagged"] == (here["score"] >= point.threshold)
            assert {**here, "score": 0} == {**there, "score": 0}
        same = {"probabilities": 0, "operating_point": 0}
        assert {key: ({**one, **same})[key] for key in keys} == {**other, **same}
    flagged = {one["operating_point"]["flagged"] for one in theirs if one["class"]}
    assert flagged == {True, False}
    assert theirs[-1]["operating_point"] is None


def test_the_point_comes_along_and_predict_py_says_it(
    copied: tuple[Path, int], tmp_path: Path
) -> None:
    workspace, run = copied
    without = unpacked(copied, tmp_path / "without")
    assert not (without / "operating_point.json").exists()
    assert "None was saved: `predict.py` prints the scores" in (without / "README.md").read_text()
    image = Library(workspace).load("Demo").file(0)
    assert "threshold" not in predicted(without, image).stdout
    choose(workspace=workspace, run_id=run, rule=Rule(Kind.BY_HAND, 0.0), prevalence=0.02)
    bundle = unpacked(copied, tmp_path / "with")
    kept = json.loads((bundle / "operating_point.json").read_bytes())
    assert (kept["positive"], kept["threshold"]) == (["malignant"], 0.0)
    assert json.loads((bundle / "metrics.json").read_bytes())["operating_point"] == kept
    readme = (bundle / "README.md").read_text(encoding="utf-8")
    assert "flags a photograph from this score on: 0.000 for malignant lesions" in readme
    assert "- `operating_point.json`: the threshold from which predict.py flags" in readme
    assert re.search(
        r"; malignant \(score 0\.\d{3}, threshold 0\.000\)", predicted(bundle, image).stdout
    )
    predicted(bundle, image, "--csv", tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["positive"], row["threshold"], row["flagged"]) == ("malignant", "0.0", "yes")
    assert row["positive_score"] == row["malignant"]
    for broken in ("{", json.dumps({"positive": ["mel"], "threshold": 0.5}), "[]"):
        (bundle / "operating_point.json").write_text(broken)
        done = subprocess.run(
            [sys.executable, "predict.py", image],
            cwd=bundle,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1
        assert done.stderr.strip().endswith("Unpack the bundle again.")
        assert "Traceback" not in done.stderr
