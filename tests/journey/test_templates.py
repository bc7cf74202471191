"""Every template trains on 64 demo lesions, and what it leaves loads with Keras alone.

Small pictures and one epoch; weights that would be downloaded start from chance here.
"""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from studio import Studio

from builder.lowering import lower
from builder.templates import template, templates
from data.demo import NAME, make_demo
from layers_catalog.facts import Facts

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
def runs(small: Studio) -> dict[str, Any]:
    """Each template's finished run."""
    return {name: _trained(small, name) for name in templates()}


def _trained(studio: Studio, name: str) -> Any:
    settings = [f"--set=input.height={SIDE}", f"--set=input.width={SIDE}"]
    if any(call.weights == "imagenet" for call in lower(template(name), Facts())):
        settings.append("--set=backbone.weights=none")
    return studio.json("train", name, "--dataset", NAME, "--epochs", 1, *settings, "--wait")


def test_every_template_trains(runs: dict[str, Any]) -> None:
    assert {name: run["state"] for name, run in runs.items()} == dict.fromkeys(
        templates(), "succeeded"
    )
    assert all(0 <= run["validation"]["auc"] <= 1 for run in runs.values())


def test_what_they_leave_loads_with_keras_alone_and_says_the_same(
    small: Studio, runs: dict[str, Any], elsewhere: Path, tmp_path: Path
) -> None:
    from data.image import load_image

    folder = small.home / "workspace" / "datasets"
    image = next(iter(sorted(folder.rglob("demo_*.jpg"))))
    np.save(tmp_path / "pixels.npy", load_image(image, SIDE, SIDE, "stretch")[None])
    models: dict[str, str] = {}
    for name, run in runs.items():
        bundle = small.json("export", run["run"], "--to", tmp_path / "export")["bundle"]
        with zipfile.ZipFile(bundle) as archive:
            inside = next(one for one in archive.namelist() if one.endswith("model.keras"))
            models[archive.extract(inside, tmp_path / str(run["run"]))] = name
    command = [elsewhere, "-c", LOAD, tmp_path / "pixels.npy", *models]
    theirs = json.loads(subprocess.check_output(command, text=True, cwd=tmp_path))
    for path, name in models.items():
        (ours,) = small.json("predict", runs[name]["run"], image)
        difference = np.abs(np.array(list(ours["probabilities"].values())) - theirs[path][0])
        assert difference.max() <= 1e-5, name
