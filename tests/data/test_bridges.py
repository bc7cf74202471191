"""What only a photograph tied that the import left out stays on one side all the same."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from data.demo import Drawn
from data.errors import DecisionError
from data.guards import bridges, connected
from data.image import open_rgb
from data.importing import import_dataset
from data.versions.decisions import Decision
from data.versions.division import Division
from data.versions.folds import fold_manifests
from data.versions.kinds import Kind
from data.versions.log import decide
from data.versions.ties import read_ties

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from data.dataset import Dataset

HEAD = ("image", "lesion_id", "label", "split")


@pytest.fixture(scope="module")
def made(write_table: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``x`` is of the lesion of ``a`` and has the pixels of ``b``, and leaks: they are in test.

    ``c`` looks like ``a`` and is of a lesion of its own; ``p0`` to ``p29`` are of others.
    """
    lesions = Drawn(seed=3, count=90)
    firsts = {number: row for row, number in reversed(list(enumerate(lesions.lesion_of)))}
    files = lesions.files()
    drawn = [open_rgb(io.BytesIO(files[row].read())) for row in list(firsts.values())[:32]]
    photographs = {
        "a": ("L1", drawn[30], "nv", "test"),
        "b": ("L2", drawn[31], "nv", "test"),
        "c": ("L3", drawn[30].resize((150, 150)), "nv", "test"),
        "x": ("L1", drawn[31], "nv", "train"),
    }
    for number in range(30):
        part = ("train", "train", "train", "validation", "test")[number // 2 % 5]
        label = ("nv", "mel")[number % 2]
        photographs[f"p{number}"] = (f"P{number}", drawn[number], label, part)
    folder = tmp_path_factory.mktemp("bridged")
    photos = folder / "photos"
    photos.mkdir()
    rows = []
    for name, (lesion, image, label, part) in photographs.items():
        image.save(photos / f"{name}.png")
        rows.append((name, lesion, label, part))
    write_table(photos / "labels.csv", HEAD, rows)
    home, columns = folder / "home", {"split": "split"}
    found = import_dataset(workspace=home, name="set", path=photos, columns=columns)
    assert len(found["reported"]) == 1
    assert found["groups"] == 31
    return folder


@pytest.fixture
def taken(desk: Any, made: Path, tmp_path: Path) -> Any:
    """A copy of it, to be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return desk


def settle(desk: Any, kind: Kind, *images: str, division: Division | None = None) -> Dataset:
    dataset = desk.library.load("set")
    decide(dataset.folder, dataset.classes, Decision(kind, images, "why", "", division=division))
    found: Dataset = desk.library.load("set")
    return found


def of(manifest: Any, column: str) -> dict[str, Any]:
    return dict(zip(manifest["image_id"], manifest[column], strict=True))


def test_what_it_tied_is_one_group_in_every_division_and_in_every_fold(taken: Any) -> None:
    dataset = taken.library.load("set")
    groups = of(dataset.manifest, "group")
    assert "x" not in groups
    assert groups["a"] == groups["b"] == groups["c"]
    assert sorted(set(groups.values())) == list(range(31))
    for seed in range(8):
        manifest = settle(taken, Kind.DIVIDE, division=Division(seed=seed)).manifest
        parts = of(manifest, "split")
        assert parts["a"] == parts["b"] == parts["c"]
        for fold in fold_manifests(manifest, folds=3, seed=seed):
            parts = of(fold, "split")
            assert parts["a"] == parts["b"] == parts["c"]


def test_it_holds_after_another_photograph_was_told_apart(taken: Any) -> None:
    assert set(read_ties(taken.library.load("set").folder).listed) == {("a", "b")}
    groups = of(settle(taken, Kind.UNTIE, "a", "c").manifest, "group")
    assert groups["a"] == groups["b"] != groups["c"]


def test_no_person_can_say_otherwise(taken: Any) -> None:
    with pytest.raises(DecisionError, match="or a photograph ties them that the import left out"):
        settle(taken, Kind.UNTIE, "a", "b")


def test_a_bridge_names_one_photograph_of_each_tie_also_over_several_that_are_left_out() -> None:
    before = [
        [("lesion", "1")],
        [("lesion", "1")],
        [("lesion", "1"), ("pixels", "x")],  # left out
        [("pixels", "x"), ("patient", "P")],  # left out
        [("patient", "P")],
        [("lesion", "2")],
        [("lesion", "2")],  # left out, and ties nothing else
    ]
    stay = [0, 1, 4, 5]
    after = [before[row] for row in stay]
    assert bridges(before, stay, after) == [[0, 2]]
    assert connected(after) == [0, 0, 1, 2]
    assert bridges(before, range(7), before) == []


def test_a_tie_that_means_nothing_among_those_that_stay_is_a_bridge_of_all_who_had_it() -> None:
    before = [[("lesion", "1")], [("lesion", "1"), ("patient", "P")], [("lesion", "1")]]
    after = [before[0], [("patient", "P")], before[2]]
    assert bridges(before, range(3), after) == [[0, 1, 2]]
