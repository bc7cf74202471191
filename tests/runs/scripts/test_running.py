"""The exported scripts run, and build and start the very network that the program trains."""

from __future__ import annotations

import ast
import csv
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from warm import COLD

from builder.lowering import lower
from builder.networks import shipped_weights
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.notice import RESEARCH_ONLY
from runs.scripts import predict_script, train_script
from runs.training.recipe import Precision, Recipe, Schedule

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]

FACTS = Facts(class_names=("benign", "malignant"))
RECIPE = Recipe(epochs=2, batch_size=4, learning_rate=0.05)

THEIRS = """
import hashlib, importlib, json, sys
told = {}
for name in sys.argv[1:]:
    sys.path.insert(0, name)
    train = importlib.import_module("train")
    model = train.build_model()
    config = [model.get_config(), train.flipped(model).get_config()]
    if "resnet" not in name:
        train.load_starting_weights(model)
    frozen = [layer for layer in model.layers if layer.weights and not layer.trainable]
    digest = hashlib.sha256(b"".join(w.tobytes() for one in frozen for w in one.get_weights()))
    told[name] = [config, digest.hexdigest() if "resnet" not in name else ""]
    del sys.modules["train"]; sys.path.pop(0)
print(json.dumps(told, sort_keys=True, default=str))
"""
OURS = """
import hashlib, json, sys
from pathlib import Path
from builder.compiler import build
from builder.loading import initialise
from builder.lowering import lower
from builder.upgrade import read_design
from layers_catalog.facts import Facts
from runs.scripts.parts.flips import flipped
told = {}
for name in sys.argv[1:]:
    calls = lower(read_design((Path(name) / "design.json").read_bytes()), Facts())
    model = build(calls)
    config = [model.get_config(), flipped(model).get_config()]
    if "resnet" not in name:
        initialise(model, calls)
    frozen = [layer for layer in model.layers if layer.weights and not layer.trainable]
    digest = hashlib.sha256(b"".join(w.tobytes() for one in frozen for w in one.get_weights()))
    told[name] = [config, digest.hexdigest() if "resnet" not in name else ""]
print(json.dumps(told, sort_keys=True, default=str))
"""


def run(
    *command: object, cwd: Path | None = None, by: str | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [by or sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
    )


def test_train_py_builds_and_starts_the_programs_network(tmp_path: Path) -> None:
    """Equal ``get_config`` and equal frozen weights, each from a process of its own."""
    folders = []
    names = ("Two-convolution CNN (64, 64)", "EfficientNet-Lite0, frozen", "ResNet50, frozen")
    for stem, design in zip(("two", "lite0", "resnet"), map(template, names), strict=True):
        folders.append(folder := tmp_path / stem)
        folder.mkdir()
        (folder / "design.json").write_text(design.to_json(), encoding="utf-8")
        (folder / "train.py").write_text(train_script(design, FACTS, RECIPE), encoding="utf-8")
    shipped = shipped_weights("builder.networks.efficientnet_lite0")
    (tmp_path / "lite0" / "initial.weights.h5").symlink_to(shipped)
    theirs, ours = run("-c", THEIRS, *folders, by=COLD), run("-c", OURS, *folders)
    assert theirs.returncode == ours.returncode == 0, theirs.stderr + ours.stderr
    assert json.loads(theirs.stdout) == json.loads(ours.stdout)


@pytest.fixture
def bundle(small: GraphSpec, tmp_path: Path) -> Path:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "train.py").write_text(train_script(small, FACTS, RECIPE), encoding="utf-8")
    (folder / "predict.py").write_text(predict_script(small, FACTS), encoding="utf-8")
    return folder


