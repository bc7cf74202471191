"""Feature maps against Keras: the same numbers, of every layer of every template."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from builder.compiler import build
from builder.inference import infer
from builder.lowering import lower
from builder.spec import Block, Edge, GraphSpec, Node
from builder.templates import template, templates
from builder.topology import order
from layers_catalog.facts import Facts
from runs.feature_maps.choosing import Kind, strongest
from runs.feature_maps.kept import Networks, Wanted
from runs.feature_maps.network import VIEWS, FeatureMapError, drawn_network
from runs.feature_maps.starting import RANDOM
from runs.training.network import set_chance
from runs.workspace import run_folder

pytestmark = pytest.mark.keras
SIDE = 64
FACTS = Facts()


def photograph(side: int = SIDE) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (side, side, 3)).astype(np.float32)


def row(*kinds: tuple[str, dict[str, object]]) -> GraphSpec:
    """Layers one after another, the Input first; each is called after its kind."""
    given = (("Input", {"height": SIDE, "width": SIDE}), *kinds)
    nodes = tuple(Node(id=kind.lower(), type=kind, params=params) for kind, params in given)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    return GraphSpec(nodes=nodes, edges=edges)


SMALL = row(
    ("Rescaling", {"scale": 1 / 255}),
    ("RandomFlip", {}),
    ("RandomRotation", {"factor": 0.2}),
    ("Conv2D", {"filters": 24, "kernel_size": [3, 3], "activation": "relu"}),
    ("BatchNormalization", {}),
    ("MaxPooling2D", {}),
    ("Flatten", {}),
    ("Dropout", {"rate": 0.5}),
    ("Classifier", {}),
)


def test_every_layers_result_is_what_keras_predicts() -> None:
    import keras

    network = drawn_network(SMALL, FACTS)
    given = photograph()
    for node in SMALL.nodes[1:]:
        whole = keras.Model(network.made["input"], network.made[node.id])
        expected = whole.predict(given[None], verbose=0)[0]
        found = network.result(node.id, given)
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, atol=1e-6, rtol=1e-6)


def test_what_is_shown_are_the_maps_of_keras_that_spread_most() -> None:
    import keras

    network = drawn_network(SMALL, FACTS)
    found = network.look("conv2d", photograph())
    maps = keras.Model(network.made["input"], network.made["conv2d"]).predict(
        photograph()[None], verbose=0
    )[0]
    assert (found.kind, found.shape) == (Kind.MAPS, maps.shape)
    assert found.places == strongest(maps)
    ranges = [(maps[..., one].min(), maps[..., one].max()) for one in found.places]
    np.testing.assert_allclose(found.ranges, ranges, atol=1e-6)
    scores = network.look("classifier", photograph())
    assert scores.kind is Kind.SCORES
    assert sum(scores.values) == pytest.approx(1, abs=1e-6)


def test_random_views_differ_and_are_the_layers_own_with_that_seed() -> None:
    import keras

    network = drawn_network(SMALL, FACTS)
    given = photograph()
    drawn = network.views("randomrotation", given)
    assert drawn.shape == (VIEWS, SIDE, SIDE, 3)
    assert len({view.tobytes() for view in drawn}) == VIEWS
    before = network.result("randomflip", given)[None]
    np.testing.assert_allclose(before[0], given / 255, atol=1e-6)  # in use, nothing is changed
    alone = keras.Model(network.made["randomflip"], network.made["randomrotation"])
    for seed, view in enumerate(drawn):
        set_chance(alone, seed, "look", 0)
        np.testing.assert_array_equal(np.asarray(alone(before, training=True))[0], view)
    np.testing.assert_array_equal(network.views("randomrotation", given), drawn)
    assert network.look("randomrotation", given).kind is Kind.VIEWS


@pytest.mark.parametrize("name", sorted(templates()))
def test_of_every_template_every_layer_gives_something(name: str) -> None:
    spec = template(name)
    entry = spec.nodes[0].params
    given = np.random.default_rng(0).uniform(
        0, 255, (entry.get("height", 224), entry.get("width", 224), 3)
    )
    report = infer(spec, FACTS)
    network = drawn_network(spec, FACTS)
    for node_id in order(spec).ids:
        found = network.look(node_id, given.astype(np.float32))
        assert found.shape == report.nodes[node_id].shape
        assert len(found.pictures) or len(found.values)
        assert bool(network.told_at(node_id)) == bool(network._with_weights(node_id))


def test_of_an_unfinished_drawing_what_can_be_told_is_told() -> None:
    loose = Node(id="add", type="Add")
    wrong = Node(id="dense", type="Dense", params={"units": -3})
    spec = row(("Conv2D", {"filters": 4, "kernel_size": [3, 3]}))
    edges = (*spec.edges, Edge(source="conv2d", target="dense"))
    spec = spec.model_copy(update={"nodes": (*spec.nodes, loose, wrong), "edges": edges})
    network = drawn_network(spec, FACTS)
    assert network.look("conv2d", photograph()).kind is Kind.MAPS
    with pytest.raises(FeatureMapError, match="cannot be told yet"):
        network.look("dense", photograph())


def test_of_a_repeated_block_the_first_repetition_is_told_and_what_follows_takes_the_last() -> None:
    import keras

    conv = ("Conv2D", {"filters": 3, "kernel_size": [3, 3]})
    spec = row(conv, ("GlobalAveragePooling2D", {}), ("Classifier", {}))
    spec = spec.model_copy(update={"blocks": (Block(id="twice", nodes=("conv2d",), times=2),)})
    network = drawn_network(spec, FACTS)
    first = network.result("conv2d", photograph()).mean(axis=(0, 1))
    after = network.result("globalaveragepooling2d", photograph())
    assert np.abs(first - after).max() > 1e-3
    whole = keras.Model(network.made["input"], network.made["classifier"])
    expected = whole.predict(photograph()[None], verbose=0)[0]
    np.testing.assert_allclose(network.result("classifier", photograph()), expected, atol=1e-6)


def test_values_that_are_not_finite_are_told() -> None:
    spec = row(
        ("Rescaling", {"scale": 0.5}),
        ("Conv2D", {"filters": 2, "kernel_size": [3, 3]}),
    )
    network = drawn_network(spec, FACTS)
    endless = np.full((SIDE, SIDE, 3), np.inf, np.float32)
    with pytest.raises(FeatureMapError, match="not finite"):
        network.look("conv2d", endless)


def test_an_edit_after_a_layer_builds_nothing_anew(tmp_path: Path) -> None:
    networks = Networks(tmp_path)
    first = networks.get(Wanted(SMALL, FACTS, None), "conv2d")
    other = SMALL.with_params("Dropout", rate=0.2)
    assert networks.get(Wanted(other, FACTS, None), "conv2d") is first
    assert networks.get(Wanted(SMALL, FACTS, None), "classifier") is first
    assert networks.get(Wanted(other, FACTS, None), "classifier") is not first
    assert RANDOM in first.told_at("conv2d")
    assert first.told_at("rescaling") == ()


def test_of_a_pretrained_backbone_it_is_told_at_it_and_the_rest_is_random() -> None:
    network = drawn_network(template("EfficientNet-Lite0, frozen"), FACTS)
    pretrained = "“backbone” has its pretrained weights."
    assert network.told_at("backbone") == (pretrained,)
    assert set(network.told_at("classifier")) == {RANDOM, pretrained}


def test_a_runs_own_weights_are_taken(tmp_path: Path) -> None:
    import keras

    folder = run_folder(tmp_path, 7)
    folder.mkdir(parents=True)
    keras.utils.set_random_seed(5)
    model = build(lower(SMALL, FACTS))
    model.save(folder / "model.keras")
    (folder / "design.json").write_text(SMALL.to_json())
    (folder / "facts.json").write_text(FACTS.model_dump_json())
    (folder / "recipe.json").write_text("{}")
    network = Networks(tmp_path).get(Wanted(SMALL, FACTS, 7), "classifier")
    expected = model.predict(photograph()[None], verbose=0)[0]
    np.testing.assert_allclose(network.result("classifier", photograph()), expected, atol=1e-6)
    assert network.told_at("classifier") == ("As trained in run 7.",)
    fresh = drawn_network(SMALL, FACTS).result("classifier", photograph())
    assert np.abs(fresh - expected).max() > 1e-3
