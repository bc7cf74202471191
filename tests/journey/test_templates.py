"""Every template trains on 64 demo lesions, and what it leaves loads with Keras alone.

Small pictures and one epoch; weights that would be downloaded start from chance here. The worker
does its work in this process, so that TensorFlow is loaded once for all of them.
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

from builder.lowering import lower
from builder.templates import template, templates
from data.demo import NAME, make_demo
from data.image import load_image
from layers_catalog.facts import Facts
from runs.results import MODEL, PREDICTIONS, run_json
from runs.training import worker
from runs.training.asked import asked
from runs.training.submission import submit
from runs.workspace import run_folder, workspace_path

pytestmark = [pytest.mark.keras, pytest.mark.timeout(600)]
SIDE = 96
LOAD = """
import json, sys
import keras, numpy as np
scores = {}
pixels = np.load(sys.argv[1]).astype("float32")
for path in sys.argv[2:]:
    model = keras.saving.load_model(path, compile=False)
    scores[path] = np.asarray(model(pixels, training=False)).tolist()
print(json.dumps(scores))
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("templates"))
    make_demo(workspace=home, count=64)
    return home


@pytest.fixture(scope="module")
def trained(workspace: Path) -> Callable[[str], Any]:
    """A template's finished run, trained when it is first asked for."""
    return functools.cache(lambda name: _trained(workspace, name))


def _trained(workspace: Path, name: str) -> Any:
    settings = [f"input.height={SIDE}", f"input.width={SIDE}"]
    if any(call.weights == "imagenet" for call in lower(template(name), Facts())):
        settings.append("backbone.weights=none")
    design, recipe = asked(workspace=workspace, design=name, settings=settings, epochs=1)
    run = submit(workspace=workspace, design=design, dataset_name=NAME, recipe=recipe)
    assert worker.main([str(run), "--workspace", str(workspace)]) == 0
    return run_json(workspace, run)


@pytest.mark.parametrize("name", templates())
def test_a_template_trains(trained: Callable[[str], Any], name: str) -> None:
    run = trained(name)
    assert run["state"] == "succeeded"
    assert 0 <= run["validation"]["auc"] <= 1


def test_what_they_leave_loads_with_keras_alone_and_says_the_same(
    workspace: Path, trained: Callable[[str], Any], elsewhere: Path, tmp_path: Path
) -> None:
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