def test_what_learned_in_16_bits_is_saved_in_32(
    small: GraphSpec, photographs: Path, tmp_path: Path
) -> None:
    recipe = Recipe(epochs=1, batch_size=4, precision=Precision.BFLOAT16)
    script = train_script(small, FACTS, recipe)
    (tmp_path / "train.py").write_text(script, encoding="utf-8")
    done = run(tmp_path / "train.py", photographs, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    numbers = json.loads((tmp_path / "trained" / "metrics.json").read_text())
    assert 0 <= numbers["validation"]["auc"] <= 1
    with zipfile.ZipFile(tmp_path / "trained" / "model.keras") as archive:
        config = archive.read("config.json").decode()
    assert '"float32"' in config
    assert "bfloat16" not in config


def test_train_and_predict_from_a_folder_of_photographs(
    bundle: Path, photographs: Path, tmp_path: Path
) -> None:
    done = run(bundle / "train.py", photographs, "--epochs", "8", "--open-test", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Warning: split by image." in done.stderr
    assert "Left out: “notes.txt” is not an image" in done.stderr
    numbers = json.loads((tmp_path / "trained" / "metrics.json").read_text())
    assert numbers["validation"]["auc"] == 1.0, "dark and bright are easily told apart"
    assert numbers["test"]["images"] == 4
    with zipfile.ZipFile(tmp_path / "trained" / "model.keras") as archive:
        assert "model.weights.h5" in archive.namelist()

    broken = tmp_path / "broken.jpg"
    broken.write_bytes((photographs / "benign" / "0.png").read_bytes()[:200])
    images = [photographs / "benign" / "0.png", broken, tmp_path / "gone.png"]
    images.append(photographs / "malignant" / "0.png")
    model = ["--model", tmp_path / "trained" / "model.keras"]
    told = run(bundle / "predict.py", *images, "--json", *model, cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert RESEARCH_ONLY in told.stderr
    results = json.loads(told.stdout)
    assert [one["image"] for one in results] == [str(image) for image in images]
    assert [one["class"] for one in results] == ["benign", None, None, "malignant"]
    assert sum(results[0]["probabilities"].values()) == pytest.approx(1, abs=1e-6)
    assert list(results[0]["probabilities"]) == ["benign", "malignant"]
    assert results[1]["problem"].startswith("“broken.jpg” is damaged")
    assert results[2]["problem"] == "“gone.png” is not there."
    assert results[1]["probabilities"] == {}
    assert results[0]["problem"] is None
    plain = run(bundle / "predict.py", *images, *model, cwd=tmp_path).stdout.splitlines()
    assert plain[0].startswith(f"{images[0]}: benign ")
    assert plain[2] == f"{images[2]}: “gone.png” is not there."

    (tmp_path / "empty").mkdir()
    asked = [broken, tmp_path / "empty", photographs]
    folder = ["--csv", "scores.csv", *model]
    done = run(bundle / "predict.py", *asked, *folder, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"There is no photograph in the folder “{tmp_path / 'empty'}”" in done.stderr
    assert "scores.csv is written." in done.stderr
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    assert list(rows) == [str(broken), *map(str, sorted(photographs.rglob("*.png")))]
    assert (rows[str(broken)]["class"], rows[str(broken)]["benign"]) == ("", "")
    assert rows[str(broken)]["note"] == results[1]["problem"]
    for one in (results[0], results[3]):
        row = rows[one["image"]]
        assert {name: float(row[name]) for name in one["probabilities"]} == one["probabilities"]
        assert (row["class"], row["note"]) == (one["class"], "")
    again = run(bundle / "predict.py", *asked, *folder, cwd=tmp_path)
    assert (again.returncode, "“scores.csv” is there already." in again.stderr) == (1, True)
    nothing = run(bundle / "predict.py", tmp_path / "empty", *model, cwd=tmp_path)
    assert (nothing.returncode, nothing.stdout) == (1, "")


def test_the_same_seed_trains_the_same_network(
    bundle: Path, photographs: Path, tmp_path: Path
) -> None:
    for name, by in (("a", COLD), ("b", sys.executable)):
        arguments = ("--seed", 3, "--output", name, "--epochs", 1)
        run(bundle / "train.py", photographs, *arguments, cwd=tmp_path, by=by)

    def weights(name: str) -> bytes:
        with zipfile.ZipFile(tmp_path / name / "model.keras") as archive:
            return archive.read("model.weights.h5")

    assert weights("a") == weights("b")


def test_train_py_follows_a_rate_over_time_and_saves_flips(
    small: GraphSpec, photographs: Path, tmp_path: Path
) -> None:
    """Over 4 batches in each of 2 epochs; how it went is saved with the model."""
    recipe = RECIPE.model_copy(
        update={"schedule": Schedule.COSINE, "warmup": 0.25, "flips_at_use": True}
    )
    (tmp_path / "train.py").write_text(train_script(small, FACTS, recipe), encoding="utf-8")
    done = run("train.py", photographs, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / "trained" / "model.keras") as archive:
        saved = json.loads(archive.read("config.json"))
    kinds = [one["class_name"] for one in saved["config"]["layers"]]
    assert (kinds.count("Flip"), kinds[-2:]) == (3, ["Reshape", "Mean"])
    rate = saved["compile_config"]["optimizer"]["config"]["learning_rate"]
    assert rate["class_name"] == "CosineDecay"
    course = rate["config"]
    assert (course["initial_learning_rate"], course["warmup_target"]) == (0.025, 0.05)
    assert (course["warmup_steps"], course["decay_steps"]) == (2, 6)


def test_predict_py_without_a_model_says_so(bundle: Path, photographs: Path) -> None:
    done = run(bundle / "predict.py", photographs / "benign" / "0.png")
    assert done.returncode == 1
    assert "There is no model at" in done.stderr


@pytest.mark.parametrize(("head", "flips"), [("logistic", False), ("linear", True), ("rbf", False)])
def test_train_py_fits_a_head_and_saves_what_keras_alone_can_load(
    *,
    head: str,
    flips: bool,
    fitting: Callable[[str], GraphSpec],
    photographs: Path,
    tmp_path: Path,
) -> None:
    design, recipe = fitting(head), RECIPE.model_copy(update={"flips_at_use": flips})
    (tmp_path / "train.py").write_text(train_script(design, FACTS, recipe), encoding="utf-8")
    (tmp_path / "predict.py").write_text(predict_script(design, FACTS), encoding="utf-8")
    done = run("train.py", photographs, "--open-test", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    searched = head != "linear"  # which was drawn with a C
    assert ("Which photographs show the same lesion is not known here" in done.stderr) is searched
    numbers = json.loads((tmp_path / "trained" / "metrics.json").read_text())
    assert numbers["validation"]["auc"] == numbers["test"]["auc"] == 1.0
    with zipfile.ZipFile(tmp_path / "trained" / "model.keras") as archive:
        assert ("Flip" in archive.read("config.json").decode()) is flips
    images = [photographs / name / "0.png" for name in ("benign", "malignant")]
    told = run("predict.py", *images, "--json", "--model", "trained/model.keras", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert [one["class"] for one in json.loads(told.stdout)] == ["benign", "malignant"]


PREDICTING = """
import keras, numpy as np
from runs.scripts.parts.fitting import outputs
from runs.training.phases import peak_memory_mb
given = keras.Input((64, 64, 3))
model = keras.Model(given, keras.layers.GlobalAveragePooling2D()(given))
pixels = np.full((16_400, 64, 64, 3), 7, np.uint8)
outputs(model, pixels[:80])
before = peak_memory_mb()
made = outputs(model, pixels)
print(made.shape[0], made.min(), made.max(), peak_memory_mb() - before)
"""


def test_a_fitted_head_sees_all_photographs_without_a_copy_of_them() -> None:
    """16,400 photographs of 64 × 64 pixels take 202 MB."""
    told = run("-c", PREDICTING, cwd=Path(__file__).parents[3])
    assert told.returncode == 0, told.stderr
    images, least, most, more_mb = map(float, told.stdout.split())
    assert (images, least, most) == (16_400, 7, 7)
    assert more_mb < 50


def test_train_py_with_a_normalization_trains(
    fitting: Callable[[str], GraphSpec], photographs: Path, tmp_path: Path
) -> None:
    design = fitting("classifier")
    (tmp_path / "train.py").write_text(train_script(design, FACTS, RECIPE), encoding="utf-8")
    done = run("train.py", photographs, "--epochs", "8", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    numbers = json.loads((tmp_path / "trained" / "metrics.json").read_text())
    assert numbers["validation"]["auc"] == 1.0


@pytest.mark.parametrize("end", ["logistic", "classifier"])
def test_train_py_does_not_magnify_what_is_the_same_in_all_photographs(
    end: str, fitting: Callable[[str], GraphSpec], tmp_path: Path
) -> None:
    """Without blue in training, a little blue must count a little: Keras alone divides by 1e-7."""
    rng = np.random.default_rng(0)
    for name, level in (("benign", 60), ("malignant", 180)):
        folder = tmp_path / "photographs" / name
        folder.mkdir(parents=True)
        for number in range(12):
            pixels = (level + rng.integers(-40, 40, (40, 40, 3))).astype(np.uint8)
            pixels[..., 2] = 200
            Image.fromarray(pixels).save(folder / f"{number}.png")
    (tmp_path / "train.py").write_text(train_script(fitting(end), FACTS, RECIPE), encoding="utf-8")
    done = run("train.py", tmp_path / "photographs", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    read = "import keras; m = keras.models.load_model('trained/model.keras'); print(*["
    read += "float(v) for n in m.layers if 'Norm' in type(n).__name__ for v in n.get_weights()[1]])"
    told = run("-c", read, cwd=tmp_path)
    variances = [float(one) for one in told.stdout.split()]
    assert len(variances) == (15 if end == "logistic" else 3)
    assert variances[2] == 1
    assert min(variances) > 1e-2


PHASES = "head, 1 epoch, 0.01; last 2 blocks, 1 epoch, 0.001; all, 1 epoch, 0.0001"


def with_backbone(architecture: str) -> GraphSpec:
    params = {"architecture": architecture, "weights": "none"}
    nodes = (
        Node(id="input", type="Input", params={"height": 32, "width": 32}),
        Node(id="backbone", type="Backbone", params=params),
        Node(id="pool", type="GlobalAveragePooling2D"),
        Node(id="end", type="Classifier"),
    )
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    return GraphSpec(nodes=nodes, edges=edges)


@pytest.mark.parametrize(
    "architecture", ["EfficientNet-Lite0", "MobileNetV3Small", "DenseNet121", "EfficientNetB0"]
)
def test_in_each_phase_of_train_py_the_weights_learn_that_learn_in_the_program(
    architecture: str,
) -> None:
    from builder.compiler import build
    from runs.scripts.parts.phases import let_learn

    spec, recipe = with_backbone(architecture), Recipe.from_settings(overrides={"phases": PHASES})
    script = ast.parse(train_script(spec, FACTS, recipe)).body
    (told,) = [
        ast.literal_eval(one.value)
        for one in script
        if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == "PHASES"
    ]
    model = build(lower(spec, FACTS))
    for (still, epochs, rate), phase in zip(told, recipe.phases, strict=True):
        let_learn(model, still)
        own = build(lower(phase.drawn(spec), FACTS))
        learns = [weight.path for weight in model.trainable_weights]
        assert learns == [weight.path for weight in own.trainable_weights]
        assert (epochs, rate) == (phase.epochs, phase.learning_rate)
    assert len(learns) == len(model.weights) - sum("moving_" in one.path for one in model.weights)


def test_train_py_learns_in_phases(photographs: Path, tmp_path: Path) -> None:
    recipe = Recipe.from_settings({"batch_size": 4}, {"phases": PHASES})
    script = train_script(with_backbone("SqueezeNet 1.1"), FACTS, recipe)
    (tmp_path / "train.py").write_text(script, encoding="utf-8")
    done = run(tmp_path / "train.py", photographs, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("4/4 - ") == 3
    assert (tmp_path / "trained" / "model.keras").is_file()
