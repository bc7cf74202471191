"""The file of an operating point: written whole, read back as it was, refused when damaged."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from runs.operating.errors import OperatingPointError
from runs.operating.point import HIGHEST, OPERATING_POINT, OperatingPoint, read_point, write_point
from runs.operating.rules import Kind, Rule

CLASSES = ("benign", "malignant")


def a_point(**other: Any) -> OperatingPoint:
    told: dict[str, Any] = {
        "positive": ("malignant",),
        "called": "malignant",
        "threshold": 0.412,
        "rule": Rule(Kind.SENSITIVITY, 0.9),
        "prevalence": 0.02,
        "chosen_at": datetime(2026, 3, 5, 9, 30, tzinfo=UTC),
        "validation": {"images": 10, "groups": 9, "sensitivity": 0.9, "specificity": None},
    }
    return OperatingPoint.model_validate(told | other)


@pytest.mark.parametrize(
    "rule", [Rule(Kind.YOUDEN), Rule(Kind.BY_HAND, 0.25), Rule(Kind.MISS_COSTS, 10.0)]
)
def test_what_is_written_is_read(rule: Rule, tmp_path: Path) -> None:
    point = a_point(rule=rule, threshold=HIGHEST)
    write_point(tmp_path, point)
    assert read_point(tmp_path, CLASSES) == point
    assert [file.name for file in tmp_path.iterdir()] == [OPERATING_POINT]


def test_the_file_holds_what_others_rely_on(tmp_path: Path) -> None:
    write_point(tmp_path, a_point())
    told = json.loads((tmp_path / OPERATING_POINT).read_bytes())
    assert told["positive"] == ["malignant"]
    assert told["threshold"] == 0.412
    assert told["rule"] == {"kind": "sensitivity", "value": 0.9}
    assert (told["prevalence"], told["chosen_on"]) == (0.02, "validation")
    assert told["chosen_at"] == "2026-03-05T09:30:00Z"


def test_without_a_file_there_is_no_point(tmp_path: Path) -> None:
    assert read_point(tmp_path, CLASSES) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threshold", 1.5),
        ("threshold", float("nan")),
        ("threshold", "0,4"),
        ("positive", []),
        ("positive", ["mel"]),
        ("positive", ["benign", "malignant"]),
        ("rule", {"kind": "luck", "value": 1}),
        ("rule", {"kind": "sensitivity", "value": 90}),
        ("prevalence", 1),
        ("chosen_on", "test"),
        ("chosen_at", "yesterday"),
        ("validation", {"images": 3}),
    ],
)
def test_a_damaged_file_is_told_in_a_sentence(name: str, value: object, tmp_path: Path) -> None:
    told = a_point().as_json() | {name: value}
    (tmp_path / OPERATING_POINT).write_text(json.dumps(told))
    with pytest.raises(OperatingPointError, match="it is damaged") as error:
        read_point(tmp_path, CLASSES)
    assert str(tmp_path / OPERATING_POINT) in str(error.value)
    assert error.value.hint.startswith("Choose the threshold again")


def test_a_cut_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    write_point(tmp_path, a_point())
    file = tmp_path / OPERATING_POINT
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(OperatingPointError, match="it is damaged"):
        read_point(tmp_path, CLASSES)


def test_what_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OperatingPointError, match="cannot be saved"):
        write_point(tmp_path / "gone", a_point())
    assert not list(tmp_path.iterdir())
