"""What is taken home equals what was trained, in an environment without this project."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from studio import Trained

pytestmark = pytest.mark.keras

PROMISED = {
    "model.keras", "design.json", "train.py", "predict.py", "requirements.txt", "metrics.json",
    "README.md", "initial.weights.h5",
}  # fmt: skip
NOTICE = "Research and education only. Not a medical device."


@pytest.fixture(scope="session")
def bundle(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("export")
    told = trained.studio.json("export", trained.run["run"], "--to", to)
    folder = to / "bundle"
    with zipfile.ZipFile(told["bundle"]) as archive:
        assert sorted(archive.namelist()) == sorted(told["files"])
        archive.extractall(folder)
    return next(folder.rglob("predict.py")).parent


def test_the_zip_holds_what_is_promised(bundle: Path) -> None:
    assert {path.name for path in bundle.iterdir()} >= PROMISED
    readme = (bundle / "README.md").read_text(encoding="utf-8")
    assert NOTICE in readme
    assert "Drawings, not patients: this number says nothing about skin" in readme
    assert "Apache" in readme
    metrics = json.loads((bundle / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["validation"]["auc_low"] <= metrics["validation"]["auc"]


def test_predict_py_gives_the_apps_probabilities(
    bundle: Path, elsewhere: Path, trained: Trained
) -> None:
    ours = trained.studio.json("predict", trained.run["run"], *trained.images)
    command = [elsewhere, "predict.py", *trained.images, "--json"]
    theirs = json.loads(subprocess.check_output(command, cwd=bundle, text=True))
    assert len(ours) == len(theirs) == 50
    worst = max(
        abs(a["probabilities"][name] - b["probabilities"][name])
        for a, b in zip(ours, theirs, strict=True)
        for name in a["probabilities"]
    )
    assert worst <= 1e-5


BUILD = """
import json, sys
sys.path.insert(0, ".")
from train import build_model
print(json.dumps(build_model().get_config(), sort_keys=True, default=str))
"""
REBUILD = """
import json, sys
from pathlib import Path
from builder.compiler import build
from builder.lowering import lower
from builder.upgrade import read_design
from layers_catalog.facts import Facts
folder = Path(sys.argv[1])
facts = Facts.model_validate_json((folder / "facts.json").read_text())
model = build(lower(read_design((folder / "design.json").read_bytes()), facts))
print(json.dumps(model.get_config(), sort_keys=True, default=str))
"""


def test_train_py_builds_the_same_network(bundle: Path, elsewhere: Path) -> None:
    theirs = subprocess.check_output([elsewhere, "-c", BUILD], cwd=bundle, text=True)
    ours = subprocess.check_output([sys.executable, "-c", REBUILD, bundle], text=True)
    assert json.loads(theirs) == json.loads(ours)


def test_train_py_trains_on_a_folder(
    bundle: Path, elsewhere: Path, trained: Trained, tmp_path: Path
) -> None:
    photographs = tmp_path / "photographs"
    for name, some in (("benign", trained.images[:20]), ("malignant", trained.images[20:40])):
        (photographs / name).mkdir(parents=True)
        for image in some:
            (photographs / name / image.name).symlink_to(image)
    command = [elsewhere, bundle / "train.py", photographs, "--epochs", "1"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert list(tmp_path.rglob("*.keras"))
