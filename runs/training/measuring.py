"""What a network needs to know of the training images before it learns: facts, completed.

What each fact is for is told by ``layers_catalog.facts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from builder.measured import give_statistics
from layers_catalog.facts import Statistics
from layers_catalog.fitted import NORMALIZATION
from runs.scripts import train_script
from runs.training import process
from runs.training.network import as_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import keras
    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.training.recipe import Recipe
    from runs.training.samples import Samples

FACTS, SCRIPT = "facts.json", "train.py"
_BATCH = 32


def with_statistics(
    model: keras.Model,
    calls: Sequence[Call],
    samples: Samples,
    facts: Facts,
    told: Callable[[int, int], None],
) -> Facts:
    """The facts with the statistics of every Normalization, which ``model`` is given too.

    One after the other, since each sees what those before it have made of the images. What is
    known already, as after a restart, is not measured again.

    Args:
        model: with its starting weights.
        calls: that it was built from.
        samples: the photographs.
        facts: as far as they are known.
        told: called with photographs done and in all, after each batch.
    """
    give_statistics(model, facts)
    for call in calls:
        if (
            call.path == NORMALIZATION
            and call.name == call.node
            and call.name not in facts.statistics
        ):
            made = _reaching(model, call.name, samples, told)
            statistics = {**facts.statistics, call.name: _statistics(made)}
            facts = facts.model_copy(update={"statistics": statistics})
            give_statistics(model, facts)
    return facts


def keep(folder: Path, spec: GraphSpec, facts: Facts, recipe: Recipe) -> None:
    """Write the facts into a run's folder, and ``train.py`` anew, which is printed from them."""
    texts = {FACTS: facts.model_dump_json(indent=1), SCRIPT: train_script(spec, facts, recipe)}
    for name, text in texts.items():
        process.write_atomically(folder / name, text.encode())


def _reaching(
    model: keras.Model, name: str, samples: Samples, told: Callable[[int, int], None]
) -> Iterable[NDArray[Any]]:
    """Batch by batch, what comes to a layer from the training images."""
    import keras

    compute = as_graph(keras.Model(model.inputs, model.get_layer(name).input))
    done, total = 0, len(samples.rows("train"))
    for images, _ in samples.batches("train", _BATCH):
        made = compute(images).numpy()
        yield made
        done += len(made)
        told(done, total)


def _statistics(batches: Iterable[NDArray[Any]]) -> Statistics:
    """Mean and variance of each map, or of each number of a list, over all images and places."""
    count, total, squares = 0, np.zeros(1), np.zeros(1)
    for batch in batches:
        values = batch.reshape(-1, batch.shape[-1]).astype(np.float64)
        count += len(values)
        total = total + values.sum(axis=0)
        squares = squares + (values**2).sum(axis=0)
    mean = total / count
    variance = np.maximum(squares / count - mean**2, 0)
    return Statistics(mean=tuple(mean.tolist()), variance=tuple(variance.tolist()))
