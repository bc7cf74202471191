"""No form of a model is given out before it was held to the app; and the check can fail."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from warm import COLD

from builder.spec import Edge, GraphSpec, Node
from data.image import ORIENTATION, load_image
from runs.export import forms
from runs.export import found as found_of
from runs.export.bundle import export_run
from runs.export.checking import check
from runs.export.forms import onnx_missing
from runs.export.found import remembered
from runs.export.frozen import ExportError, frozen_run
from runs.export.pictures import COUNT, pictures
from runs.helper.client import Helper
from runs.notice import RESEARCH_ONLY
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

ROOT = Path(__file__).resolve().parents[3]
WITH_ONNX = all(importlib.util.find_spec(name) for name in ("onnx", "tf2onnx", "onnxruntime"))
needs_onnx = pytest.mark.skipif(not WITH_ONNX, reason="needs the extra “onnx”")
Run = tuple[Path, int]


def drawn(name: str, size: int, *middle: tuple[str, dict[str, Any]], end: str) -> GraphSpec:
    """A small network: an Input, what is named, and an end."""
    layers = [("Input", {"height": size, "width": size}), *middle, (end, {})]
    nodes = tuple(
        Node(id=f"{kind.lower()}_{place}", type=kind, params=params)
        for place, (kind, params) in enumerate(layers)
    )
    edges = tuple(Edge(source=one.id, target=other.id) for one, other in pairwise(nodes))
    return GraphSpec(name=name, nodes=nodes, edges=edges)


LITE0 = ("Backbone", {"architecture": "EfficientNet-Lite0"})
POOLING = ("GlobalAveragePooling2D", {})
RESCALING = ("Rescaling", {"scale": 1 / 255})
CONVOLUTION = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "strides": [2, 2]})
NETWORKS = {
    "Lite0, frozen": drawn("Lite0", 64, ("RandomFlip", {}), LITE0, POOLING, end="Classifier"),
    "SVM head": drawn("SVM", 64, LITE0, POOLING, end="SVM"),
    "LesionCrop": drawn(
        "Crop", 96, ("LesionCrop", {}), RESCALING, CONVOLUTION, POOLING, end="Classifier"
    ),
    "ABCD": drawn("ABCD", 96, ("ABCDFeatures", {}), end="SVM"),
    "flips": drawn("Flips", 48, RESCALING, CONVOLUTION, POOLING, end="Classifier"),
}


@pytest.fixture
def copied(finished: Run, tmp_path: Path) -> Run:
    """The finished run in a workspace that a test may change; not checked yet."""
    shutil.copytree(finished[0], tmp_path / "workspace")
    shutil.rmtree(run_folder(tmp_path / "workspace", finished[1]) / "export", ignore_errors=True)
    return tmp_path / "workspace", finished[1]


@pytest.fixture(scope="module")
def helper(finished: Run) -> Iterator[Helper]:
    with Helper(finished[0]) as asked:
        yield asked


def trained(workspace: Path, design: GraphSpec, recipe: Recipe) -> int:
    run = submit(workspace=workspace, design=design, dataset_name="Demo", recipe=recipe)
    done = subprocess.run(
        [sys.executable, "-m", "runs.training.worker", str(run), "--workspace", workspace],
        cwd=ROOT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    with RunStore(workspace) as store:
        assert store.get(run).state is RunState.SUCCEEDED, done.stdout + done.stderr
    return run


def test_fifty_pictures_go_every_way_that_pixels_come() -> None:
    made = pictures()
    assert len(made) == COUNT == 50
    opened = {name: Image.open(io.BytesIO(data)) for name, data in made.items()}
    assert {one.format for one in opened.values()} == {"JPEG", "PNG", "GIF"}
    assert {one.mode for one in opened.values()} >= {"RGB", "RGBA", "P", "I;16"}
    turned = {one.getexif().get(ORIENTATION) for one in opened.values()}
    assert turned >= set(range(1, 9))
    seen = np.stack([load_image(io.BytesIO(data), 64, 64) for data in made.values()])
    assert (seen.min(), seen.max()) == (0, 255)
    assert len({one.tobytes() for one in seen}) == COUNT


def test_without_its_packages_onnx_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms.onnx_form, "NEEDED", ("onnx", "no_such_package"))
    assert "no_such_package" in (told := onnx_missing() or "")
    assert 'pip install "lesion-studio[onnx]"' in told


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
def test_the_forms_agree_and_what_was_found_is_kept(
    copied: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Helper(copied[0]) as asked:
        found = check(frozen_run(*copied), helper=asked)
        assert [one.form for one in found.forms] == ["pixels", "model.keras", "predict.py"]
        assert found.agrees
        assert found.largest_difference <= 1e-5
        assert found.in_words.startswith("Checked: the model and the code say the same as the app")
        kept = run_folder(*copied) / "export" / "check.json"
        stamp = kept.stat().st_mtime_ns
        assert check(frozen_run(*copied), helper=asked) == found
        assert kept.stat().st_mtime_ns == stamp
    assert remembered(frozen_run(*copied)) == found
    with monkeypatch.context() as patched:
        patched.setattr(found_of, "versions", lambda *_: {"keras": "99"})
        assert remembered(frozen_run(*copied)) is None
    with (run_folder(*copied) / "model.keras").open("ab") as model:
        model.write(b"another")
    assert remembered(frozen_run(*copied)) is None


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
def test_a_model_that_says_otherwise_is_not_given_out(
    copied: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app's answers shifted by 2e-5: every form is wrong by it."""
    told = Helper.predict

    def shifted(self: Helper, run_id: int, images: Any) -> list[dict[str, Any]]:
        said = told(self, run_id, images)
        for one in said:
            one["probabilities"] = {name: p + 2e-5 for name, p in one["probabilities"].items()}
        return said

    monkeypatch.setattr(Helper, "predict", shifted)
    with pytest.raises(ExportError, match=r"model\.keras does not say the same as the app"):
        export_run(workspace=copied[0], run_id=copied[1], to=tmp_path / "to")
    assert not (tmp_path / "to").exists()
    assert not (run_folder(*copied) / "export" / "check.json").exists()


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
def test_a_score_that_is_no_number_is_told_in_words(
    copied: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Helper.predict

    def overflown(self: Helper, run_id: int, images: Any) -> list[dict[str, Any]]:
        said = told(self, run_id, images)
        said[7]["probabilities"] = dict.fromkeys(said[7]["probabilities"], float("nan"))
        return said

    monkeypatch.setattr(Helper, "predict", overflown)
    with Helper(copied[0]) as asked, pytest.raises(ExportError) as refused:
        check(frozen_run(*copied), helper=asked)
    assert f"no number to the picture {[*pictures()][7]}." in str(refused.value)
    assert "train again with a lower learning rate" in str(refused.value)


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
def test_verify_py_tells_which_form_is_wrong(finished: Run, tmp_path: Path) -> None:
    told = export_run(workspace=finished[0], run_id=finished[1], to=tmp_path)
    assert told["largest_difference"] <= 1e-5
    with zipfile.ZipFile(told["bundle"]) as archive:
        archive.extractall(tmp_path)
    bundle = tmp_path / f"lesion-studio-run-{finished[1]}"
    script = (bundle / "predict.py").read_text(encoding="utf-8")
    wrong = script.replace(
        '.astype("float32")\n        outputs', '.astype("float32") / 255\n        outputs'
    )
    assert wrong != script
    (bundle / "predict.py").write_text(wrong, encoding="utf-8")
    (bundle / "verify" / "tiny.png").write_bytes(pictures()["noise.png"])
    own = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    done = subprocess.run(
        [COLD, "verify.py", "--json"],
        cwd=bundle,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    found = {one["form"]: one for one in json.loads(done.stdout)["forms"]}
    assert found["pixels"]["problem"] == "1 pictures are read otherwise"
    assert found["predict.py"]["largest_difference"] > 1e-3
    assert not found["predict.py"]["agrees"]
    assert done.stderr.strip() == RESEARCH_ONLY  # and nothing of TensorFlow's notices


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("kind", NETWORKS)
def test_networks_of_every_kind_agree_in_every_form(
    kind: str, finished: Run, helper: Helper
) -> None:
    """Also as ONNX, where its packages are there; "flips" looks four times at each photograph."""
    recipe = Recipe(epochs=1, batch_size=8, seed=1, flips_at_use=kind == "flips")
    run = trained(finished[0], NETWORKS[kind], recipe)
    found = check(frozen_run(finished[0], run), helper=helper, onnx=WITH_ONNX)
    assert found.agrees
    assert found.largest_difference <= 1e-5
    assert ("model.onnx" in found.made) is WITH_ONNX
    scores = np.array([one["scores"] for one in found.expected["pictures"]])
    assert np.ptp(scores[:, 0]) > 1e-3  # the pictures tell networks apart


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
@needs_onnx
def test_onnx_comes_along_when_it_is_asked_for(finished: Run, tmp_path: Path) -> None:
    given = {"workspace": finished[0], "run_id": finished[1]}
    told = export_run(**given, to=tmp_path / "with", onnx=True)
    assert "the code and ONNX say the same" in told["checked"]
    assert any(name.endswith("/model.onnx") for name in told["files"])
    with zipfile.ZipFile(told["bundle"]) as archive:
        folder = f"lesion-studio-run-{finished[1]}"
        assert b"onnxruntime" in archive.read(f"{folder}/requirements.txt")
        assert b"`model.onnx`" in archive.read(f"{folder}/README.md")
    without = export_run(**given, to=tmp_path / "without")
    assert not any(name.endswith("/model.onnx") for name in without["files"])
    assert "the model and the code say the same" in without["checked"]
    frozen = frozen_run(finished[0], finished[1])
    assert remembered(frozen, onnx=True) is not None
    with (frozen.folder / "export" / "model.onnx").open("ab") as kept:
        kept.write(b"another")
    assert remembered(frozen, onnx=True) is None
    assert remembered(frozen) is not None
