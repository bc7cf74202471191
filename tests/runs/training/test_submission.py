"""What a run needs is there in full, or there is no run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from builder.inference import infer
from builder.problems import NotSoundError
from builder.spec import GraphSpec
from builder.templates import template
from builder.upgrade import read_design
from data.errors import DatasetError
from data.importing import import_dataset
from data.library import Library
from layers_catalog.errors import WrongCallError
from layers_catalog.facts import Facts
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.earlier import EarlierRunError, StillNeededError
from runs.training.recipe import Recipe
from runs.training.submission import SubmissionError, submit
from runs.workspace import run_folder, runs_folder

FILES = {
    *("design.json", "facts.json", "recipe.json", "train.py"),
    *("dataset.json", "environment.json"),
}
CNN = "Two-convolution CNN (64, 64)"


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the dataset "spots": two classes, 40 tiny images."""
    source, home = tmp_path_factory.mktemp("photographs"), tmp_path_factory.mktemp("workspace")
    chance = np.random.default_rng(0)
    for number in range(40):
        label = ("benign", "malignant")[number % 2]
        (source / label).mkdir(exist_ok=True)
        pixels = chance.integers(0, 256, (16, 16, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(source / label / f"{number}.png")
    import_dataset(workspace=home, path=source, name="spots", progress=lambda *_told: None)
    return home


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return tmp_path


def ask(workspace: Path, *, dataset: str = "spots", design: GraphSpec | None = None) -> int:
    return submit(
        workspace=workspace,
        design=design or template(CNN),
        dataset_name=dataset,
        recipe=Recipe(epochs=3, seed=7),
    )


def nothing_is_left(workspace: Path) -> bool:
    with RunStore(workspace) as store:
        left = list(runs_folder(workspace).iterdir()) if runs_folder(workspace).is_dir() else []
        return store.list() == [] and left == []


def test_a_run_is_frozen_whole_and_waits(workspace: Path) -> None:
    run_id = ask(workspace)
    folder = run_folder(workspace, run_id)
    assert {file.name for file in folder.iterdir()} >= FILES
    with RunStore(workspace) as store:
        run = store.get(run_id)
    assert (run.state, run.name) == (RunState.QUEUED, f"{CNN} on spots")
    assert (run.seed, run.epochs_planned, run.recipe["epochs"]) == (7, 3, 3)
    assert run.dataset_digest == Library(workspace).load("spots").digest
    design = read_design((folder / "design.json").read_text(encoding="utf-8"))
    assert design.digest() == run.design_digest
    assert Recipe.model_validate(run.recipe) == Recipe(epochs=3, seed=7)
    assert Recipe.model_validate_json((folder / "recipe.json").read_bytes()).seed == 7
    script = (folder / "train.py").read_text(encoding="utf-8")
    compile(script, "train.py", "exec")
    assert "def build_model(" in script


def test_what_was_frozen_rebuilds_the_network_and_outlives_the_dataset(workspace: Path) -> None:
    folder = run_folder(workspace, ask(workspace))
    Library(workspace).delete("spots")
    facts = Facts.model_validate_json((folder / "facts.json").read_bytes())
    assert facts == Facts(class_names=("benign", "malignant"), from_dataset=True)
    design = read_design((folder / "design.json").read_text(encoding="utf-8"))
    assert infer(design, facts).sound
    about = json.loads((folder / "dataset.json").read_text(encoding="utf-8"))
    assert sum(sum(split.values()) for split in about["counts"].values()) == 40
    assert "Split by image: results are likely optimistic." in about["notices"]


def test_the_surroundings_are_noted(workspace: Path) -> None:
    text = (run_folder(workspace, ask(workspace)) / "environment.json").read_text(encoding="utf-8")
    surroundings = json.loads(text)
    assert surroundings["python"] == ".".join(map(str, sys.version_info[:3]))
    assert surroundings["cores"] >= 1
    assert {"keras", "numpy"} <= surroundings["packages"].keys()
    assert os.uname().nodename not in text


def test_a_drawing_that_is_not_sound_makes_no_run(workspace: Path) -> None:
    design = template(CNN)
    broken = design.model_copy(update={"edges": design.edges[1:]})
    with pytest.raises(NotSoundError, match="The drawing is not ready"):
        ask(workspace, design=broken)
    assert nothing_is_left(workspace)


def test_a_dataset_that_is_not_there_is_named(workspace: Path) -> None:
    with pytest.raises(DatasetError, match="“moles”"):
        ask(workspace, dataset="moles")
    assert nothing_is_left(workspace)


@pytest.mark.parametrize(
    ("label", "split", "complaint"),
    [
        (None, "test", "has no images for test"),
        (None, "validation", "has no images for validation"),
        ("malignant", "train", "has no images of malignant to train on"),
    ],
)
def test_a_dataset_with_a_gap_is_refused_with_its_place(
    workspace: Path, label: str | None, split: str, complaint: str
) -> None:
    path = workspace / "datasets" / "spots" / "manifest.parquet"
    manifest = Library(workspace).load("spots").manifest
    hit = (manifest["split"] == split) & ((manifest["label"] == label) | (label is None))
    other = "validation" if split == "train" else "train"
    manifest.assign(split=manifest["split"].where(~hit, other)).to_parquet(path)
    with pytest.raises(SubmissionError, match=complaint):
        ask(workspace)
    assert nothing_is_left(workspace)


def test_a_dataset_of_one_class_is_refused(workspace: Path) -> None:
    about = workspace / "datasets" / "spots" / "dataset.json"
    told = json.loads(about.read_bytes()) | {"classes": ["benign"]}
    about.write_text(json.dumps(told))
    with pytest.raises(SubmissionError, match="“spots” has one class only"):
        ask(workspace)
    assert nothing_is_left(workspace)


def test_many_submissions_at_once_get_a_folder_each(workspace: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(lambda _n: ask(workspace), range(16)))
    assert sorted(runs) == list(range(1, 17))
    folders = sorted(runs_folder(workspace).iterdir(), key=lambda folder: int(folder.name))
    assert [folder.name for folder in folders] == [str(run) for run in sorted(runs)]
    assert all({file.name for file in folder.iterdir()} >= FILES for folder in folders)


KILLED = """
import os, pathlib, signal, sys
from builder.templates import template
from runs.training import process, submission
from runs.training.earlier import EarlierRunError
from runs.training.recipe import Recipe
settle = submission._settle
def die(partial, folder):
    if sys.argv[2] == "after":
        settle(partial, folder)
    os.kill(os.getpid(), signal.SIGKILL)
submission._settle = die
submission.submit(workspace=pathlib.Path(sys.argv[1]), design=template(sys.argv[3]),
                  dataset_name="spots", recipe=Recipe())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_submission_killed_on_its_way_leaves_no_run_and_is_no_hindrance(
    workspace: Path, moment: str
) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(workspace), moment, CNN], check=False)
    assert done.returncode == -9
    with RunStore(workspace) as store:
        assert store.list() == []
        run_id = ask(workspace)
        assert store.get(run_id).state is RunState.QUEUED
    assert {file.name for file in run_folder(workspace, run_id).iterdir()} >= FILES


def test_what_a_killed_submission_left_is_swept_a_day_later(workspace: Path) -> None:
    left, fresh = (runs_folder(workspace) / f".partial-{name}" for name in ("old", "fresh"))
    for folder in (left, fresh):
        folder.mkdir(parents=True)
        (folder / "design.json").write_text("{}")
    long_ago = time.time() - 25 * 3600
    os.utime(left, (long_ago, long_ago))
    ask(workspace)
    assert not left.exists()
    assert fresh.is_dir()


FULL = """
import pathlib, resource, sys
from builder.templates import template
from runs.training.earlier import EarlierRunError
from runs.training.recipe import Recipe
from runs.training.submission import SubmissionError, submit
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))  # as a full disk would
try:
    submit(workspace=pathlib.Path(sys.argv[1]), design=template(sys.argv[2]),
           dataset_name="spots", recipe=Recipe())
