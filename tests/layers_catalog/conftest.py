"""What Keras makes of Calls, for every test of the catalog that asks it."""

from __future__ import annotations

import importlib
import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from layers_catalog import Layer
from layers_catalog.call import Call, CallKind, Made, Tensor
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from layers_catalog.shapes import Shape

SMALL = (12, 12, 3)
"""Height, width and maps of the pictures that layers are tried on."""
Result = tuple["Shape", int, int] | str
"""Shape without the batch, trainable and non-trainable weights; or why there is none."""


def resolve(path: str) -> Callable[..., Any]:
    """What a Call's path names; a network of ours is a function in a module of its name."""
    module, _, name = path.rpartition(".")
    if path.startswith("builder.networks."):
        module = path
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found


class Keras:
    """Builds Calls with Keras and runs them once, since some refusals come only then."""

    def __init__(self) -> None:
        errors = importlib.import_module("tensorflow").errors
        self.refusals = (ValueError, TypeError, IndexError, errors.OpError)

    def result(self, steps: tuple[Call, ...], shapes: tuple[Shape, ...]) -> Result:
        """Of the last step; its inputs are called ``in0``, ``in1`` and so on."""
        drawn = {f"in{slot}": _input(shape, slot) for slot, shape in enumerate(shapes)}
        run = {f"in{slot}": _noise(shape) for slot, shape in enumerate(shapes)}
        weights = [0, 0]
        try:
            for step in steps:
                made = self.made(step)
                drawn[step.name] = _apply(made, step, drawn)
                weights[0] += size(getattr(made, "trainable_weights", ()))
                weights[1] += size(getattr(made, "non_trainable_weights", ()))
                if step.kind in {CallKind.LAYER, CallKind.OPERATION}:
                    run[step.name] = _apply(made, step, run)
                    if run[step.name].shape[1:] != drawn[step.name].shape[1:]:
                        return "what comes out has another shape than Keras told"
        except self.refusals as error:
            return str(error)
        return tuple(drawn[steps[-1].name].shape)[1:], weights[0], weights[1]

    def made(self, step: Call) -> Any:
        """What a Call stands for: a Keras layer, a model or a function."""
        built = resolve(step.path)
        if step.kind is CallKind.INPUT:
            return lambda: built(**step.kwargs, name=step.name)
        if step.kind is CallKind.OPERATION:
            return lambda *given: built(*given, **step.kwargs)
        if step.kind is CallKind.MODEL:
            return self.network(step)
        kwargs = {name: argument(value) for name, value in step.kwargs.items()}
        layer = built(**kwargs, name=step.name)
        layer.trainable = step.trainable
        return layer

    def steps(self, name: str, **params: Any) -> list[tuple[Any, bool]]:
        """What a type with its presets is made of for small pictures; whether each is a layer."""
        layer = Layer.catalog[name]
        calls = layer(**{**layer.presets, **params}).calls("x", (Tensor("in0", SMALL),), Facts())
        return [(self.made(call), call.kind is CallKind.LAYER) for call in calls]

    def layer(self, name: str, **params: Any) -> Any:
        """A function that does all of these steps."""
        chain = self.steps(name, **params)

        def run(flow: Any, **training: bool) -> Any:
            for one, is_layer in chain:
                flow = one(flow, **training) if is_layer else one(flow)
            return flow

        return run

    def network(self, step: Call) -> Any:
        """A whole network or a part of it, of which only shapes are asked."""
        with importlib.import_module("builder.networks.unfilled").unfilled():
            network = resolve(step.path)(**step.kwargs)
            if step.part.kwargs():
                network = resolve("builder.networks.part_of")(
                    network, name=step.name, **step.part.kwargs()
                )
        if not step.trainable:
            network.trainable = False
        return network


def argument(value: Any) -> Any:
    """What Keras is given for a value of a Call."""
    return resolve(value.path)(**value.kwargs) if isinstance(value, Made) else value


def size(weights: Iterable[Any]) -> int:
    """How many numbers they hold."""
    return sum(math.prod(weight.shape) for weight in weights)


def _apply(made: Any, step: Call, tensors: dict[str, Any]) -> Any:
    given = [tensors[name] for name in step.inputs]
    if step.kind is CallKind.LAYER:
        together = len(given) > 1 and not step.apart
        return made(*([given] if together else given), training=True)
    if step.kind is CallKind.MODEL:
        return made(*given, training=False)
    return made(*given)


@lru_cache(maxsize=1000)
def _input(shape: Shape, slot: int) -> Any:
    return resolve("keras.Input")(shape, name=f"in{slot}")


def _noise(shape: Shape) -> np.ndarray:
    """One picture or list of numbers."""
    return np.random.default_rng(0).uniform(0, 255, (1, *shape)).astype("float32")


@pytest.fixture(scope="session")
def pictures() -> np.ndarray:
    """A batch of small pictures, neither black nor white anywhere."""
    return np.random.default_rng(3).uniform(20, 235, (32, *SMALL)).astype("float32")


@pytest.fixture(scope="session")
def backend() -> Keras:
    return Keras()


@pytest.fixture(scope="session", name="resolve")
def _resolve() -> Callable[[str], Callable[..., Any]]:
    return resolve
