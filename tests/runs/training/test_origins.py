"""Names of what networks start from hold wherever the workspace lies; old paths still read."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.spec import GraphSpec, Node
from builder.templates import template
from runs.training.origins import (
    elsewhere,
    file_of,
    name_of,
    near,
    run_here,
    run_number,
    shortened,
    start_of,
    with_files,
    with_names,
    without_paths,
    without_start,
)
from runs.workspace import run_folder

SHA = "0123456789abcdef" * 4
NAME = f"opened/{SHA}"
LITE = "EfficientNet-Lite0, frozen"


def put(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"weights")
    return file


def drawn(weights: object, **recipe: object) -> GraphSpec:
    node = Node(id="b", type="Backbone", params={"weights": weights})
    return GraphSpec(name="x", nodes=(node, Node(id="d", type="Dense")), recipe=recipe)


def weights_of(design: GraphSpec) -> object:
    return design.nodes[0].params["weights"]


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("run 12", "runs/12/model.keras"),
        (NAME, f"opened/{SHA}/model.keras"),
        ("mine/lite.weights.h5", "mine/lite.weights.h5"),
        ("lite.h5", "lite.h5"),
    ],
)
def test_a_name_and_its_file(name: str, file: str, tmp_path: Path) -> None:
    there = put(tmp_path / file)
    assert file_of(name, tmp_path) == there
    assert name_of(name, tmp_path) == name
    assert name_of(str(there), tmp_path) == name
    located = with_files(drawn(name), tmp_path)
    assert weights_of(located) == str(there)
    assert with_names(located, tmp_path) == drawn(name)


@pytest.mark.parametrize("name", ["run 12", NAME])
def test_what_an_earlier_version_kept_is_found_after_the_workspace_moved(
    name: str, tmp_path: Path
) -> None:
    old, new = tmp_path / "old", tmp_path / "elsewhere" / "new"
    kept = put(file_of(name, old))
    assert file_of(str(kept), new) == kept
    new.parent.mkdir()
    old.rename(new)
    assert file_of(str(kept), new) == file_of(name, new)
    assert file_of(str(kept), new).is_file()
    assert name_of(str(kept), new) == name
    assert with_names(drawn(str(kept), start=str(kept)), new) == drawn(name, start=name)


def test_of_two_workspaces_each_run_stays_in_its_own_and_an_opened_network_is_in_both(
    tmp_path: Path,
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for home in (one, other):
        put(file_of("run 3", home))
        put(file_of(NAME, home))
    theirs = str(run_folder(other, 3) / "model.keras")
    assert file_of(theirs, one) == Path(theirs)
    assert name_of(theirs, one) == theirs
    assert file_of(str(file_of(NAME, other)), one) == file_of(NAME, one)


def test_a_run_that_another_workspace_has_lost_is_not_taken_from_this_one(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    put(file_of("run 3", one))
    gone = file_of("run 3", other)
    gone.parent.parent.mkdir(parents=True)  # the workspace is there, its run 3 is not
    assert file_of(str(gone), one) == gone
    assert name_of(str(gone), one) == str(gone)
    assert run_here(str(gone), one) is None
    assert run_here(str(file_of("run 3", one)), one) == 3


@pytest.mark.parametrize("told", ["run 12", "Run12", " run  012 "])
def test_a_run_has_one_name_however_it_is_spelled(told: str, tmp_path: Path) -> None:
    assert name_of(told, tmp_path) == "run 12"
    assert with_names(drawn(told), tmp_path) == drawn("run 12")


@pytest.mark.parametrize(
    "told",
    [
        f"runs/{'9' * 5000}/model.keras",
        "imagenet",
        "none",
        "gone.h5",
        "/nowhere/a.h5",
        "~nobody-of-that-name/x",
        "a\0b",
        "x" * 900,
    ],
)
def test_what_is_no_file_of_the_workspace_stays_as_it_is(told: str, tmp_path: Path) -> None:
    assert with_files(drawn(told), tmp_path) == drawn(told)
    assert with_names(drawn(told), tmp_path) == drawn(told)


def test_words_of_the_catalog_are_no_files(tmp_path: Path) -> None:
    put(tmp_path / "imagenet")
    assert weights_of(with_files(drawn("imagenet"), tmp_path)) == "imagenet"


def test_what_is_no_text_is_left_to_the_drawings_own_problems(tmp_path: Path) -> None:
    odd = drawn(7, start=["x"])
    assert with_files(odd, tmp_path) == with_names(odd, tmp_path) == odd
    assert start_of(odd) == ""


def test_the_numbers_of_runs() -> None:
    assert run_number("Run12") == 12
    assert run_number("/far/runs/12/model.keras") == 12
    assert run_number("/far/runs/12/other.keras") is None
    assert run_number(NAME) is None


def test_no_path_of_this_computer_goes_to_another(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for place in (home, tmp_path / "other"):
        kept = str(file_of(NAME, place))
        given = drawn(kept, start=kept, epochs=2)
        assert without_paths(given, home) == drawn(NAME, start=NAME, epochs=2)
        mine = str(place / "mine.h5")
        assert without_paths(drawn(mine, start=mine, epochs=2), home) == drawn("mine.h5", epochs=2)
    assert without_paths(drawn("run 12"), home) == drawn("run 12")
    run = str(run_folder(home, 12) / "model.keras")
    assert without_paths(drawn(run), home) == drawn("run 12")
    assert without_paths(template(LITE), home) == template(LITE)


def test_a_run_of_another_workspace_goes_nowhere_as_a_run_of_this_one(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    theirs = put(run_folder(other, 12) / "model.keras")
    put(run_folder(home, 12) / "model.keras")
    assert without_paths(drawn(str(theirs)), home) == drawn("model.keras")
    assert elsewhere(theirs, home) == other.resolve()
    within = put(run_folder(home / "Paris", 12) / "model.keras")
    assert name_of(str(within), home) == "Paris/runs/12/model.keras"
    assert file_of(name_of(str(within), home), home) == within
    (tmp_path / "link").symlink_to(other)
    assert elsewhere(tmp_path / "link" / "runs" / "12" / "model.keras", other) is None


def test_a_person_reads_as_much_of_a_digest_as_can_be_compared() -> None:
    assert shortened(NAME) == "opened/0123456789ab…"
    assert shortened("run 12") == "run 12"


def test_a_start_is_forgotten_and_nothing_else() -> None:
    assert without_start(drawn("none", start=NAME, epochs=2)) == drawn("none", epochs=2)
    assert without_start(drawn("none")) == drawn("none")


def test_a_file_that_lies_in_the_workspace_now_is_named(tmp_path: Path) -> None:
    put(tmp_path / "mine" / "a.h5")
    assert near(Path("/old/place/mine/a.h5"), tmp_path) == "mine/a.h5"
    assert near(Path("/old/place/mine/b.h5"), tmp_path) == ""
