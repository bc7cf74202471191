"""``predict.py`` claims a temperature, and decides by a threshold, only of the model beside it."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from builder.spec import GraphSpec
from layers_catalog.facts import Facts
from runs.scripts import predict_script

POINT = {"positive": ["malignant"], "threshold": 0.37}
FACTS = Facts(class_names=("benign", "malignant"))


def script(folder: Path, small: GraphSpec, temperature: float | None) -> Any:
    """The script as it lies in a bundle, with a model and a point beside it."""
    (folder / "model.keras").write_bytes(b"a network at a temperature")
    (folder / "operating_point.json").write_text(json.dumps(POINT), encoding="utf-8")
    path = folder / "predict.py"
    path.write_text(predict_script(small, FACTS, temperature=temperature), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("predict_of_a_bundle", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_own_model_and_a_copy_are_given_at_the_temperature(
    small: GraphSpec, tmp_path: Path
) -> None:
    of = script(tmp_path, small, 1.73)
    copy = tmp_path / "copy.keras"
    copy.write_bytes((tmp_path / "model.keras").read_bytes())
    for model in (tmp_path / "model.keras", copy):
        point, said = of.what_holds(model)
        assert point == POINT
        assert said.startswith("Scores are given at the temperature 1.730")


@pytest.mark.parametrize("temperature", [None, 1.73])
def test_of_another_model_neither_is_claimed(
    temperature: float | None, small: GraphSpec, tmp_path: Path
) -> None:
    of = script(tmp_path, small, temperature)
    trained = tmp_path / "trained.keras"
    trained.write_bytes(b"a network without a temperature")
    point, said = of.what_holds(trained)
    assert point is None
    assert said.startswith("This is another model than the model.keras beside predict.py")
    (tmp_path / "model.keras").unlink()
    assert of.what_holds(trained) == (None, said)
    (tmp_path / "operating_point.json").unlink()
    assert of.what_holds(trained) == (None, said if temperature else None)


def test_without_a_temperature_only_the_point_holds(small: GraphSpec, tmp_path: Path) -> None:
    of = script(tmp_path, small, None)
    assert of.what_holds(tmp_path / "model.keras") == (POINT, None)
