"""Grad-CAM of networks as they are drawn: branches, tokens, backbones, crops, fitted heads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skin import disc, painted

from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.evaluation.heatmap.canvas import SIDE

pytestmark = pytest.mark.keras

FACTS = Facts(class_names=("benign", "malignant"))
SQUEEZENET = ("Backbone", {"architecture": "SqueezeNet 1.1", "weights": "none"})
CONV = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "padding": "same", "activation": "relu"})


def drawn(nodes: dict[str, tuple[str, dict[str, Any]]], links: str) -> GraphSpec:
    """A drawing from its layers and "a b, b c, d c 1": from where to where, at which slot."""
    edges = []
    for link in links.split(", "):
        source, target, *slot = link.split()
        edges.append(Edge(source=source, target=target, slot=int(slot[0]) if slot else 0))
    found = tuple(Node(id=i, type=kind, params=params) for i, (kind, params) in nodes.items())
    return GraphSpec(name="Drawn", nodes=found, edges=tuple(edges))


def maps_of(spec: GraphSpec) -> Any:
    import keras

    from builder.compiler import build
    from runs.evaluation.heatmap.making import HeatMaps

    keras.utils.set_random_seed(4)
    network = build(lower(spec, FACTS))
    for layer in network.layers:  # so that something reacts, and not to the edges alone
        if layer.name == "classifier":
            kernel, bias = layer.get_weights()
            layer.set_weights([np.abs(kernel) * [[-1.0, 1.0]], bias])
    return HeatMaps(network)


def input_of(side: int) -> tuple[str, dict[str, Any]]:
    return ("Input", {"height": side, "width": side})


def lesion(side: int, middle: tuple[float, float] = (0.0, 0.0)) -> NDArray[np.float32]:
    return painted(disc(side, 0.15, middle=middle), noise=3.0)


HEAD = {"pooling": ("GlobalAveragePooling2D", {}), "classifier": ("Classifier", {})}

NETWORKS = {
    "branches": (
        drawn(
            {
                "input": input_of(64), "one": CONV, "two": CONV, "small": ("MaxPooling2D", {}),
                "means": ("GlobalAveragePooling2D", {}), "flat": ("Flatten", {}),
                "joined": ("Concatenate", {}), "classifier": ("Classifier", {}),
            },
            "input one, input two, one means, two small, small flat, means joined, flat joined 1, "
            "joined classifier",
        ),
        [(64, 64), (32, 32)],
    ),
    "tokens": (
        drawn(
            {
                "input": input_of(64), "conv": CONV,
                "small": ("MaxPooling2D", {"pool_size": [8, 8]}),
                "tokens": ("Reshape", {"target_shape": "64, 4"}),
                "norm": ("LayerNormalization", {}),
                "attention": ("MultiHeadAttention", {"num_heads": 2, "key_dim": 4}),
                "shortcut": ("Add", {}), "mixed": ("Dense", {"units": 6, "activation": "relu"}),
                "flat": ("Flatten", {}), "classifier": ("Classifier", {}),
            },
            "input conv, conv small, small tokens, tokens norm, norm attention, "
            "attention shortcut, tokens shortcut 1, shortcut mixed, mixed flat, flat classifier",
        ),
        [(8, 8)],
    ),
    "backbone": (
        drawn({"input": input_of(96), "backbone": SQUEEZENET, **HEAD},
              "input backbone, backbone pooling, pooling classifier"),
        [(5, 5)],
    ),
    "joined": (
        drawn(
            {
                "input": input_of(64),
                "backbone": ("Backbone", {"weights": "none", "features": "several stages, joined"}),
                "classifier": ("Classifier", {}),
            },
            "input backbone, backbone classifier",
        ),
        [(8, 8), (4, 4), (4, 4), (2, 2), (2, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETWORKS)
def test_the_last_maps_are_found_and_heat_is_made_of_them(name: str) -> None:
    spec, grids = NETWORKS[name]
    maps = maps_of(spec)
    assert maps._gradcam.why_not is None
    assert [end.grid for end in maps.ends.found] == grids
    heat = maps.make(lesion(spec.nodes[0].params["height"]), [1])
    assert (heat.method, heat.why) == ("gradcam", None)
    assert heat.values.shape == (SIDE, SIDE)
    assert heat.values.sum() > 0
    assert heat.seen.all()


def test_what_grad_cam_adds_up_to_is_the_change_of_the_odds() -> None:
    """Without biases, all that the last map adds is the log-odds: none of it is lost on the way."""
    spec = NETWORKS["branches"][0]
    maps = maps_of(spec)
    photograph = lesion(64)
    signed, _ = maps._gradcam.signed(photograph[None], [1])
    odds = float(maps._said([1], photograph[None])[0])
    assert signed.mean() == pytest.approx(odds, rel=0.02)


@pytest.mark.parametrize(
    ("nodes", "links", "why"),
    [
        ({"flat": ("Flatten", {})}, "input flat, flat classifier", "measures the photograph"),
        (
            {"abcd": ("ABCDFeatures", {}), "conv": CONV, "means": ("GlobalAveragePooling2D", {}),
             "joined": ("Concatenate", {})},
            "input abcd, input conv, conv means, abcd joined, means joined 1, joined classifier",
            "measures the photograph",
        ),
        (
            {"crop": ("LesionCrop", {}), "one": CONV, "two": CONV, "both": ("Add", {}),
             "means": ("GlobalAveragePooling2D", {})},
            "input crop, crop one, input two, one both, two both 1, both means, means classifier",
            "puts the cut lesion and the whole photograph together",
        ),
    ],
)  # fmt: skip
def test_where_grad_cam_cannot_be_made_occlusion_is_and_says_so(
    nodes: dict[str, Any], links: str, why: str
) -> None:
    maps = maps_of(drawn({"input": input_of(48), **nodes, "classifier": ("Classifier", {})}, links))
    steps: list[tuple[int, int]] = []
    heat = maps.make(lesion(48), [1], told=lambda *told: steps.append(told))
    assert heat.method == "occlusion"
    assert why in str(heat.why)
    assert steps[-1] == (289, 289)


def test_heat_of_a_cut_lesion_lies_where_it_was_in_the_photograph() -> None:
    """The lesion is in a corner of the middle; what was cut off was not seen and has no heat."""
    spec = drawn(
        {"input": input_of(96), "crop": ("LesionCrop", {}), "conv": CONV, **HEAD},
        "input crop, crop conv, conv pooling, pooling classifier",
    )
    middle = (-0.15, 0.1)
    maps = maps_of(spec)
    heat = maps.make(lesion(96, middle), [1])
    rows, columns = np.nonzero(heat.seen)
    centre = (rows.mean() + 0.5) / SIDE - 0.5, (columns.mean() + 0.5) / SIDE - 0.5
    assert centre == pytest.approx(middle, abs=0.02)
    assert (heat.method, heat.why) == ("gradcam", None)
    assert 0.1 < heat.seen.mean() < 0.25, "a third of each side, and its margin"
    assert not heat.values[~heat.seen].any()
    mirrored = maps.make(lesion(96, (-0.15, -0.1)), [1])
    assert (mirrored.seen[:, ::-1] == heat.seen).mean() > 0.97


def test_layers_that_cut_edges_move_the_heat() -> None:
    spec = drawn(
        {"input": input_of(64), "cut": ("Cropping2D", {"cropping": [32, 0, 0, 16]}), "conv": CONV,
         **HEAD},
        "input cut, cut conv, conv pooling, pooling classifier",
    )  # fmt: skip
    seen = maps_of(spec).make(lesion(64), [1]).seen
    assert seen[SIDE // 2 :, : 3 * SIDE // 4].all()
    assert seen.mean() == pytest.approx(0.375)


def test_a_support_vector_machine_is_followed_through() -> None:
    """Folded into Keras layers, its score moves with the maps; the heat is as finite as any."""
    spec = drawn(
        {"input": input_of(64), "backbone": SQUEEZENET, "pooling": HEAD["pooling"],
         "svm": ("SVM", {"kernel": "rbf"})},
        "input backbone, backbone pooling, pooling svm",
    )  # fmt: skip
    heat = maps_of(spec).make(lesion(64), [1])
    assert heat.method == "gradcam"
    assert np.isfinite(heat.values).all()


SMALL_TEMPLATES = (
    "Two-convolution CNN (64, 64)",
    "Region of interest, transfer learning",
    "SVM on colour and ABCD features",
    "ResNet-style network, to learn from",
    "Attention over image tokens, to learn from",
)


def test_templates_have_a_way() -> None:
    """Only what measures colours has no maps."""
    without = []
    for name in SMALL_TEMPLATES:
        spec = template(name)
        nodes = [_without_weights(node) for node in spec.nodes]
        if maps_of(spec.model_copy(update={"nodes": tuple(nodes)}))._gradcam.why_not:
            without.append(name)
    assert without == ["SVM on colour and ABCD features"]


def _without_weights(node: Node) -> Node:
    if node.type != "Backbone":
        return node
    return node.model_copy(update={"params": {**node.params, "weights": "none"}})
