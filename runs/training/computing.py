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
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import numpy as np

from runs.training.captured import looked_up
from runs.training.network import as_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import ModuleType

    import keras
    from numpy.typing import NDArray

    Batches = Iterable[NDArray[Any]]


class _Request(Protocol):
    """One of several that OpenVINO works at."""

    def start_async(self, inputs: dict[int, NDArray[np.float32]]) -> None: ...
    def wait(self) -> None: ...
    def get_output_tensor(self, index: int) -> _Tensor: ...


class _Tensor(Protocol):
    data: NDArray[np.float32]


class _Core(Protocol):
    """OpenVINO's ``Core``."""

    def get_property(self, device: str, name: str) -> list[str]: ...


class _Compiled(Protocol):
    """OpenVINO's ``CompiledModel``."""

    def create_infer_request(self) -> _Request: ...
    def get_property(self, name: str) -> int: ...


_log = logging.getLogger(__name__)
OPENVINO, TENSORFLOW = "OpenVINO", "TensorFlow"
_TOGETHER: Final = {"bfloat16": 4, "float32": 1}
"""Photographs in one of OpenVINO's requests, by what was measured to be fastest; several requests
are under way at once, one or more a core, and a short one is filled up."""
_FEW: Final = 4
"""Photographs compared at once: a network may look four times at each, and what its layers make of
one photograph at one time is up to 20 MB."""


@dataclass(frozen=True)
class Pass:
    """A network made ready to run.

    Args:
        by: ``OPENVINO`` or ``TENSORFLOW``.
        precision: "bfloat16" or "float32".
        why: why it is not OpenVINO, in a sentence; ``None`` where it is.
        over: takes batches of float32 of shape (n, height, width, channels), gives what the network
            makes of each, float32, in the same order.
    """

    by: str
    precision: str
    why: str | None
    over: Callable[[Batches], Iterator[NDArray[np.float32]]]

    def of(self, few: NDArray[Any]) -> NDArray[np.float32]:
        """What it makes of a few, given in small parts: of all at once it would take gigabytes."""
        starts = range(0, len(few), _FEW)
        return np.concatenate(list(self.over(few[start : start + _FEW] for start in starts)))

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
        return in_tensorflow(model, "This computer has a graphics card.")
    openvino = _openvino()
    if openvino is None:
        return in_tensorflow(model, "OpenVINO, which would be faster, is not installed.")
    try:
        return _converted(openvino, model, precise=precise)
    # Whatever OpenVINO cannot take, it may refuse in many ways, all of them its own affair.
    except Exception as refusal:  # noqa: BLE001  the pass goes on in TensorFlow, and says so
        _log.info("OpenVINO: %s", refusal)
        return in_tensorflow(model, "OpenVINO cannot take a layer of this network.")


def made_for_bfloat16() -> bool:
    """Whether the processor computes in bfloat16; without OpenVINO it is not known, and so not."""
    openvino = _openvino()
    return openvino is not None and _made_for_bfloat16(openvino.Core())


def _made_for_bfloat16(core: _Core) -> bool:
    return "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES")


@functools.cache
def _openvino() -> ModuleType | None:
    sys.modules["openvino_telemetry"] = cast("ModuleType", None)  # Python's way to forbid an import
    try:
        import openvino
    except ImportError:
        return None
    found: ModuleType = openvino
    return found


def in_tensorflow(model: keras.Model, why: str) -> Pass:
    """The way through TensorFlow, in float32; ``why`` is a sentence, as ``Pass`` holds it."""
    graph = as_graph(model)

    def over(batches: Batches) -> Iterator[NDArray[np.float32]]:
        for batch in batches:
            yield graph(batch).numpy()

    return Pass(TENSORFLOW, "float32", why, over)


def _converted(openvino: ModuleType, model: keras.Model, *, precise: bool) -> Pass:
    from openvino.frontend.tensorflow.node_decoder import TFGraphNodeDecoder as Decoder

    traced = as_graph(model).get_concrete_function()
    with _log_as_it_is(), looked_up(Decoder, traced.graph):
        network = openvino.convert_model(traced)
    core = openvino.Core()
    narrow = not precise and _made_for_bfloat16(core)
    precision = "bfloat16" if narrow else "float32"
    together = _TOGETHER[precision]
    network.reshape([together, *model.input_shape[1:]])
    hints = {
        "INFERENCE_PRECISION_HINT": "bf16" if narrow else "f32",
        "PERFORMANCE_HINT": "THROUGHPUT",
    }
    compiled = core.compile_model(network, "CPU", hints)

    def over(batches: Batches) -> Iterator[NDArray[np.float32]]:
        return _in_turn(compiled, batches, together)

    return Pass(OPENVINO, precision, None, over)


@contextmanager
def _log_as_it_is() -> Iterator[None]:
    """Keep what the log takes: where OpenVINO refuses a network, it leaves all but errors out."""
    root = logging.getLogger()
    level, filters, handlers = root.level, [*root.filters], [*root.handlers]
    try:
        yield
    finally:
        root.setLevel(level)
        root.filters[:], root.handlers[:] = filters, handlers


def _in_turn(compiled: _Compiled, batches: Batches, together: int) -> Iterator[NDArray[np.float32]]:
    """Several requests at once, their results in the order of the batches.

    Without OpenVINO's ``AsyncInferQueue``: the thread that calls back may still wait for Python's
    lock while the network is given up, which holds that lock and waits for the thread.
    """
    count = compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS")
    idle = [compiled.create_infer_request() for _ in range(count)]
    busy: deque[tuple[_Request, int]] = deque()

    def first() -> NDArray[np.float32]:
        request, size = busy.popleft()
        request.wait()
        idle.append(request)
        return request.get_output_tensor(0).data[:size].copy()

    for batch in batches:
        for start in range(0, len(batch), together):
            part = batch[start : start + together]
            if not idle:
                yield first()
            request = idle.pop()
            request.start_async({0: _padded(part, together)})
            busy.append((request, len(part)))
    while busy:
        yield first()


def _padded(part: NDArray[Any], together: int) -> NDArray[np.float32]:
    """A request's worth of photographs: a short one is filled up with zeros."""
    whole = np.zeros((together, *part.shape[1:]), np.float32)
    whole[: len(part)] = part
    return whole
