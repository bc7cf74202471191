"""`lesion-studio check`: what the Design page says of a drawing, before it is trained."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from builder.shelf.designs import DesignShelf
from builder.spec import GraphSpec
from builder.templates import template, templates
from cli import app
from data.demo import make_demo

CNN, LITE = "Two-convolution CNN (64, 64)", "EfficientNet-Lite0, frozen"
NAME = f"opened/{'0123456789abcdef' * 4}"


def checked(home: Path, *words: str, status: int = 0) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["check", "--workspace", str(home), "--json", *words])
    assert done.exit_code == status, done.output
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def keep(home: Path, spec: GraphSpec) -> str:
    return DesignShelf(home).save_copy(spec).name


@pytest.mark.parametrize("name", templates())
def test_templates_have_no_problems(name: str, tmp_path: Path) -> None:
    told = checked(tmp_path, name)
    assert (told["design"], told["sound"]) == (name, True)
    assert [one for one in told["problems"] if one["severity"] == "error"] == []
    assert told["layers"] > 1


def test_problems_come_first_with_what_mends_them(tmp_path: Path) -> None:
    drawn = template(CNN)
    name = keep(tmp_path, drawn.model_copy(update={"edges": drawn.edges[:-1]}))
    told = checked(tmp_path, name, status=1)
    assert not told["sound"]
    assert told["problems"][0]["severity"] == "error"
    assert any(one["mends"] for one in told["problems"])
    plain = CliRunner().invoke(app, ["check", "--workspace", str(tmp_path), name])
    assert plain.exit_code == 1
    assert plain.stdout.startswith("ERROR")
    assert "On the Design page a click does it: " in plain.stdout
    assert "It cannot be trained yet." in plain.stdout


def test_a_dataset_tells_its_classes_and_how_many_photographs_there_are(tmp_path: Path) -> None:
    make_demo(workspace=tmp_path, name="Demo", count=60)
    name = keep(tmp_path, template(LITE).with_params("Backbone", trainable=True))
    alone = [one["code"] for one in checked(tmp_path, name)["problems"]]
    told = checked(tmp_path, name, "--dataset", "Demo")
    assert "few-for-backbone" not in alone
    assert "few-for-backbone" in [one["code"] for one in told["problems"]]
    assert told["sound"]


def test_advice_knows_the_phases_of_the_recipe(tmp_path: Path) -> None:
    recipe = {"phases": "head, 3 epochs, 0.001; all, 8 epochs, 0.01"}
    name = keep(tmp_path, template(LITE).model_copy(update={"recipe": recipe}))
    (advice,) = checked(tmp_path, name)["problems"]
    assert advice["code"] == "fast-for-tuning"
    assert "phase 2 (“all, 8 epochs, 0.01”)" in advice["message"]


def test_what_was_silenced_is_counted_apart(tmp_path: Path) -> None:
    recipe = {"phases": "all, 8 epochs, 0.01"}
    spec = template(LITE).model_copy(update={"recipe": recipe})
    nodes = tuple(
        node.model_copy(update={"quiet": ("fast-for-tuning",)}) if node.type == "Backbone" else node
        for node in spec.nodes
    )
    name = keep(tmp_path, spec.model_copy(update={"nodes": nodes}))
    told = checked(tmp_path, name)
    assert told["problems"] == []
    assert [one["code"] for one in told["silenced"]] == ["fast-for-tuning"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"recipe": {"start": NAME}}, "not in this workspace"),
        ({"recipe": {"epochs": 0}}, "epochs cannot be “0”"),
        ({"nodes": "run 12"}, "run 12, which has no trained model"),
    ],
)
def test_what_a_training_would_be_refused_for_is_an_error(
    changed: dict[str, Any], words: str, tmp_path: Path
) -> None:
    spec = template(LITE)
    if "nodes" in changed:
        spec = spec.with_params("Backbone", weights=changed["nodes"])
    else:
        spec = spec.model_copy(update=changed)
    told = checked(tmp_path, keep(tmp_path, spec), status=1)
    assert words in told["problems"][0]["message"]
    if "recipe" in changed and "start" in changed["recipe"]:
        assert told["start"] == {"name": NAME, "there": False, "file": "", "opened": None}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing of that name"], "nothing of that name"),
        ([CNN, "--dataset", "nowhere"], "There is no dataset “nowhere”."),
    ],
)
def test_a_wrong_call_is_told(words: list[str], said: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["check", "--workspace", str(tmp_path), *words])
    assert done.exit_code == 2
    assert said in done.stderr


def test_what_a_training_refuses_is_told_before(tmp_path: Path) -> None:
    lite = template(LITE)
    name = keep(tmp_path, lite.with_params("Backbone", weights="/missing/x.h5"))
    (problem,) = checked(tmp_path, name, status=1)["problems"]
    assert "starts from the weights file /missing/x.h5, which is not there" in problem["message"]
    phases = {"phases": "head, 3 epochs, 0.001; last 99 blocks, 2 epochs, 0.0001"}
    name = keep(tmp_path, lite.model_copy(update={"recipe": phases}))
    told = checked(tmp_path, name, status=1)["problems"]
    assert "so its last 99 cannot learn" in told[0]["message"]


def test_weights_of_which_nobody_knows_what_they_learned_from_are_noted(tmp_path: Path) -> None:
    file = tmp_path / "theirs.h5"
    file.write_bytes(b"weights")
    name = keep(tmp_path, template(LITE).with_params("Backbone", weights=str(file)))
    told = checked(tmp_path, name)
    assert told["sound"]
    (note,) = told["problems"]
    assert note["message"] == "What theirs.h5 learned from is not known here."
