"""In which photographs the layers of a network that look for a lesion find none. Needs Keras.

How they look is told by ``builder.networks``; what they do without a lesion by the catalog.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from builder.compiler import build
from builder.expansion import expanded
from builder.params import read_layer
from builder.problems import Names
from layers_catalog.call import CallKind
from layers_catalog.dermatology import FOUND, without_lesion
from runs.training.network import as_graph, copy_weights, without_xla
from runs.training.samples import BATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import keras
    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from runs.training.samples import Samples
    from runs.training.telling import Telling

_log = logging.getLogger(__name__)
_COUNTING = "Counting photographs without a lesion"


@dataclass(frozen=True)
class Finder:
    """A layer that looks for a lesion, as a small network of its own.

    Args:
        name: of the layer, as messages call it.
        does: what it did with photographs without one, for the end of a sentence.
        network: from photographs to 0 or 1, of shape (n, 1).
    """

    name: str
    does: str
    network: keras.Model

    def unfound(self, photographs: NDArray[np.float32]) -> NDArray[np.bool_]:
        """For each photograph, RGB from 0 to 255, whether it finds no lesion."""
        seen = np.asarray(self.network.predict(photographs, verbose=0))
        unfound: NDArray[np.bool_] = seen[:, 0] == 0
        return unfound


def told(finder: Finder, unfound: NDArray[np.bool_], photographs: str) -> str:
    """How often no lesion was found, in a sentence.

    Args:
        finder: that looked.
        unfound: for each photograph.
        photographs: how they are called, in the plural.
    """
    count, total = int(unfound.sum()), len(unfound)
    if not count:
        return f"{finder.name} found a lesion in each of the {total:,} {photographs}."
    return (
        f"{finder.name} found no lesion in {count:,} of {total:,} {photographs} and {finder.does}."
    )


def counted(found: Sequence[Finder], samples: Samples, telling: Telling) -> list[str]:
    """How often no lesion was found in the training photographs, a sentence for each that looked.

    Returns:
        none when the run was asked to end meanwhile: half a count is no count.
    """
    looking = [as_graph(one.network) for one in found]
    unfound: list[list[NDArray[np.bool_]]] = [[] for _ in found]
    done, total = 0, len(samples.rows("train"))
    telling.progress(_COUNTING)
    for photographs, _ in samples.batches("train", BATCH):
        if telling.asked_to_end:
            return []
        for look, seen in zip(looking, unfound, strict=True):
            seen.append(look(photographs).numpy()[:, 0] == 0)
        done += len(photographs)
        telling.at_times(_COUNTING, done, total)
    sentences = [
        told(one, np.concatenate(seen), "training photographs")
        for one, seen in zip(found, unfound, strict=True)
    ]
    for sentence in sentences:
        _log.info("%s", sentence)
    return sentences


def finders(spec: GraphSpec, calls: Sequence[Call], model: keras.Model) -> tuple[Finder, ...]:
    """The layers that look for a lesion, in the order of the network.

    Args:
        spec: the drawing.
        calls: as lowered from it, or from a part of it.
        model: built from them; what lies before a layer takes its weights.
    """
    return tuple(_finders(spec, calls, model))


def _finders(spec: GraphSpec, calls: Sequence[Call], model: keras.Model) -> Iterator[Finder]:
    whole = expanded(spec)
    nodes, names = {node.id: node for node in whole.spec.nodes}, Names(spec, whole.origin)
    for call in calls:
        layer, _ = read_layer(nodes[call.node], call.node) if call.node in nodes else (None, ())
        does = without_lesion(layer)
        if does is not None and call.kind is CallKind.MODEL:
            yield Finder(names.of(call.node), does, _looking(call, calls, model))


def _looking(call: Call, calls: Sequence[Call], model: keras.Model) -> keras.Model:
    """From photographs to what the layer of this Call found."""
    import keras

    before = build(_until(call.inputs[0], calls))
    copy_weights(model, before)
    layer = model.get_layer(call.name)
    finder = keras.Model(layer.inputs, layer.get_layer(FOUND).output)
    return without_xla(keras.Model(before.inputs, finder(before.outputs[0])))


def _until(name: str, calls: Sequence[Call]) -> list[Call]:
    """The Calls that make a result, in their order."""
    needed, kept = {name}, []
    for call in reversed(calls):
        if call.name in needed:
            needed.update(call.inputs)
            kept.append(call)
    return kept[::-1]
