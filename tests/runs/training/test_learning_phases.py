"""The phases of a recipe, as text and as drawings."""

from __future__ import annotations

from typing import Any

import pytest

from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from layers_catalog.facts import Facts
from runs.training.learning_phases import LearningPhase, in_words, pretrained, read
from runs.training.recipe import Recipe, RecipeError

Layers = list[tuple[str, dict[str, Any]]]
NETWORK: Layers = [
    ("Input", {"height": 32, "width": 32}),
    ("Backbone", {"weights": "none"}),
    ("GlobalAveragePooling2D", {}),
    ("Dropout", {"rate": 0.3}),
    ("Classifier", {}),
]
PHASES = "head, 2 epochs, 0.01; last 5 blocks, 2 epochs, 0.001; all, 1 epoch, 0.0001"


def spec(layers: Layers) -> GraphSpec:
    nodes = [Node(id=f"n{k}", type=kind, params=params) for k, (kind, params) in enumerate(layers)]
    edges = [Edge(source=f"n{k}", target=f"n{k + 1}") for k in range(len(layers) - 1)]
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))


def test_text_and_phases_are_two_ways_to_say_the_same() -> None:
    phases = Recipe.from_settings(overrides={"phases": PHASES}).phases
    assert in_words(phases) == PHASES
    assert read(phases) is phases
    assert [phase.learns for phase in phases] == ["head", "last 5 blocks", "all"]
    assert Recipe.model_validate_json(Recipe(phases=phases).model_dump_json()).phases == phases


@pytest.mark.parametrize(
    "text", ["head", "neck, 1, 0.1", "last 0 blocks, 1, 0.1", "all, 1, 0.1; ?", "all, 0, 0.1"]
)
def test_what_is_no_phase_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(RecipeError, match=r"“head, 3 epochs, 0\.001; last 5 blocks") as refused:
        Recipe.from_settings(overrides={"phases": text})
    told = ("In the recipe phases (epochs) cannot", "“") if ", 0," in text else ("“", "“")
    assert str(refused.value).startswith(told)


@pytest.mark.parametrize(
    ("learns", "trainable", "blocks"),
    [("head", False, None), ("last 5 blocks", True, 5), ("all", True, None)],
)
def test_a_phase_changes_nothing_but_what_learns(
    learns: str, *, trainable: bool, blocks: int | None
) -> None:
    drawn = spec(NETWORK)
    phase = LearningPhase(learns=learns, epochs=1, learning_rate=0.1)
    changed = phase.drawn(drawn)
    assert changed.nodes[1].params == {
        "weights": "none",
        "trainable": trainable,
        "learning_blocks": blocks,
    }
    assert [node for node in changed.nodes if node.type != "Backbone"] == [
        node for node in drawn.nodes if node.type != "Backbone"
    ]
    assert changed.edges == drawn.edges
    assert lower(changed, Facts())
    assert pretrained(drawn)
    assert not pretrained(spec([NETWORK[0], *NETWORK[2:]]))


@pytest.mark.parametrize("field", ["epochs", "learning_rate"])
def test_what_each_phase_has_of_its_own_is_not_set_beside_them(field: str) -> None:
    with pytest.raises(RecipeError, match=f"so “{field}” counts for nothing"):
        Recipe.from_settings({"epochs": 3}, {"phases": PHASES, field: "1"})
    assert Recipe.from_settings({field: 1}, {"phases": PHASES}).epochs_in_all == 5
