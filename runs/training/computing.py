"""A network's pass over many photographs, with what this computer does it fastest with.

OpenVINO on a processor, TensorFlow where there is a graphics card or where OpenVINO is missing or
cannot take a layer. The only module that imports OpenVINO, whose telemetry would name this computer
to an analytics host.
"""

from __future__ import annotations

import functools
import logging
import sys
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import numpy as np

from runs.training.network import as_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    import keras
    from numpy.typing import NDArray

    Batches = Iterable[NDArray[Any]]


class _Request(Protocol):
    """One of several that OpenVINO works at."""

    def get_output_tensor(self, index: int) -> _Tensor: ...


class _Tensor(Protocol):
    data: NDArray[np.float32]


class _Queue(Protocol):
    """OpenVINO's ``AsyncInferQueue``."""

    def set_callback(self, told: Callable[[_Request, int], None]) -> None: ...
    def start_async(self, inputs: dict[int, NDArray[np.float32]], number: int) -> None: ...
    def wait_all(self) -> None: ...


_log = logging.getLogger(__name__)
_BATCH: Final = 16
"""Photographs in one request; several requests are under way at once, one or more a core."""


@dataclass(frozen=True)
class Pass:
    """A network made ready to run.

    Args:
        by: "OpenVINO" or "TensorFlow".
        precision: "bfloat16" or "float32".
        why: why it is not OpenVINO, in a sentence; ``None`` where it is.
        over: takes batches of float32 of shape (n, height, width, channels), gives what the network
            makes of each, float32, in the same order.
    """

    by: str
    precision: str
    why: str | None
    over: Callable[[Batches], Iterator[NDArray[np.float32]]]

    @property
    def in_words(self) -> str:
        """Who computed, as a sentence for the log of a run."""
        said = f"Computed by {self.by} in {self.precision}."
        return f"{said} {self.why}" if self.why else said


def fastest(model: keras.Model, *, precise: bool) -> Pass:
    """The fastest way through a network here, as in use: no dropout, no random augmentation.

    Args:
        model: of one input and one output.
        precise: compute in float32 throughout; else in bfloat16 where the processor has it, with
            errors of about 0.4 % of the largest value.
    """
    import tensorflow as tf

    if tf.config.list_physical_devices("GPU"):
        return _tensorflow(model, "This computer has a graphics card.")
    openvino = _openvino()
    if openvino is None:
        return _tensorflow(model, "OpenVINO, which would be faster, is not installed.")
    try:
        return _converted(openvino, model, precise=precise)
    # Whatever OpenVINO cannot take, it may refuse in many ways, all of them its own affair.
    except Exception as refusal:  # noqa: BLE001  the pass goes on in TensorFlow, and says so
        _log.info("OpenVINO: %s", refusal)
        return _tensorflow(model, "OpenVINO cannot take a layer of this network.")


@functools.cache
def _openvino() -> ModuleType | None:
    sys.modules["openvino_telemetry"] = cast("ModuleType", None)  # Python's way to forbid an import
    try:
        import openvino
    except ImportError:
        return None
    found: ModuleType = openvino
    return found


def _tensorflow(model: keras.Model, why: str) -> Pass:
    graph = as_graph(model)

    def over(batches: Batches) -> Iterator[NDArray[np.float32]]:
        for batch in batches:
            yield graph(batch).numpy()

    return Pass("TensorFlow", "float32", why, over)


def _converted(openvino: ModuleType, model: keras.Model, *, precise: bool) -> Pass:
    network = openvino.convert_model(as_graph(model).get_concrete_function())
    network.reshape([_BATCH, *model.input_shape[1:]])
    core = openvino.Core()
    narrow = not precise and "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    hints = {
        "INFERENCE_PRECISION_HINT": "bf16" if narrow else "f32",
        "PERFORMANCE_HINT": "THROUGHPUT",
    }
    compiled = core.compile_model(network, "CPU", hints)

    def over(batches: Batches) -> Iterator[NDArray[np.float32]]:
        return _queued(openvino.AsyncInferQueue(compiled), batches)

    return Pass("OpenVINO", "bfloat16" if narrow else "float32", None, over)


def _queued(queue: _Queue, batches: Batches) -> Iterator[NDArray[np.float32]]:
    """Several requests at once, their results in the order of the batches."""
    done: dict[int, NDArray[np.float32]] = {}
    sizes: deque[int] = deque()  # of the batches whose results are still to be given
    given = taken = 0

    def keep(request: _Request, number: int) -> None:
        done[number] = request.get_output_tensor(0).data.copy()

    queue.set_callback(keep)
    for batch in batches:
        for start in range(0, len(batch), _BATCH):
            part = batch[start : start + _BATCH]
            queue.start_async({0: _padded(part)}, given)
            sizes.append(len(part))
            given += 1
        while taken in done:
            yield done.pop(taken)[: sizes.popleft()]
            taken += 1
    queue.wait_all()
    while sizes:
        yield done.pop(taken)[: sizes.popleft()]
        taken += 1


def _padded(part: NDArray[Any]) -> NDArray[np.float32]:
    """A request's worth of photographs: a short one is filled up with zeros."""
    whole = np.zeros((_BATCH, *part.shape[1:]), np.float32)
    whole[: len(part)] = part
    return whole