except SubmissionError as error:
    print(error)
"""


def test_a_full_disk_is_told_in_a_sentence_and_leaves_nothing(workspace: Path) -> None:
    RunStore(workspace).close()
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(workspace), CNN],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "The files of the run cannot be written" in done.stdout
    assert "Make room on the disk" in done.stdout
    assert nothing_is_left(workspace)


def test_the_frozen_files_do_not_depend_on_when_and_where(
    workspace: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(workspace, elsewhere, dirs_exist_ok=True)
    digests: list[dict[str, str]] = [
        {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in run_folder(home, ask(home)).iterdir()
        }
        for home in (workspace, elsewhere)
    ]
    assert digests[0] == digests[1]


def test_nothing_heavy_is_loaded_to_submit_start_or_reap() -> None:
    heavy = "tensorflow keras openvino sklearn scipy alembic".split()  # noqa: SIM905  reads better
    code = (
        "import sys, runs.training.launcher;"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_name_is_given_or_made(workspace: Path) -> None:
    run_id = submit(
        workspace=workspace,
        design=template(CNN),
        dataset_name="spots",
        recipe=Recipe(),
        name="x" * 300,
    )
    with RunStore(workspace) as store:
        assert store.get(run_id).name == "x" * 200


@pytest.mark.parametrize(
    "weights",
    ["weights.h5", "/nowhere/weights.h5", "shipped", "~nobody-of-that-name/x.h5", "/" + "x" * 300],
)
def test_starting_weights_that_are_not_there_are_refused(workspace: Path, weights: str) -> None:
    with pytest.raises(WrongCallError, match="“backbone” starts from the weights file") as told:
        ask(workspace, design=with_weights(weights))
    assert "choose “imagenet”, “none” or “run 12”" in told.value.hint
    assert nothing_is_left(workspace)


def with_weights(weights: str, architecture: str = "EfficientNet-Lite0") -> GraphSpec:
    """The frozen template, started from other weights."""
    lite = template("EfficientNet-Lite0, frozen")
    return lite.with_params("Backbone", weights=weights, architecture=architecture)


def test_an_earlier_run_is_frozen_by_its_number(workspace: Path) -> None:
    given = {"workspace": workspace, "dataset_name": "spots", "recipe": Recipe()}
    with pytest.raises(EarlierRunError, match=r"run 1, which has no trained model"):
        submit(design=with_weights("run 1"), **given)
    first = submit(design=template("EfficientNet-Lite0, frozen"), **given)
    with pytest.raises(EarlierRunError, match=rf"run {first}, which has no trained model"):
        submit(design=with_weights(f"run {first}"), **given)
    model = run_folder(workspace, first) / "model.keras"
    model.write_bytes(b"as a worker would leave it")
    later = submit(design=with_weights(f"run {first}"), **given)
    frozen = read_design((run_folder(workspace, later) / "design.json").read_bytes())
    assert {node.id: node for node in frozen.nodes}["backbone"].params["weights"] == f"run {first}"
    script = (run_folder(workspace, later) / "train.py").read_text(encoding="utf-8")
    assert 'Path(__file__).with_name("initial.keras")' in script
    assert 'load_model(weights, compile=False).get_layer("backbone")' in script
    with pytest.raises(EarlierRunError, match=rf"run {first}, whose design has no such network"):
        submit(design=with_weights(f"run {first}", "VGG16"), **given)


def test_whose_the_run_is_that_cannot_be_started_from(workspace: Path, tmp_path: Path) -> None:
    home = tmp_path / "Paris"
    model = run_folder(home, 3) / "model.keras"
    told = re.escape(f"is to start from run 3 of another workspace ({home.resolve()}), ")
    with pytest.raises(EarlierRunError, match=f"{told}which has no trained model"):
        ask(workspace, design=with_weights(str(model)))
    shutil.copytree(
        run_folder(workspace, ended(workspace, template("EfficientNet-Lite0, frozen"))),
        model.parent,
    )
    with pytest.raises(EarlierRunError, match=f"{told}whose design has no such network"):
        ask(workspace, design=with_weights(str(model), "VGG16"))
    model.with_name("design.json").unlink()
    with pytest.raises(EarlierRunError, match=rf"{told}whose design\.json or facts\.json"):
        ask(workspace, design=with_weights(str(model)))


def ended(workspace: Path, design: GraphSpec) -> int:
    """A run that has ended, with a file where its model would be."""
    run_id = ask(workspace, design=design)
    (run_folder(workspace, run_id) / "model.keras").write_bytes(b"as a worker would leave it")
    with RunStore(workspace) as store:
        store.claim(run_id, claim="worker")
        store.finish(run_id, claim="worker", state=RunState.SUCCEEDED)
    return run_id


@pytest.mark.parametrize("interrupted", [False, True])
def test_a_run_is_kept_while_another_waits_to_start_from_it(
    workspace: Path, *, interrupted: bool
) -> None:
    first = ended(workspace, template("EfficientNet-Lite0, frozen"))
    other = ended(workspace, template(CNN))
    later = ask(workspace, design=with_weights(f"run {first}"))
    if interrupted:
        with RunStore(workspace) as store:
            store.claim(later, claim="worker")
            store.interrupt_stale(0)
    with pytest.raises(StillNeededError, match=rf"run {later} .* starts from what it learned"):
        launcher.delete(workspace, first)
    assert (run_folder(workspace, first) / "model.keras").is_file()
    launcher.delete(workspace, other)
    launcher.stop(workspace, later)
    launcher.delete(workspace, first)
    assert not run_folder(workspace, first).exists()


@pytest.mark.parametrize("written", ["run {}", "Run {}", "run{}", "RUN  {}", " run {} "])
def test_an_earlier_run_is_known_however_it_is_written(workspace: Path, written: str) -> None:
    with pytest.raises(EarlierRunError, match="from run 12, which has no trained model"):
        ask(workspace, design=with_weights(written.format(12)))
    first = ended(workspace, template("EfficientNet-Lite0, frozen"))
    later = ask(workspace, design=with_weights(written.format(first)))
    frozen = read_design((run_folder(workspace, later) / "design.json").read_bytes())
    told = {node.id: node for node in frozen.nodes}["backbone"].params["weights"]
    assert told == f"run {first}"


@pytest.mark.parametrize("name", ["design.json", "facts.json"])
@pytest.mark.parametrize("text", [None, "{"])
def test_an_earlier_run_that_is_damaged_is_refused_before_a_run_waits(
    workspace: Path, name: str, text: str | None
) -> None:
    first = ended(workspace, template("EfficientNet-Lite0, frozen"))
    file = run_folder(workspace, first) / name
    file.unlink() if text is None else file.write_text(text)
    with pytest.raises(EarlierRunError, match=rf"run {first}, whose design.json or facts.json"):
        ask(workspace, design=with_weights(f"run {first}"))
    with RunStore(workspace) as store:
        assert [run.id for run in store.list()] == [first]
