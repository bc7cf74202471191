"""The command line's contract: what it prints, in which words it refuses, how it ends."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from studio import Studio, Trained

from builder.spec import Edge, GraphSpec, Node

pytestmark = pytest.mark.keras

RESULT_KEYS = {
    "images", "groups", "auc", "auc_low", "auc_high", "accuracy", "balanced_accuracy",
    "confusion", "per_class",
}  # fmt: skip


def test_the_demo_accounts_for_every_image(trained: Trained) -> None:
    told = trained.imported
    assert told["rows_in"] == told["imported"] + len(told["reported"]) == 600
    assert set(told["classes"]) == {"benign", "malignant"}
    assert told["images"] == sum(sum(split.values()) for split in told["splits"].values())
    assert told["lesions"] < told["images"]


def test_train_prints_what_others_rely_on(trained: Trained) -> None:
    run = trained.run
    assert run["state"] == "succeeded"
    assert run["seed"] == 7
    assert run["epochs"] == 2
    assert set(run["validation"]) >= RESULT_KEYS
    assert run["validation"]["auc_low"] <= run["validation"]["auc"] <= run["validation"]["auc_high"]
    assert {"name", "seconds", "images_per_second"} <= set(run["phases"][0])
    assert run["peak_memory_mb"] > 100
    assert "test" not in run


def test_a_head_that_is_fitted_at_once_says_how_long_it_takes(
    trained: Trained, tmp_path: Path
) -> None:
    kinds = {
        "Input": {"height": 64, "width": 64},
        "Normalization": {},
        "AveragePooling2D": {"pool_size": [16, 16]},
        "Flatten": {},
        "SVM": {},
    }
    nodes = tuple(Node(id=k.lower(), type=k, params=params) for k, params in kinds.items())
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    design = tmp_path / "fitted.json"
    design.write_text(GraphSpec(name="Fitted", nodes=nodes, edges=edges).to_json())
    told = trained.studio.call(
        "train", design, "--dataset", "Demo lesions", "--set", "svm.C=1", "--epochs", "3",
        "--wait", "--json",
    )  # fmt: skip
    run = json.loads(told.stdout)
    assert (run["state"], run["epochs"], run["recipe"]["epochs"]) == ("succeeded", 1, 1)
    assert run["validation"]["auc"] > 0.6
    said = r"Perhaps \d+\s(s|min) to look at all photographs once, then \d+\s(s|min) to fit\.\n"
    said += r"--epochs 3 does not apply: the end of this network is fitted in one go\.\n"
    assert re.search(said, told.stderr)


def test_show_repeats_it_and_counts_each_opening_of_the_test_set(trained: Trained) -> None:
    studio, run = trained.studio, trained.run["run"]
    assert studio.json("show", run)["validation"] == trained.run["validation"]
    first = studio.json("show", run, "--open-test")
    second = studio.json("show", run, "--open-test")
    assert set(first["test"]) >= RESULT_KEYS
    assert second["test_opened"] == first["test_opened"] + 1


def test_lists(trained: Trained) -> None:
    studio = trained.studio
    assert trained.run["run"] in [row["run"] for row in studio.json("runs")]
    assert [row["dataset"] for row in studio.json("datasets")] == ["Demo lesions"]


def test_predict_tells_a_bad_image_and_goes_on(trained: Trained, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no image at all")
    good, bad = trained.studio.json("predict", trained.run["run"], trained.images[0], broken)
    assert sum(good["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert good["class"] == max(good["probabilities"], key=good["probabilities"].get)
    assert good["problem"] is None
    assert "broken.jpg" in bad["image"]
    assert bad["problem"].endswith(".")
    (alone,) = trained.studio.json("predict", trained.run["run"], broken, status=1)
    assert alone["problem"] == bad["problem"]


def test_code_prints_python_that_compiles(studio: Studio) -> None:
    text = studio.call("code", "Two-convolution CNN (64, 64)").stdout
    compile(text, "network.py", "exec")
    assert "def build_model()" in text


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("train", "No such design", "--dataset", "x"), 2, "No such design"),
        (("import", "nowhere", "--name", "x"), 2, "nowhere"),
        (("import", "empty", "--name", "x"), 1, "no files"),
        (("train",), 2, "DESIGN"),
    ],
)
def test_what_cannot_be_done_gets_a_sentence(
    studio: Studio, arguments: tuple[str, ...], status: int, said: str
) -> None:
    (studio.home / "empty").mkdir(exist_ok=True)
    done = studio.call(*arguments, status=status)
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_one_class_only_is_refused_and_nothing_is_left(studio: Studio, tmp_path: Path) -> None:
    folder = tmp_path / "photographs" / "benign"
    folder.mkdir(parents=True)
    for shade in range(12):
        Image.new("RGB", (32, 32), (shade, 0, 0)).save(folder / f"{shade}.png")
    done = studio.call("import", folder.parent, "--name", "lonely", status=1)
    assert "class" in done.stderr
    assert "lonely" not in json.dumps(studio.json("datasets"))
