"""A drawing as a network of which every layer's result can be told; needs Keras.

What of a result is shown is left to ``choosing``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from builder.compiler import results
from builder.inference import infer
from builder.lowering import lower_known
from builder.topology import order, sources, until
from layers_catalog.base import Category
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError
from runs.feature_maps.choosing import Kind, photographs, shown
from runs.feature_maps.starting import start
from runs.training.network import as_graph, set_chance

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import keras
    from numpy.typing import NDArray

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.feature_maps.choosing import Shown

VIEWS: Final = 6
"""How often a random change is drawn."""
SEED: Final = 0
"""Of random weights: the same at each look."""


class FeatureMapError(UserError):
    """What a layer makes of a photograph cannot be shown."""


@dataclass
class Results:
    """The results of layers for the photograph that was looked at last."""

    photograph: NDArray[np.float32] | None = None
    known: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def of(self, photograph: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """Those for this photograph, to be added to; those for another are forgotten."""
        if self.photograph is None or not np.array_equal(self.photograph, photograph):
            self.photograph, self.known = photograph, {}
        return self.known


@dataclass(frozen=True)
class Network:
    """All layers of a drawing whose results can be told, in one graph.

    Args:
        spec: the drawing.
        facts: with which it was built.
        calls: its steps.
        made: what each of them gives.
        told: sentences on where weights are from: of a pretrained layer by its id, of all others
            by "".
    """

    spec: GraphSpec
    facts: Facts
    calls: tuple[Call, ...]
    made: dict[str, keras.KerasTensor]
    told: dict[str, str]
    _results: Results = field(default_factory=Results)

    def look(self, node_id: str, photograph: NDArray[np.float32]) -> Shown:
        """What is shown of a layer's result.

        Args:
            node_id: of the layer.
            photograph: RGB, 0 to 255, of shape (height, width, 3), of the Input's size.

        Raises:
            FeatureMapError: the result cannot be told, or is not made of numbers.
        """
        if node_id not in self.made:
            raise FeatureMapError(
                f"What “{node_id}” makes of a photograph cannot be told yet.",
                "Mend the problems that the canvas lists at it and before it.",
            )
        layer = self._report.layers[node_id]
        if layer.category is Category.AUGMENTATION and layer.only_by_chance:
            return photographs(self.views(node_id, photograph), Kind.VIEWS)
        values = self.result(node_id, photograph)
        if not np.isfinite(values).all():
            raise FeatureMapError(
                "This layer gives values that are not finite, which cannot be shown.",
                "Look at the layer before it: a normalisation there may help.",
            )
        return shown(values, coloured=not self._with_weights(node_id), scores=layer.ends)

    def result(self, node_id: str, photograph: NDArray[np.float32]) -> NDArray[np.float32]:
        """A layer's result in use, without the batch; what is before it is computed once."""
        known = self._results.of(photograph)
        before = sources(self._graph)
        for one in order(until(self._graph, node_id)).ids:
            if one not in known:
                given = [known[source] for source in dict.fromkeys(before[one])]
                known[one] = np.asarray(self._step(one)(given)) if given else photograph[None]
        found: NDArray[np.float32] = known[node_id][0]
        return found

    def views(self, node_id: str, photograph: NDArray[np.float32]) -> NDArray[np.float32]:
        """What a random change makes of what reaches it, once for each seed from 0 on."""
        (source,) = sources(self._graph)[node_id]
        given = self.result(source, photograph)[None]
        change = self._layer(node_id)
        drawn = []
        for seed in range(VIEWS):
            set_chance(change, seed, "look", 0)
            drawn.append(np.asarray(change(given, training=True))[0])
        return np.stack(drawn)

    def _step(self, node_id: str) -> Callable[[list[NDArray[np.float32]]], Any]:
        """From the results of the layers before it to a layer's own, in use.

        What looks for a lesion does so step by step, which is slow outside a graph.
        """
        layer = self._layer(node_id)
        if self._report.layers[node_id].category is Category.DERMATOLOGY:
            graph = as_graph(layer)
            return lambda given: graph(given[0])
        return lambda given: layer(given if len(given) > 1 else given[0], training=False)

    def _layer(self, node_id: str) -> keras.Model:
        """A layer as a network of its own, which shares its weights."""
        import keras

        given = [self.made[one] for one in dict.fromkeys(sources(self._graph)[node_id])]
        return keras.Model(given if len(given) > 1 else given[0], self.made[node_id])

    def told_at(self, node_id: str) -> tuple[str, ...]:
        """Where the weights are from that a layer's result depends on; nothing without any."""
        holding = self._with_weights(node_id)
        others = bool(holding - self.told.keys())
        return tuple(
            said for one, said in self.told.items() if one in holding or (not one and others)
        )

    def _with_weights(self, node_id: str) -> set[str]:
        """The layers that have any, up to one."""
        known = self._report.nodes
        part = [node.id for node in until(self._graph, node_id).nodes]
        return {one for one in part if known[one].trainable or known[one].non_trainable}

    @property
    def _graph(self) -> GraphSpec:
        """The drawing with its repeated blocks written out."""
        return self._report.network

    @cached_property
    def _report(self) -> GraphReport:
        return infer(self.spec, self.facts)


def drawn_network(spec: GraphSpec, facts: Facts) -> Network:
    """The network of a drawing before it learns, with pretrained weights that are on disk."""
    import keras

    keras.utils.set_random_seed(SEED)
    keras.config.set_dtype_policy("float32")
    calls = lower_known(spec, facts)
    made = results(calls)
    entries = [made[call.name] for call in calls if call.kind is CallKind.INPUT]
    ends = [made[call.name] for call in calls]
    told = start(keras.Model(entries, ends), calls, spec)
    return Network(spec, facts, calls, made, told)


def trained_network(spec: GraphSpec, folder: Path, run_id: int) -> Network:
    """The network of a drawing as a run has trained it.

    Args:
        spec: the drawing, the same as the run's.
        folder: of the run.
        run_id: its number, for the sentence.

    Raises:
        ModelError: a file of the run is missing or damaged.
    """
    from runs.helper.models import rebuilt

    built = rebuilt(folder)
    return Network(spec, built.facts, built.calls, built.made, {"": f"As trained in run {run_id}."})
