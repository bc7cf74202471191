"""Drawings that the browser tests and benchmarks put on the board."""

from __future__ import annotations

from itertools import pairwise

from builder.spec import Edge, GraphSpec, Node


def chain(length: int) -> GraphSpec:
    """Input, then Conv2D and BatchNormalization in turn, and a head."""
    kinds = [
        ("Conv2D", {"filters": 8, "kernel_size": [3, 3], "padding": "same", "activation": "relu"})
        if index % 2 == 0
        else ("BatchNormalization", {})
        for index in range(max(0, length - 3))
    ]
    layers = [("Input", {"height": 64, "width": 64}), *kinds]
    layers += [("GlobalAveragePooling2D", {}), ("Classifier", {})]
    nodes = tuple(
        Node(id=f"{kind.lower()}_{index}", type=kind, params=params)
        for index, (kind, params) in enumerate(layers)
    )
    pairs = pairwise(nodes)
    edges = tuple(Edge(source=a.id, target=b.id) for a, b in pairs)
    return GraphSpec(name=f"Chain of {length}", nodes=nodes, edges=edges)


def residual() -> GraphSpec:
    """A block whose input is added to its output, and two branches side by side."""
    conv = {"filters": 32, "kernel_size": [3, 3], "padding": "same", "activation": "relu"}
    kinds = {
        "input_1": ("Input", {"height": 96, "width": 96}),
        "rescaling_1": ("Rescaling", {"scale": 1 / 255, "offset": 0.0}),
        "conv2d_1": ("Conv2D", conv),
        "conv2d_2": ("Conv2D", conv),
        "conv2d_3": ("Conv2D", conv),
        "add_1": ("Add", {}),
        "max_pooling2d_1": ("MaxPooling2D", {"pool_size": [2, 2]}),
        "average_pooling2d_1": ("AveragePooling2D", {"pool_size": [2, 2]}),
        "concatenate_1": ("Concatenate", {}),
        "global_average_pooling2d_1": ("GlobalAveragePooling2D", {}),
        "dropout_1": ("Dropout", {"rate": 0.3}),
        "classifier_1": ("Classifier", {}),
    }
    links = (
        "input_1 rescaling_1 0,rescaling_1 conv2d_1 0,conv2d_1 conv2d_2 0,conv2d_2 conv2d_3 0,"
        "conv2d_3 add_1 0,conv2d_1 add_1 1,add_1 max_pooling2d_1 0,add_1 average_pooling2d_1 0,"
        "max_pooling2d_1 concatenate_1 0,average_pooling2d_1 concatenate_1 1,"
        "concatenate_1 global_average_pooling2d_1 0,global_average_pooling2d_1 dropout_1 0,"
        "dropout_1 classifier_1 0"
    )
    return GraphSpec(
        name="Residual",
        nodes=tuple(Node(id=i, type=kind, params=params) for i, (kind, params) in kinds.items()),
        edges=tuple(
            Edge(source=source, target=target, slot=int(slot))
            for source, target, slot in (link.split() for link in links.split(","))
        ),
    )
