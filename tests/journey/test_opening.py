"""A network that was made elsewhere is opened, trained from its own weights, and taken home."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from studio import Studio

if TYPE_CHECKING:
    import keras

pytestmark = pytest.mark.keras
HARDLY = "learning_rate=1e-9"
"""A step so small that the weights are still those that training started from."""


def _theirs(classes: int = 2) -> keras.Model:
    from keras import Input, Sequential, layers, utils

    utils.set_random_seed(3)
    return Sequential(
        [
            Input((32, 32, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(6, 3, strides=2, activation="relu", name="Their Conv"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(classes, activation="softmax", name="answer"),
        ],
        name="theirs",
    )


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("elsewhere") / "theirs.keras"
    _theirs().save(path)
    return path


@pytest.fixture(scope="module")
def opened(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Studio:
    studio = Studio(tmp_path_factory.mktemp("opening"))
    studio.json("demo")
    told = studio.json("open", file, "--name", "Theirs")
    assert told["design"] == "Theirs"
    assert (told["layers"], told["weights"], told["classes"]) == (5, 182, 2)
    assert told["weights_in_file"]
    assert (told["differences"], told["unknown"], told["problems"]) == ([], [], [])
    assert (studio.home / "workspace" / told["start"] / "model.keras").is_file()
    return studio


@pytest.fixture(scope="module")
def run(opened: Studio) -> int:
    told = opened.json(
        "train", "Theirs", "--dataset", "Demo lesions", "--epochs", 1, "--set", HARDLY, "--wait"
    )
    assert told["state"] == "succeeded"
    return int(told["run"])


def test_a_training_starts_from_the_weights_of_the_file(opened: Studio, run: int) -> None:
    import keras

    folder = opened.home / "workspace" / "runs" / str(run)
    trained = keras.saving.load_model(folder / "model.keras", compile=False)
    theirs = _theirs()
    for mine, other in (("their_conv", "Their Conv"), ("answer", "answer")):
        for one, wanted in zip(
            trained.get_layer(mine).get_weights(),
            theirs.get_layer(other).get_weights(),
            strict=True,
        ):
            np.testing.assert_allclose(one, wanted, atol=1e-5)
    recipe = json.loads((folder / "recipe.json").read_text())
    assert re.fullmatch("opened/[0-9a-f]{64}", recipe["start"])


def test_what_is_taken_home_starts_from_them_too(opened: Studio, run: int) -> None:
    to = opened.home / "taken"
    to.mkdir()
    opened.call("export", run, "--to", to)
    (bundle,) = to.rglob("*.zip")
    with zipfile.ZipFile(bundle) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        script = archive.read(names["train.py"]).decode()
        readme = archive.read(names["README.md"]).decode()
        design = json.loads(archive.read(names["design.json"]))
    assert "initial.keras" in names
    assert 'with_name("initial.keras")' in script
    assert "All layers that are alike started from the file theirs.keras" in readme
    assert re.fullmatch("opened/[0-9a-f]{64}", design["recipe"]["start"])
    assert str(opened.home) not in json.dumps(design) + script + readme


@pytest.fixture
def moved(opened: Studio, run: int, tmp_path: Path) -> Iterator[Studio]:
    """The same workspace at another place, with one run in it; nothing is left at the old one."""
    assert run
    shutil.move(opened.home / "workspace", tmp_path / "workspace")
    yield Studio(tmp_path)
    shutil.move(tmp_path / "workspace", opened.home / "workspace")


def test_a_workspace_that_moved_trains_and_exports_as_before(moved: Studio, run: int) -> None:
    told = moved.call("check", "Theirs", "--dataset", "Demo lesions")
    assert "start from the weights of theirs.keras, opened on " in told.stdout
    again = moved.call(
        "train", "--like", run, "--epochs", 1, "--set", "batch_size=16", "--wait", "--json"
    )
    assert json.loads(again.stdout)["state"] == "succeeded"
    assert "start from the weights of theirs.keras, opened on " in again.stderr
    moved.call("export", run, "--to", moved.home)
    (bundle,) = moved.home.glob("*.zip")
    with zipfile.ZipFile(bundle) as archive:
        assert any(name.endswith("initial.keras") for name in archive.namelist())


def test_a_colleague_opens_the_file_too(opened: Studio, file: Path, tmp_path: Path) -> None:
    sent = tmp_path / "theirs.json"
    opened.json("designs", "export", "Theirs", "--to", sent)
    assert str(opened.home) not in sent.read_text()
    colleague = Studio(tmp_path)
    assert colleague.json("designs", "import", sent)["design"] == "Theirs"
    told = colleague.json("check", "Theirs", status=1)
    assert "Open the file that it came from (theirs.keras)" in told["problems"][0]["hint"]
    assert colleague.json("open", file, "--name", "Mine")["design"] == "Mine"
    assert colleague.json("check", "Theirs")["sound"]
    forgot = colleague.json("designs", "start", "Mine", "--forget")
    assert forgot == {"design": "Mine", "start": None}
    assert colleague.json("designs", "start", "Theirs")["start"]["file"] == "theirs.keras"


@pytest.mark.filterwarnings("ignore:.*HDF5 file")
def test_the_weights_of_a_whole_network_in_hdf5_come_along(opened: Studio, tmp_path: Path) -> None:
    path = tmp_path / "older.h5"
    _theirs(3).save(path)
    told = opened.json("open", path)
    assert (told["weights_in_file"], told["classes"]) == (True, 3)
    assert opened.json("designs", "start", "older")["start"]["file"] == "older.h5"


def test_opening_it_once_more_keeps_one_network(opened: Studio, file: Path) -> None:
    assert opened.json("open", file)["design"] == "theirs"
    assert opened.json("designs", "start", "theirs") == {
        "design": "theirs",
        "start": opened.json("designs", "start", "Theirs")["start"],
    }


def test_a_kept_network_that_is_gone_is_told(opened: Studio) -> None:
    told = opened.call(
        "train", "Theirs", "--dataset", "Demo lesions", "--set", "start=/nowhere/model.keras",
        status=2,
    )  # fmt: skip
    assert "no network that was opened here" in told.stderr
    assert "Traceback" not in told.stderr


def test_what_differs_waits_for_a_word(opened: Studio, tmp_path: Path) -> None:
    from keras import layers, models

    path = tmp_path / "held.keras"
    held = layers.Conv2D(4, 3, kernel_constraint="max_norm")
    made = [layers.Input((32, 32, 3)), held, layers.Flatten(), layers.Dense(2)]
    models.Sequential(made).save(path)
    told = opened.json("open", path, status=1)
    assert told["design"] is None
    assert [one["setting"] for one in told["differences"]] == ["kernel_constraint", "activation"]
    assert opened.json("open", path, "--anyway")["design"] == "held"
