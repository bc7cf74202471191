"""A class map is remembered for the next import of the same layout with the same diagnoses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from data.errors import DatasetMissingError, ImportCallError
from data.importing import parse_map
from data.remembered import in_words, last_map, map_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DIAGNOSES = ("bcc", "mel", "nv", "vasc")
RISK = {"bcc": "malignant", "mel": "malignant", "nv": "benign", "vasc": ""}


@pytest.fixture
def desk(desk: Any, make_ham: Callable[..., Path]) -> Any:
    make_ham(desk.photos, lesions=dict.fromkeys(DIAGNOSES, 6))
    return desk


def last(desk: Any, layout: str = "ham10000", diagnoses: tuple[str, ...] = DIAGNOSES) -> Any:
    return last_map(desk.library, layout=layout, diagnoses=diagnoses)


def test_the_same_layout_with_the_same_diagnoses_finds_its_map(desk: Any) -> None:
    assert last(desk) is None
    desk.take("first", mapping=RISK)
    found = last(desk)
    assert (found.dataset, found.mapping) == ("first", RISK)
    assert last(desk, layout="isic-2019") is None
    assert last(desk, diagnoses=DIAGNOSES[:3]) is None
    assert last(desk, diagnoses=(*DIAGNOSES, "df")) is None


def test_the_latest_counts_and_an_import_without_a_map_does_not(desk: Any) -> None:
    desk.take("one", mapping=RISK)
    desk.take("two", mapping=parse_map("MEL=melanoma,*=other"))
    desk.take("three")
    about = desk.library.folder / "one" / "dataset.json"
    told = json.loads(about.read_bytes())
    about.write_text(json.dumps(told | {"created": "2020-01-01T00:00:00+00:00"}), encoding="utf-8")
    found = last(desk)
    assert found.dataset == "two"
    assert found.mapping == {"bcc": "other", "mel": "melanoma", "nv": "other", "vasc": "other"}
    assert map_of(desk.library, "two") == {"MEL": "melanoma", "*": "other"}


def test_a_dataset_of_before_is_understood_where_its_map_names_all(desk: Any) -> None:
    desk.take("first", mapping=RISK)
    about = desk.library.folder / "first" / "dataset.json"
    told = json.loads(about.read_bytes())
    assert told.pop("diagnoses") == sorted(DIAGNOSES)
    assert told.pop("layout") == "ham10000"
    about.write_text(json.dumps(told), encoding="utf-8")
    assert last(desk).mapping == RISK
    about.write_text(json.dumps(told | {"map": {"mel": "m", "*": "o"}}), encoding="utf-8")
    assert last(desk) is None


def test_a_dataset_without_a_map_has_none_to_take(desk: Any) -> None:
    desk.take("first")
    with pytest.raises(ImportCallError, match="imported without a class map"):
        map_of(desk.library, "first")
    with pytest.raises(DatasetMissingError):
        map_of(desk.library, "nobody")


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        (RISK, "bcc, mel → malignant; nv → benign; vasc left out"),
        (
            {"akiec": "m", "bcc": "m", "bkl": "b", "df": "b", "mel": "m", "nv": "b", "vasc": "b"},
            "akiec, bcc, mel → m; all others → b",
        ),
        ({"a": "x", "b": "", "c": "", "d": ""}, "a → x; all others left out"),
        ({"a": "x", "b": "x", "c": "x"}, "a, b, c → x"),
    ],
)
def test_a_map_in_words(mapping: dict[str, str], words: str) -> None:
    assert in_words(mapping) == words
