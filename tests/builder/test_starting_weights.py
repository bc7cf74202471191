"""Of several networks in a kept one, each starts from its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_code import starting_weights_source
from builder.starting_weights import donor
from layers_catalog.facts import Facts

FACTS = Facts()
PAIR = "i>a>ga>j i>b>gb>j:1 j>e"


@pytest.fixture
def pair(draw: Callable[..., GraphSpec]) -> Callable[..., GraphSpec]:
    """Two Backbones of one architecture, joined."""

    def drawing(**params: Any) -> GraphSpec:
        backbone = ("Backbone", {"trainable": True, **params})
        pool = "GlobalAveragePooling2D"
        size = {"height": 64, "width": 64}
        return draw(
            PAIR, i=("Input", size), a=backbone, b=backbone, ga=pool, gb=pool,
            j="Concatenate", e="Classifier",
        )  # fmt: skip

    return drawing


def kept(design: GraphSpec, folder: Path) -> Path:
    """The place of its model, beside what a kept network has; without the model."""
    folder.mkdir()
    (folder / "design.json").write_text(design.to_json(), encoding="utf-8")
    (folder / "facts.json").write_text(FACTS.model_dump_json(), encoding="utf-8")
    return folder / "model.keras"


def test_each_of_two_alike_starts_from_that_of_its_name(
    pair: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    earlier = lower(pair(weights="none"), FACTS)
    file = kept(pair(weights="none"), tmp_path / "1")
    calls = lower(pair(weights=str(file)), FACTS)
    networks = {call.name: call for call in calls if call.name in {"a", "b"}}
    found = {name: donor(earlier, call) for name, call in networks.items()}
    assert {name: one and one.name for name, one in found.items()} == {"a": "a", "b": "b"}
    source = starting_weights_source(calls, {"a": "initial.keras", "b": "initial.keras"})
    assert source.count('compile=False).get_layer("a")') == 1
    assert source.count('compile=False).get_layer("b")') == 1


def test_one_of_another_name_starts_from_the_first_that_is_alike(
    pair: Callable[..., GraphSpec], draw: Callable[..., GraphSpec]
) -> None:
    earlier = lower(pair(weights="none"), FACTS)
    other = draw(
        "i>c>g>e",
        i="Input",
        c=("Backbone", {"weights": "none", "trainable": True}),
        g="GlobalAveragePooling2D",
        e="Classifier",
    )
    (call,) = [one for one in lower(other, FACTS) if one.name == "c"]
    found = donor(earlier, call)
    assert found
    assert found.name == "a"


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_backbone_set_to_none_starts_at_random_also_where_the_rest_starts_alike(
    draw: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    import numpy as np

    from builder.compiler import build
    from builder.loading import start_alike

    spec = draw(
        "i>b>g>d>e",
        i=("Input", {"height": 64, "width": 64}),
        b=("Backbone", {"weights": "none", "trainable": True}),
        g="GlobalAveragePooling2D",
        d=("Dense", {"units": 4}),
        e="Classifier",
    )
    calls = lower(spec, FACTS)
    file = kept(spec, tmp_path / "1")
    given = build(calls)
    given.save(file)
    ours = build(calls)
    start_alike(ours, file)
    (file.with_name("initial.keras")).write_bytes(file.read_bytes())
    source = "import keras\n\n" + starting_weights_source(calls, {}, "initial.keras")
    namespace: dict[str, Any] = {"Path": Path, "__file__": str(file.with_name("train.py"))}
    exec(source, namespace)  # noqa: S102 - what we printed ourselves
    printed = build(calls)
    namespace["load_starting_weights"](printed)
    for model in (ours, printed):
        learnt = {
            name: np.array_equal(
                model.get_layer(name).get_weights()[0], given.get_layer(name).get_weights()[0]
            )
            for name in ("b", "d")
        }
        assert learnt == {"b": False, "d": True}
