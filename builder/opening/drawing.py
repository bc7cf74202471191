"""The steps of a network as a design: each a layer of the catalog, connected and laid out."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from builder.opening.differences import Difference, Unknown
from builder.opening.ending import Ending, ending
from builder.opening.errors import OpeningError
from builder.opening.flat import flattened
from builder.opening.parameters import LAYERS, read_parameters, unknown
from builder.opening.patterns import matched, whole
from builder.opening.places import laid_out
from builder.opening.reading import INPUT
from builder.spec import Edge, Node
from builder.wording import shown
from layers_catalog.image import Input
from layers_catalog.shapes import RGB_CHANNELS

if TYPE_CHECKING:
    from builder.opening.network import Network, Step
    from builder.opening.patterns import Matched
    from layers_catalog import Layer

_LONGEST_ID: Final = 64
_LONGEST_TITLE: Final = 80
_BOTH: Final = 2


@dataclass
class Drawing:
    """A network as it would be drawn.

    Args:
        nodes: the layers, laid out.
        edges: between them.
        differences: what it cannot say.
        unknown: layers that the catalog does not have; then there are no nodes.
        classes: how many the file's network tells apart; ``None`` where it gives no answer.
        one_score: whether it gives one score for two classes.
        origins: for each layer of Keras that the drawing is lowered to, the step whose weights it
            takes.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    differences: list[Difference] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    classes: int | None = None
    one_score: bool = False
    origins: dict[str, Step] = field(default_factory=dict)


def drawn(network: Network) -> Drawing:
    """The drawing of a network as read.

    Raises:
        OpeningError: it takes no photographs in colour, or is connected as no drawing is.
    """
    flat = flattened(network, whole)
    strange = _Drawing(flat).unlike()
    if strange:
        flat = flattened(network, lambda step: step.name not in strange and whole(step))
    return _Drawing(flat).made()


class _Drawing:
    """One pass over the steps, from the result to the photograph, so that patterns come first."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._uses = Counter(source for step in network.steps.values() for source in step.inputs)
        self._uses[network.result] += 1
        self._made = Drawing()
        self._ids = _ids(network)
        self._layers: dict[str, tuple[str, dict[str, Any], tuple[str, ...]]] = {}
        self._within: set[str] = set()

    def unlike(self) -> frozenset[str]:
        """Networks inside that have the form of a pretrained one, but not its preparation."""
        inside = [step for step in self._network.steps.values() if step.inside]
        return frozenset(step.name for step in inside if self._match(step) is None)

    def _match(self, step: Step) -> Matched | None:
        return matched(self._network, step, self._uses, self._ids[step.name])

    def made(self) -> Drawing:
        """All of it."""
        made, network = self._made, self._network
        for step in reversed(network.steps.values()):
            if step.name not in self._within:
                self._take(step)
        for lists in (made.differences, made.unknown):
            lists.reverse()
        if made.unknown:
            return Drawing(differences=made.differences, unknown=made.unknown)
        order = [name for name in network.steps if name in self._layers]
        made.nodes = laid_out([self._node(name) for name in order], self._edges(order))
        made.edges = tuple(self._edges(order))
        return made

    def _take(self, step: Step) -> None:
        if step.name == self._network.entry:
            self._layers[step.name] = ("Input", self._input(step), ())
            return
        found = self._match(step)
        if found is not None:
            self._pattern(step, found)
        elif step.name == self._network.result and (end := ending(self._network)) is not None:
            self._end(step, end)
        elif (strange := unknown(step)) is not None:
            self._made.unknown.append(strange)
        else:
            kind = LAYERS[step.kind]
            params, differences = read_parameters(step, kind)
            self._made.differences += differences
            self._made.origins[self._ids[step.name]] = step
            self._layers[step.name] = (kind.__name__, params, _once(kind, step))

    def _pattern(self, step: Step, found: Matched) -> None:
        self._within |= set(found.steps.values()) - {step.name}
        self._layers[step.name] = (found.kind, found.params, (found.source,))
        origins = {call: self._network.steps[name] for call, name in found.steps.items()}
        self._made.origins.update(origins)
        if found.kind in {"LogisticRegression", "SVM"}:
            self._made.classes = found.classes

    def _end(self, step: Step, end: Ending) -> None:
        classifier = LAYERS["Dense"].catalog["Classifier"]
        _, differences = read_parameters(end.dense, classifier)
        self._made.differences += [*end.differences, *differences]
        self._made.classes, self._made.one_score = end.classes, end.one_score
        if end.folded:
            self._within.add(end.dense.name)
            self._ids[step.name] = self._ids[end.dense.name]
        self._made.origins[self._ids[step.name]] = end.dense
        self._layers[step.name] = ("Classifier", {}, end.dense.inputs)

    def _input(self, step: Step) -> dict[str, Any]:
        """The size of photographs."""
        shape = step.config.get("batch_shape") or step.config.get("batch_input_shape")
        if step.kind != INPUT or not isinstance(shape, list) or len(shape) != RGB_CHANNELS + 1:
            raise OpeningError(
                f"The network takes {shown(shape)}, but a drawing here takes photographs: height, "
                "width and three colours.",
                "Open a network for pictures.",
            )
        *sides, channels = shape[1:]
        if channels != RGB_CHANNELS:
            raise OpeningError(
                f"The network takes pictures with {shown(channels)} channels; photographs here "
                "have three: red, green and blue.",
                "Open a network for pictures in colour.",
            )
        params = {}
        for name, side in zip(("height", "width"), sides, strict=True):
            known = Input.from_keras({name: side})
            usual = Input.model_fields[name].default
            try:
                Input.model_validate(known)
            except ValueError:
                told = Difference(step.original, INPUT, name, shown(side), f"{usual} pixels")
                self._made.differences.append(told)
                continue
            params[name] = side
        return params

    def _node(self, name: str) -> Node:
        kind, params, _ = self._layers[name]
        node_id, title = self._ids[name], self._network.steps[name].original
        title = "" if _identifier(title) == title else " ".join(title.split())[:_LONGEST_TITLE]
        return Node(id=node_id, type=kind, params=params, title=title)

    def _edges(self, order: list[str]) -> list[Edge]:
        return [
            Edge(source=self._ids[source], target=self._ids[name], slot=slot)
            for name in order
            for slot, source in enumerate(self._layers[name][2])
        ]


def _once(kind: type[Layer], step: Step) -> tuple[str, ...]:
    """The inputs as they are drawn: a picture that looks at itself has one arrow."""
    inputs = step.placed(kind.slots.names) or ()
    itself = (
        kind.__name__ == "MultiHeadAttention" and len(inputs) == _BOTH and len(set(inputs)) == 1
    )
    return inputs[:1] if itself else inputs


def _ids(network: Network) -> dict[str, str]:
    """An id for each step: its name, where that is one already."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    named = sorted(network.steps, key=lambda name: _identifier(name) != name)
    for name in named:
        first = wanted = _identifier(name)
        number = 1
        while wanted in taken:
            number += 1
            wanted = f"{first[: _LONGEST_ID - 6]}_{number}"
        taken.add(wanted)
        found[name] = wanted
    return found


def _identifier(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    return (plain if plain[:1].isalpha() else f"layer_{plain}")[:_LONGEST_ID].strip("_")
