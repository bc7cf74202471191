"""Where a network is parted: its frozen beginning, its views, and that the parts are the whole."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from frozen_rows import (
    AVERAGES,
    BACKBONE,
    HEAD,
    INPUT,
    LAST_BLOCKS,
    LAST_OF_THE_SMALLEST,
    POOL,
    Layers,
)

from builder.inference import infer
from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from layers_catalog import Layer
from layers_catalog.base import Category
from layers_catalog.facts import Facts
from runs.training.kept import kept

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def chain(layers: Layers) -> GraphSpec:
    nodes = [Node(id=f"n{place}", type=kind, params=p) for place, (kind, p) in enumerate(layers)]
    edges = [Edge(source=f"n{place}", target=f"n{place + 1}") for place in range(len(layers) - 1)]
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))


def parts(spec: GraphSpec) -> Any:
    prefix, network = (
        pytest.importorskip(f"runs.training.{name}") for name in ("prefix", "network")
    )
    calls = lower(spec, Facts())
    return prefix.split(network.started(calls, 0), calls)


def test_a_backbone_may_be_the_last_of_the_prefix() -> None:
    conv = ("Conv2D", {"filters": 4, "kernel_size": (1, 1)})
    found = parts(chain([INPUT, BACKBONE, conv, POOL, ("Classifier", {})]))
    assert found.prefix.output_shape == (None, 1, 1, 512)


def test_all_before_the_first_layer_that_learns_is_the_prefix() -> None:
    found = parts(chain([INPUT, BACKBONE, POOL, *HEAD]))
    assert found.prefix.output_shape == (None, 512)
    assert found.bytes_per_image == 4 * 512
    assert not found.prefix.trainable_weights or all(
        not layer.trainable for layer in found.prefix.layers if layer.weights
    )
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 3)).astype(np.float32)
    whole = np.asarray(found.whole(pixels, training=False))
    assert np.asarray(found.head(found.prefix(pixels))) == pytest.approx(whole, abs=1e-6)

    learned = [weight + 1 for weight in found.head.get_weights()]
    found.whole.set_weights(found.stitched(learned))
    found.head.set_weights(learned)
    stitched = np.asarray(found.whole(pixels, training=False))
    assert np.asarray(found.head(found.prefix(pixels))) == pytest.approx(stitched, abs=1e-6)


LEARNS = ("BatchNormalization", {"trainable": True})
CASES: dict[str, tuple[Layers, int | None]] = {
    "a frozen backbone": ([INPUT, BACKBONE, POOL, *HEAD], 4 * 512),
    "a backbone and what is measured": (
        [INPUT, BACKBONE, POOL, ("Normalization", {}), *HEAD],
        4 * 512,
    ),
    "a frozen BatchNormalization": (
        [INPUT, AVERAGES, POOL, *HEAD],
        4 * 3,
    ),
    "ABCDFeatures": ([INPUT, ("ABCDFeatures", {}), LEARNS, *HEAD], 4 * 60),
    "HairRemoval and LesionCrop": (
        [INPUT, ("HairRemoval", {}), ("LesionCrop", {}), ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "LesionCrop before what learns": (
        [INPUT, ("LesionCrop", {}), LEARNS, ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "nothing frozen has weights": ([INPUT, ("Flatten", {}), *HEAD], None),
    "only measured": ([INPUT, ("Normalization", {}), ("Flatten", {}), *HEAD], None),
    "measured behind what multiplies": (
        [INPUT, ("Rescaling", {"scale": 0.5}), ("Normalization", {}), ("Flatten", {}), *HEAD],
        None,
    ),
    "augmentation in front of it": ([INPUT, ("RandomFlip", {}), BACKBONE, POOL, *HEAD], 4 * 512),
    "augmentation in front of LesionCrop": (
        [INPUT, ("RandomFlip", {}), ("LesionCrop", {}), ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "augmentation behind LesionCrop": (
        [INPUT, ("LesionCrop", {}), ("RandomFlip", {}), ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "augmentation alone": ([INPUT, ("RandomFlip", {}), ("Flatten", {}), *HEAD], None),
    "the last blocks learn": ([INPUT, LAST_BLOCKS, POOL, *HEAD], 4 * 2 * 2 * 112),
    "the last blocks learn behind augmentation": (
        [INPUT, ("RandomFlip", {}), LAST_OF_THE_SMALLEST, POOL, *HEAD],
        4 * 1 * 1 * 384,
    ),
    "the last blocks learn, stages joined": (
        [
            INPUT,
            ("Backbone", {**LAST_OF_THE_SMALLEST[1], "features": "several stages, joined"}),
            *HEAD,
        ],
        None,
    ),
    "the last blocks take more than the ones before give": (
        [INPUT, ("Backbone", {**LAST_BLOCKS[1], "architecture": "NASNetMobile"}), POOL, *HEAD],
        None,
    ),
    "the last blocks learn behind what learns": (
        [INPUT, ("BatchNormalization", {}), LAST_OF_THE_SMALLEST, POOL, *HEAD],
        None,
    ),
    "the backbone learns": (
        [INPUT, ("Backbone", {**BACKBONE[1], "trainable": True}), POOL, *HEAD],
        None,
    ),
    "averages move in front of it": (
        [INPUT, ("BatchNormalization", {"center": False, "scale": False}), BACKBONE, POOL, *HEAD],
        None,
    ),
}
"""What of each photograph is kept, in bytes; ``None`` where nothing is."""


@pytest.mark.parametrize(("layers", "bytes_per_image"), CASES.values(), ids=CASES)
def test_what_is_kept_and_what_is_expected_to_be_kept(
    layers: Layers, bytes_per_image: int | None
) -> None:
    spec = chain(layers)
    found = parts(spec)
    assert (found and found.bytes_per_image) == bytes_per_image
    foreseen = kept(infer(spec, Facts()), views=4)
    assert bool(foreseen.macs) is (bytes_per_image is not None)
    in_front = layers[1][0] == "RandomFlip"
    assert foreseen.views == (4 if in_front and bytes_per_image else 1)


CHANCE = ["Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise"]


@pytest.mark.parametrize("name", CHANCE)
def test_what_is_forgotten_or_blurred_at_random_is_never_computed_once(name: str) -> None:
    assert parts(chain([INPUT, AVERAGES, POOL, *HEAD])) is not None
    changed = chain([INPUT, (name, Layer.catalog[name].presets), AVERAGES, POOL, *HEAD])
    assert parts(changed) is None


CHANGES = [name for name, kind in Layer.catalog.items() if kind.category is Category.AUGMENTATION]


@pytest.mark.parametrize("name", CHANGES)
def test_of_random_changes_before_what_is_frozen_there_are_views(name: str) -> None:
    params = {**Layer.catalog[name].presets}
    if name == "RandomCrop":
        params = {"height": 24, "width": 24}
    if name == "RandomGrayscale":
        params = {"factor": 0.5}  # of one in ten, there may be none among so few
    found = parts(chain([INPUT, (name, params), AVERAGES, POOL, *HEAD]))
    views = pytest.importorskip("runs.training.views").Views(found.whole, found.changes, 3, seed=5)
    pixels = np.random.default_rng(0).uniform(0, 255, (16, 32, 32, 3)).astype(np.float32)

    # The first is the photograph as in use:
    whole = np.asarray(found.whole(pixels, training=False))
    first = views.change(0)(pixels, 0)
    assert np.asarray(found.head(found.prefix(first))) == pytest.approx(whole, abs=1e-6)
    # The others are changes of it, the same whenever they are made:
    others = [views.change(view)(pixels, 0) for view in (1, 2)]
    assert not any(np.allclose(other, first) for other in others)
    assert not np.allclose(*others)
    again = views.change(1)
    assert np.array_equal(again(pixels, 0), others[0])
    assert np.array_equal(again(pixels, 0), others[0])
    if name != "RandomFlip":  # each block is changed in another way
        assert not np.array_equal(again(pixels, 1), others[0])


@pytest.mark.parametrize(("asked", "count"), [(1, 1), (2, 2), (4, 4), (16, 4)])
def test_four_views_are_all_ways_of_mirroring(asked: int, count: int) -> None:
    found = parts(chain([INPUT, ("RandomFlip", {}), AVERAGES, POOL, *HEAD]))
    views = pytest.importorskip("runs.training.views").Views(found.whole, found.changes, asked, 0)
    assert views.count == count
    pixels = np.random.default_rng(0).uniform(0, 255, (2, 32, 32, 3)).astype(np.float32)
    across, over = pixels[:, :, ::-1], pixels[:, ::-1]
    every = [pixels, across, over, across[:, ::-1]]
    for view, expected_view in enumerate(every[:count]):
        assert np.array_equal(views.change(view)(pixels, 0), expected_view)


def hold_together(found: Any) -> None:
    """The parts score as the whole does, before and after the head has learned."""
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 3)).astype(np.float32)
    for change in (0.0, 1e-3):
        learned = [weight + change for weight in found.head.get_weights()]
        found.head.set_weights(learned)
        found.whole.set_weights(found.stitched(learned))
        whole = np.asarray(found.whole(pixels, training=False))
        assert np.asarray(found.head(found.prefix(pixels))) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("architecture", ["EfficientNet-Lite0", "MobileNetV3Small", "DenseNet121"])
def test_a_backbone_is_cut_where_its_learning_blocks_begin(architecture: str) -> None:
    backbone = ("Backbone", {**LAST_BLOCKS[1], "architecture": architecture})
    found = parts(chain([INPUT, backbone, POOL, *HEAD]))
    learning = [math.prod(weights.shape) for weights in found.whole.trainable_weights]
    assert [math.prod(weights.shape) for weights in found.head.trainable_weights] == learning
    hold_together(found)


def meeting_again(first: Layers, second: Layers, *, before: Layers) -> GraphSpec:
    """A drawing that parts behind ``before`` into two rows, which are put side by side."""
    spec = chain([*before, *first, ("Concatenate", {}), ("Classifier", {})])
    fork, both = f"n{len(before) - 1}", f"n{len(before) + len(first)}"
    others = [
        Node(id=f"m{place}", type=kind, params=params)
        for place, (kind, params) in enumerate(second)
    ]
    row = [fork, *(node.id for node in others)]
    edges = [Edge(source=one, target=other) for one, other in pairwise(row)]
    last = Edge(source=row[-1], target=both, slot=1)
    return GraphSpec(nodes=(*spec.nodes, *others), edges=(*spec.edges, *edges, last))


def two_pools() -> GraphSpec:
    dense = ("Dense", {"units": 4})
    return meeting_again(
        [POOL, ("Dropout", {"rate": 0.3}), dense],
        [("GlobalMaxPooling2D", {}), dense],
        before=[INPUT, BACKBONE],
    )


def own_branch() -> GraphSpec:
    conv = ("Conv2D", {"filters": 4, "kernel_size": (3, 3)})
    return meeting_again([BACKBONE, POOL], [conv, POOL], before=[INPUT])


def test_what_several_results_cross_from_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiler, network, prefix = (
        pytest.importorskip(name)
        for name in ("builder.compiler", "runs.training.network", "runs.training.prefix")
    )
    calls = lower(two_pools(), Facts())
    whole = network.started(calls, 0)
    plain, built = compiler.whole, []

    def counting(*given: Any, **more: Any) -> Any:
        built.append(given)
        return plain(*given, **more)

    monkeypatch.setattr(compiler, "whole", counting)
    assert prefix.split(whole, calls).bytes_per_image == 4 * 2 * 512
    assert len(built) == 1


@pytest.mark.parametrize(
    ("spec", "numbers"),
    [(two_pools(), 2 * 512), (own_branch(), 32 * 32 * 3 + 512)],
    ids=["two pools of one backbone", "a branch of its own beside a backbone"],
)
def test_several_results_may_cross_the_cut(spec: GraphSpec, numbers: int) -> None:
    found = parts(spec)
    assert found.bytes_per_image == 4 * numbers
    hold_together(found)
    assert len(found.head.trainable_weights) == len(found.whole.trainable_weights)
    assert kept(infer(spec, Facts()), views=4).macs


def test_layers_for_skin_are_computed_with_all_digits() -> None:
    assert parts(chain([INPUT, ("LesionCrop", {}), AVERAGES, POOL, *HEAD])).exact
    assert not parts(chain([INPUT, AVERAGES, POOL, *HEAD])).exact
