"""What a network needs to know of the training images before it learns: facts, completed.

What each fact is for is told by ``layers_catalog.facts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.measured import give_statistics
from layers_catalog.facts import Statistics
from layers_catalog.fitted import drawn_normalizations
from runs.training.moments import moments
from runs.training.network import as_graph
from runs.training.samples import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import keras
    from numpy.typing import NDArray

    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.training.samples import Samples


def with_statistics(
    model: keras.Model,
    *,
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
    for call in drawn_normalizations(calls):
        if call.name not in facts.statistics:
            mean, variance = moments(_reaching(model, call.name, samples, told))
            known = Statistics(mean=tuple(mean.tolist()), variance=tuple(variance.tolist()))
            statistics = {**facts.statistics, call.name: known}
            facts = facts.model_copy(update={"statistics": statistics})
            give_statistics(model, facts)
    return facts


def _reaching(
    model: keras.Model, name: str, samples: Samples, told: Callable[[int, int], None]
) -> Iterable[NDArray[Any]]:
    """Batch by batch, what comes to a layer from the training images."""
    import keras

    compute = as_graph(keras.Model(model.inputs, model.get_layer(name).input))
    done, total = 0, len(samples.rows("train"))
    for images, _ in samples.batches("train", BATCH):
        made = compute(images).numpy()
        yield made
        done += len(made)
        told(done, total)
