"""What commands print for people: words and tables, never a raw dictionary."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from page_runs import DEMO, DESIGN, finish, queued
from PIL import Image
from typer.testing import CliRunner

from builder.shelf.designs import DesignShelf
from builder.templates import template
from cli import app
from data.library import Library
from runs.series.naming import short
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., str]


@pytest.fixture(scope="module")
def made(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with demo lesions, a finished run and one that waits."""
    home = tmp_path_factory.mktemp("told")
    shutil.copytree(drawn, home, dirs_exist_ok=True)
    DesignShelf(home).save(template(DESIGN))
    finish(home, queued(home, seed=0), seed=0)
    queued(home, seed=1)
    return home


@pytest.fixture
def call(made: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls a command and gives what it prints; no training is started."""
    monkeypatch.setattr(launcher, "start_next", lambda _workspace, **_: None)

    def called(*words: object, status: int = 0) -> str:
        done = CliRunner().invoke(app, [*map(str, words), "--workspace", str(made)])
        assert done.exit_code == status, done.output
        printed: str = done.stdout if status == 0 else done.stderr
        if "--json" not in words:
            assert not re.search(r"[{}]|\bNone\b|\bnull\b|': |\": ", printed), printed
        return printed

    return called


def asked(call: Call, *words: object) -> Any:
    return json.loads(call(*words, "--json"))


def test_datasets_are_a_table_with_their_counts(call: Call) -> None:
    (one,) = asked(call, "datasets")
    told = call("datasets").splitlines()
    assert told[0].split() == [
        *("Dataset", "Classes", "Images", "Lesions", "Patients", "Train/val/test", "Version")
    ]
    row = told[-1]
    assert row.lstrip().startswith(DEMO)
    parts = "/".join(str(sum(of.values())) for of in one["splits"].values())
    assert row.split()[-4:] == [str(one["lesions"]), "–", parts, one["digest"][:12]]
    assert f"benign {one['classes']['benign']}, malignant {one['classes']['malignant']}" in row


def test_decisions_are_sentences_with_their_time(call: Call, made: Path) -> None:
    first = str(Library(made).load(DEMO).manifest["image_id"].iloc[0])
    assert call("decisions", DEMO) == "Nothing was decided about this dataset.\n"
    told = call("decide", DEMO, "exclude", first, "--reason", "too [blurred] :+1:")
    digest = Library(made).load(DEMO).digest[:12]
    assert (
        told == f"1. {first} left out: “too [blurred] :+1:”\nThe dataset is now version {digest}.\n"
    )
    told = call("divide", DEMO, "--reason", "more", "--shares", "60,20,20")
    assert told.startswith("2. Divided anew, 60, 20, 20 %, seed 0: “more”\n")
    assert call("undo", DEMO, "1").startswith(f"Undone: 1. {first} left out: ")
    lines = call("decisions", DEMO).splitlines()
    assert re.fullmatch(
        r"1\. \S+ left out: “too .*” \(undone \d{4}-\d\d-\d\d \d\d:\d\d\)", lines[0]
    )
    assert re.fullmatch(r"2\. Divided anew, .* “more” \(\d{4}-\d\d-\d\d \d\d:\d\d\)", lines[1])
    assert [one["undone"] is None for one in asked(call, "decisions", DEMO)] == [False, True]


def test_runs_are_a_table_and_one_is_told_in_sentences(call: Call) -> None:
    waiting, done = asked(call, "runs")[-2:]
    lines = call("runs").splitlines()
    row = next(line for line in lines if line.lstrip().startswith(f"{done['run']} "))
    area = done["validation"]
    interval = f"{area['auc']:.2f} ({area['auc_low']:.2f} to {area['auc_high']:.2f})"
    assert interval in row
    assert row.rstrip().endswith("never")
    assert lines[-1] == "Validation AUC with its 95 % interval; used for choosing: optimistic."
    told = call("show", done["run"])
    assert told.startswith(f"Run {done['run']}, “{done['name']}”: done.\n")
    assert f"AUC {interval}, on {area['images']} images ({area['groups']} groups)" in told
    malignant = next(line for line in told.splitlines() if line.lstrip().startswith("malignant"))
    low, high = (area["per_class"]["malignant"][f"sensitivity_{end}"] for end in ("low", "high"))
    assert f"({100 * low:.0f} to {100 * high:.0f})" in malignant
    assert malignant.split()[-2:] == [str(count) for count in area["confusion"][1]]
    assert "The test set was never opened; --open-test shows it, and counts." in told
    assert "There are no results yet." in call("show", waiting["run"])


def test_a_repeated_cross_validation_is_told_fold_by_fold(call: Call) -> None:
    words = ("train", DESIGN, "--dataset", DEMO, "--folds", 2, "--repeats", 2, "--seed", 3)
    told = call(*words)
    assert told.startswith("Cross-validation ")
    assert f", “{DESIGN}” on “{DEMO}”, 2 repeats of 2 folds: training.\n" in told
    rows = [line.split() for line in told.splitlines() if line.split()[-1:] == ["–"]]
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [
        ("1", "3", "1", "waiting"),
        ("1", "3", "2", "waiting"),
        ("2", "4", "1", "waiting"),
        ("2", "4", "2", "waiting"),
    ]
    one = asked(call, *words)
    assert (one["repeats"], one["seeds"], len(one["each"])) == (2, [3, 4], 2)
    assert "no confidence interval over lesions" in one["about_the_spread"]
    once = asked(call, "train", DESIGN, "--dataset", DEMO, "--folds", 2)
    assert "repeats" not in once
    assert [fold["fold"] for fold in once["runs"]] == [1, 2]
    told = call("train", DESIGN, "--dataset", DEMO, "--repeats", 2, status=2)
    assert told == "--repeats repeats a cross-validation. Give --folds 5, too.\n"


def test_of_a_fold_the_held_out_auc_is_told_beside_what_chose_its_epoch(
    call: Call, made: Path
) -> None:
    assert "Held-out AUC" not in call("show", asked(call, "runs")[-1]["run"])
    started = asked(call, "train", DESIGN, "--dataset", DEMO, "--folds", 2, "--seed", 9)
    first, second = (one["run"] for one in started["runs"])
    with RunStore(made) as store:
        for other in store.list():
            if other.state is RunState.QUEUED and other.id < first:
                store.stop_waiting(other.id)
    finish(made, first, seed=9)
    listed = {one["run"]: one for one in asked(call, "runs")}
    held = listed[first]["held_out"]
    assert held["images"] > 0
    assert listed[second]["held_out"] is None
    area = f"{held['auc']:.2f} ({held['auc_low']:.2f} to {held['auc_high']:.2f})"
    lines = call("runs").splitlines()
    assert "Held-out AUC" in lines[0]
    row = next(line for line in lines if line.lstrip().startswith(f"{first} "))
    assert area in row
    why = "Validation, of a fold, is the part of its training that chose the epoch."
    assert lines[-1].startswith(why)
    told = call("show", first)
    assert f"Fold 1 of 2 of cross-validation {short(listed[first]['series'])}: `show " in told
    assert f"tells what all folds came to. {why}" in told.replace("\n", " ")
    assert f"Held out by this fold: AUC {area}, on {held['images']} images" in told


def test_an_import_tells_what_it_took_and_takes_the_class_map_of_another(
    call: Call, tmp_path: Path
) -> None:
    chance = np.random.default_rng(0)
    for name in ("mel", "nv", "df"):
        (tmp_path / name).mkdir()
        for number in range(8):
            pixels = chance.integers(0, 255, (24, 24, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / name / f"{name}{number}.png")
    told = call("import", tmp_path, "--name", "one", "--map", "mel=bad,nv=good,df=-")
    assert told.startswith("“one” is imported: 16 images, in ")
    assert "8 of 24 rows were not taken:\n  df/df0.png: " in told
    assert "Mind: Split by image: results are likely optimistic." in told
    row = next(line for line in told.splitlines() if line.lstrip().startswith("bad"))
    assert sum(map(int, row.split()[2:])) == int(row.split()[1]) == 8
    like = asked(call, "import", tmp_path, "--name", "two", "--map-like", "one")
    assert like["classes"] == {"good": 8, "bad": 8}
    words = ("import", tmp_path, "--name", "three")
    told = call(*words, "--map-like", "one", "--map", "*=a", status=2)
    assert told.startswith("--map and --map-like are two class maps.")
    assert "without a class map" in call(*words, "--map-like", DEMO, status=2)
