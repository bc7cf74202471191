"""Every template trains on 64 demo lesions, and what it leaves loads with Keras alone.

Small pictures and one epoch; weights that would be downloaded start from chance here.
"""

from __future__ import annotations

import functools
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from studio import Studio

from builder.lowering import lower
from builder.templates import template, templates
from data.demo import NAME, make_demo
from data.image import load_image
from layers_catalog.facts import Facts
from runs.results import MODEL, PREDICTIONS
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.timeout(600)]
SIDE = 96
LOAD = """
import json, sys
import keras, numpy as np
scores = {}
pixels = np.load(sys.argv[1])
for path in sys.argv[2:]:
    model = keras.saving.load_model(path, compile=False)
    scores[path] = model.predict(pixels, verbose=0).tolist()
print(json.dumps(scores))
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    studio = Studio(tmp_path_factory.mktemp("templates"))
    make_demo(workspace=studio.home / "workspace", count=64)
    return studio


@pytest.fixture(scope="module")
def trained(small: Studio) -> Callable[[str], Any]:
    """A template's finished run, trained when it is first asked for."""
    return functools.cache(lambda name: _trained(small, name))


def _trained(studio: Studio, name: str) -> Any:
    settings = [f"--set=input.height={SIDE}", f"--set=input.width={SIDE}"]
    if any(call.weights == "imagenet" for call in lower(template(name), Facts())):
        settings.append("--set=backbone.weights=none")
    return studio.json("train", name, "--dataset", NAME, "--epochs", 1, *settings, "--wait")


@pytest.mark.parametrize("name", templates())
def test_a_template_trains(trained: Callable[[str], Any], name: str) -> None:
    run = trained(name)
    assert run["state"] == "succeeded"
    assert 0 <= run["validation"]["auc"] <= 1


def test_what_they_leave_loads_with_keras_alone_and_says_the_same(
    small: Studio, trained: Callable[[str], Any], elsewhere: Path, tmp_path: Path
) -> None:
    workspace = small.home / "workspace"
    images = {path.stem: path for path in (workspace / "datasets").rglob("demo_*.jpg")}
    models, said = {}, {}
    for name in templates():
        number = trained(name)["run"]
        models[name] = str(run_folder(workspace, number) / MODEL)  # the one that is exported
        said[name] = pd.read_parquet(run_folder(workspace, number) / PREDICTIONS)
    shown = said[name]["image_id"]  # the same images in every run: those of validation and test
    pixels = [load_image(images[Path(one).stem], SIDE, SIDE, "stretch") for one in shown]
    np.save(tmp_path / "pixels.npy", np.stack(pixels))
    command = [elsewhere, "-c", LOAD, tmp_path / "pixels.npy", *models.values()]
    theirs = json.loads(subprocess.check_output(command, text=True, cwd=tmp_path))
    for name, path in models.items():
        assert said[name]["image_id"].equals(shown)
        ours = said[name][list(said[name].columns[-2:])].to_numpy()
        assert np.abs(ours - theirs[path]).max() <= 1e-5, name
