"""Rules for the drawing as a whole: one Input, one end, no cycle, nothing left over.

Rules for one layer and its inputs are the catalog's; ``inference`` puts all together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder.endings import Behind, ends, fitted_problems, measured_problems, one_end
from builder.memory import machine_mb, weights_mb
from builder.problems import error, warning
from builder.topology import reach
from layers_catalog.base import Category

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.inference import NodeReport
    from builder.problems import Names, Problem
    from builder.spec import GraphSpec, Node
    from builder.topology import Graph
    from builder.totals import Totals
    from layers_catalog import Layer

INPUT: Final = "Input"
_NEARLY_ALL: Final = 0.9


def drawing_problems(graph: Graph, names: Names) -> Iterator[Problem]:
    """What is wrong with nodes and arrows, whatever flows through them."""
    nodes = {node.id: node for node in graph.spec.nodes}
    for cycle in graph.order.cyclic:
        yield _cycle(nodes[cycle[0]], cycle, names)
    yield from one_input(graph.spec)
    yield from one_end(graph, names)
    yield from _loose_ends(graph, nodes, names)


def network_problems(
    graph: Graph, layers: Mapping[str, Layer], reports: Mapping[str, NodeReport], names: Names
) -> Iterator[Problem]:
    """What is wrong with what flows: values scaled twice or never, ends that cannot be fitted."""
    before = graph.before
    for node in graph.spec.nodes:
        if (layer := layers.get(node.id)) is None:
            continue
        if layer.raw_pixels:
            above = reach(before, [node.id])
            yield from _scaled_twice(node, layer, above, layers, names)
        if layer.fitted or layer.measures_once:
            problems = fitted_problems if layer.fitted else measured_problems
            yield from problems(Behind(node, reach(before, [node.id]), layers, reports, names))
    raw = _with_raw_pixels(graph.after, layers, reports)
    for node in graph.spec.nodes:
        if node.id in raw and reports[node.id].trainable:
            yield _never_scaled(node, names)


def total_problems(totals: Totals, *, memory_mb: float | None = None) -> Iterator[Problem]:
    """What is wrong with the network's size.

    Args:
        totals: of a network without errors.
        memory_mb: what there is; by default, what this computer has.
    """
    there_is = memory_mb or machine_mb()
    if totals.trainable == 0:
        yield error(
            None,
            "nothing-learns",
            "No layer of this network learns, so training would change nothing.",
            "Add a layer that learns, or let the Backbone learn.",
        )
    needed = weights_mb(totals.trainable, totals.non_trainable)
    if needed > there_is:
        yield error(None, "too-much-memory", *_memory(needed, there_is, "The weights alone need"))
    elif totals.memory_mb > _NEARLY_ALL * there_is:
        said = _memory(totals.memory_mb, there_is, "Training with batches of 32 would need")
        yield warning(None, "much-memory", *said)


def one_input(spec: GraphSpec) -> Iterator[Problem]:
    """What keeps the drawing from having exactly one Input."""
    found = [node for node in spec.nodes if node.type == INPUT]
    if not found:
        yield error(
            None,
            "no-input",
            "The drawing has no Input, where the photographs come in.",
            "Add an Input and connect it to the first layer.",
        )
    for node in found[1:]:
        yield error(
            node,
            "many-inputs",
            f"The drawing has {len(found)} Inputs, but one photograph comes in at a time.",
            "Keep one, connect it to every layer that needs the photograph, and delete the rest.",
        )


def _cycle(first: Node, cycle: tuple[str, ...], names: Names) -> Problem:
    if len(cycle) == 1:
        said = f"{names.of(first.id)} leads back into itself."
    else:
        said = f"These layers lead in a circle: {names.path((*cycle, cycle[0]))}."
    return error(first, "cycle", said, "Remove one of the connections between them.")


def _loose_ends(graph: Graph, nodes: Mapping[str, Node], names: Names) -> Iterator[Problem]:
    """Layers whose result nobody uses, unless another problem already tells of them."""
    answers = {node.id for node in ends(graph.spec)}
    told = answers | reach(graph.after, answers)
    loose = [node_id for node_id in graph.loose if node_id not in told]
    if not answers and len(loose) == 1:
        return
    for node_id in loose:
        if not graph.before[node_id] and nodes[node_id].type != INPUT:
            continue
        yield error(
            nodes[node_id],
            "loose-end",
            f"{names.of(node_id)} leads nowhere: no layer uses its result.",
            "Connect it to the layer after it, or delete it.",
        )


def _scaled_twice(
    node: Node, layer: Layer, above: frozenset[str], layers: Mapping[str, Layer], names: Names
) -> Iterator[Problem]:
    """What is made for photographs of one kind of scaling sees little in those of another."""
    found = sorted(one for one in above if one in layers and layers[one].rescales)
    if not found:
        return
    tell = warning if getattr(layer, "weights", None) == "none" else error
    what, mend = "expects", f"Put {names.of(node.id)} before {names.listed(found)}."
    if layer.category is Category.PRETRAINED:
        what = "prepares the photographs itself and expects"
        mend = f"Remove {names.listed(found)}."
    yield tell(
        node,
        "scaled-twice",
        f"{names.of(node.id)} {what} values from 0 to 255, "
        f"but {names.listed(found)} before it changes them.",
        mend,
    )


def _with_raw_pixels(
    after: Mapping[str, Iterable[str]],
    layers: Mapping[str, Layer],
    reports: Mapping[str, NodeReport],
) -> frozenset[str]:
    """The layers that receive values from 0 to 255: nothing before them scales or learns."""

    def passes(node_id: str) -> bool:
        layer = layers.get(node_id)
        return layer is not None and not (_scales(layer) or reports[node_id].trainable)

    onward = {node_id: targets if passes(node_id) else () for node_id, targets in after.items()}
    inputs = [node_id for node_id, layer in layers.items() if _kind(layer) == INPUT]
    return frozenset(
        one for one in reach(onward, inputs) if one in layers and not _scales(layers[one])
    )


def _never_scaled(node: Node, names: Names) -> Problem:
    return warning(
        node,
        "never-scaled",
        f"{names.of(node.id)} receives values from 0 to 255, with which networks learn badly.",
        "Put a Rescaling with a scale of 1/255 (0.0039) after Input.",
    )


def _scales(layer: Layer) -> bool:
    """Whether values are small after it, or within it, whatever they were before."""
    return layer.rescales or layer.fitted or layer.category is Category.PRETRAINED


def _kind(layer: Layer) -> str:
    return type(layer).__name__


def _memory(needed: float, there_is: float, what: str) -> tuple[str, str]:
    said = f"{what} about {needed / 1000:.1f} GB of memory, but this computer has"
    hint = "Make the picture smaller in Input, add pooling, or use fewer filters and units."
    return f"{said} {there_is / 1000:.1f} GB.", hint
