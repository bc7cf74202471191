"""A training that starts from a network that was opened from a file: which may, and why not."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.opened_record import record
from runs.scripts import train_script
from runs.scripts.starting_files import starting_files
from runs.training.earlier import EarlierRunError, check_origins, check_start
from runs.training.recipe import Recipe, RecipeError

STYLE = "ResNet-style network, to learn from"
LITE = "EfficientNet-Lite0, frozen"
NAME = f"opened/{'0123456789abcdef' * 4}"
FACTS = Facts()


def kept(folder: Path, design: GraphSpec) -> str:
    """A network as an opened file leaves it; its weights are not looked at."""
    folder.mkdir(parents=True)
    (folder / "design.json").write_text(design.to_json())
    (folder / "facts.json").write_text(FACTS.model_dump_json())
    file = folder / "model.keras"
    file.write_bytes(b"")
    return str(file)


def test_the_same_drawing_may_start_from_it(tmp_path: Path) -> None:
    start = kept(tmp_path / "opened" / "a", template(STYLE))
    check_start(start, template(STYLE), FACTS, tmp_path)
    check_start("", template(STYLE), FACTS, tmp_path)


def test_a_drawing_with_no_learning_layer_in_common_may_not(tmp_path: Path) -> None:
    start = kept(tmp_path / "opened" / "a", template(STYLE))
    kinds = (("input", "Input"), ("rescaling", "Flatten"), ("end", "Classifier"))
    nodes = tuple(Node(id=name, type=kind) for name, kind in kinds)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    other = GraphSpec(nodes=nodes, edges=edges)
    with pytest.raises(EarlierRunError, match="no layer that learns in common"):
        check_start(start, other, FACTS, tmp_path)


@pytest.mark.parametrize("folder", ["opened/gone", "runs/3"])
def test_what_was_not_opened_here_is_told(folder: str, tmp_path: Path) -> None:
    start = str(tmp_path / folder / "model.keras")
    if folder.startswith("runs"):
        kept(tmp_path / folder, template(STYLE))
    with pytest.raises(EarlierRunError, match="no network that was opened here"):
        check_start(start, template(STYLE), FACTS, tmp_path)


def test_the_script_begins_with_the_same_weights(tmp_path: Path) -> None:
    start = kept(tmp_path / "opened" / "a", template(STYLE))
    design = template(STYLE)
    script = train_script(design, FACTS, Recipe(start=start))
    compile(script, "train.py", "exec")
    assert 'with_name("initial.keras")' in script
    assert str(tmp_path) not in script
    (file,) = starting_files(lower(design, FACTS), start)
    assert (file.name, str(file.source), file.licence) == ("initial.keras", start, None)
    assert "initial.keras" not in train_script(design, FACTS, Recipe())


def test_one_that_is_gone_is_told_and_how_it_comes_back(tmp_path: Path) -> None:
    design = template(STYLE).model_copy(update={"source": "theirs.keras"})
    with pytest.raises(EarlierRunError, match="not in this workspace") as told:
        check_start(NAME, design, FACTS, tmp_path)
    assert "Open the file that it came from (theirs.keras)" in told.value.hint
    assert "Start from nothing instead" in told.value.hint
    kept(tmp_path / NAME, design)
    check_start(NAME, design, FACTS, tmp_path)


@pytest.mark.parametrize("name", ["model.keras", "design.json", "facts.json"])
def test_one_that_was_changed_since_is_told(name: str, tmp_path: Path) -> None:
    file = Path(kept(tmp_path / NAME, template(STYLE)))
    record(file.parent, "theirs.keras")
    check_start(NAME, template(STYLE), FACTS, tmp_path)
    file.with_name(name).write_bytes(b"another network")
    with pytest.raises(EarlierRunError, match="changed or damaged since it was opened"):
        check_start(NAME, template(STYLE), FACTS, tmp_path)


def test_so_is_that_of_a_backbone(tmp_path: Path) -> None:
    design = template(LITE).with_params("Backbone", weights=NAME)
    with pytest.raises(EarlierRunError, match="“backbone” is to start from the network opened/"):
        check_origins(design, tmp_path)
    kept(tmp_path / NAME, design)
    check_origins(design, tmp_path)


def test_a_start_that_is_too_long_is_told() -> None:
    with pytest.raises(RecipeError, match="start takes at most 1000 characters"):
        Recipe.from_settings(overrides={"start": "x" * 1001})


def test_its_help_promises_no_run() -> None:
    told = Recipe.model_fields["start"].description
    assert told
    assert "run 12" not in told
