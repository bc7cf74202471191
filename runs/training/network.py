"""The network of a run as a Keras model: started, prepared for learning, rebuilt for use.

What it is made of comes from ``builder.compiler``; how it learns is left to ``epochs``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from builder.compiler import build
from builder.loading import initialise, start_alike
from builder.measured import settle
from runs.scripts.parts.flips import flipped
from runs.scripts.parts.rate import learning_rate
from runs.training.recipe import Optimiser
from runs.training.seeds import derive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import keras
    import tensorflow as tf

    from layers_catalog.call import Call
    from runs.training.recipe import Recipe
    from runs.training.standing import Arrays

MOMENTUM = 0.9
CHANCE = "seed_generator_state"
"""What Keras calls the state of a layer's random numbers: a seed and a count of draws."""


def started(calls: Sequence[Call], seed: int, start: str = "") -> keras.Model:
    """The network before its first step: the same weights for the same seed in any process.

    Args:
        calls: as lowered.
        seed: of the run.
        start: the file of a network from which all layers that are alike start; empty for none.
    """
    import keras

    keras.utils.set_random_seed(derive(seed, "start"))
    keras.config.set_dtype_policy("float32")
    model = build(calls)
    if start:
        start_alike(model, Path(start))
    initialise(model, calls)
    return model


def rebuilt(calls: Sequence[Call], weights: Arrays, *, flips: bool) -> keras.Model:
    """The network for use: built anew in float32, without optimiser, with trained weights.

    Args:
        calls: as lowered.
        weights: of all of them, as ``build`` orders them.
        flips: whether it looks at each photograph four times.
    """
    import keras

    keras.config.set_dtype_policy("float32")
    model = build(calls)
    model.set_weights(weights)
    return for_use(model, flips=flips)


def for_use(model: keras.Model, *, flips: bool) -> keras.Model:
    """A network that was never compiled, with trained weights, as it is used.

    Args:
        model: in float32; its weights may have been set just now.
        flips: whether it looks at each photograph four times.
    """
    settle(model)
    return without_xla(flipped(model) if flips else model)


def without_xla(model: keras.Model) -> keras.Model:
    """The model, told not to be compiled by XLA when it predicts.

    Keras would choose XLA by itself, which cuts depthwise networks on CPUs to a ninth of their
    speed. The choice is not saved with the model.
    """
    model.jit_compile = False
    return model


def copy_weights(source: keras.Model, target: keras.Model, *, but: Iterable[str] = ()) -> None:
    """Give the layers of ``target`` the weights of those of the same name.

    The entry of a head bears the name of the layer before it, and has no weights to give or take.

    Args:
        source: whose weights are given.
        target: which takes them.
        but: the names of layers that are left as they are.
    """
    holding = [
        {layer.name for layer in model.layers if layer.weights} for model in (source, target)
    ]
    for name in set.intersection(*holding) - set(but):
        target.get_layer(name).set_weights(source.get_layer(name).get_weights())
    settle(target)


def as_graph(model: keras.Model) -> tf.types.experimental.PolymorphicFunction:
    """What the model does in use, as one graph for batches of any size."""
    import tensorflow as tf

    signature = [tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)]
    return tf.function(lambda given: model(given, training=False), input_signature=signature)


def prepare(model: keras.Model, recipe: Recipe, *, steps: int) -> None:
    """Make ready to learn by the recipe; for ``jit_compile`` see ``without_xla``.

    Args:
        model: that is to learn.
        recipe: how.
        steps: batches in one epoch.
    """
    import keras

    model.compile(
        optimizer=_optimiser(recipe, recipe.epochs * steps),
        loss="categorical_crossentropy",
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
        jit_compile=False,
    )
    # What is made in the first step makes TensorFlow trace that step twice: seconds, or minutes.
    model.optimizer.build(model.trainable_variables)


def _optimiser(recipe: Recipe, steps: int) -> keras.optimizers.Optimizer:
    """The rule of the recipe for so many steps in all."""
    from keras import optimizers

    rate = learning_rate(
        recipe.learning_rate, schedule=recipe.schedule, warmup=recipe.warmup, steps=steps
    )
    match recipe.optimiser:
        case Optimiser.ADAM:
            return optimizers.Adam(rate)
        case Optimiser.ADAMW:
            return optimizers.AdamW(rate)
        case Optimiser.SGD:
            return optimizers.SGD(rate, momentum=MOMENTUM)


def set_chance(model: keras.Model, seed: int, phase: str, epoch: int) -> None:
    """Let dropout and random augmentation draw what belongs to this epoch, whatever came before.

    Layers are told apart by their order in the network, which its design fixes.
    """
    states = [variable for variable in model.variables if variable.name == CHANCE]
    for place, state in enumerate(states):
        state.assign([derive(seed, phase, epoch, "layer", place), 0])
