"""What a network needs to know of the training images before it learns: facts, completed.

What each fact is for is told by ``layers_catalog.facts``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.measured import give_statistics
from layers_catalog.facts import Statistics
from layers_catalog.fitted import NORMALIZATION
from runs.scripts import train_script
from runs.training import process
from runs.training.moments import moments
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
            mean, variance = moments(_reaching(model, call.name, samples, told))
            known = Statistics(mean=tuple(mean.tolist()), variance=tuple(variance.tolist()))
            statistics = {**facts.statistics, call.name: known}
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
