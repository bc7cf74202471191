"""Loading the weights from which pretrained networks start; imports Keras.

They are never silently random: what cannot be loaded is a ``WeightsError``. Where they are is told
by ``starting_weights``, what is wrong with a file by ``misfit``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder.compiler import build, part, whole
from builder.files import is_file
from builder.misfit import misfit
from builder.networks.take_weights import take_weights
from builder.starting_weights import IMAGENET, donor, finished_calls, weights_file
from layers_catalog.architectures import has_imagenet
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError, first_line

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import keras

    from layers_catalog.call import Call

_SUFFIXES: Final = (".weights.h5", ".h5", ".hdf5", ".keras")


class WeightsError(UserError):
    """Weights that could not be loaded."""


def initialise(model: keras.Model, calls: Iterable[Call]) -> None:
    """Load the weights from which each pretrained network starts.

    Args:
        model: as ``build`` made it of the same Calls.
        calls: those Calls.

    Raises:
        WeightsError: a download that failed, or a file that is missing or does not fit.
    """
    for call in calls:
        if call.kind is CallKind.MODEL and call.weights is not None:
            _start(model.get_layer(call.name), call)


def start_alike(model: keras.Model, file: Path) -> None:
    """Let each layer start from that of a kept network that is alike, as ``take_weights`` does.

    Args:
        model: with fresh weights.
        file: ``model.keras`` of a network that was opened from a file.

    Raises:
        WeightsError: the file is not there, or cannot be read.
    """
    finished = finished_calls(file)
    if finished is None:
        raise WeightsError(
            f"The network was to start from {file}, which is not there or is damaged.",
            "Open the file that it came from once more, or leave “start” empty.",
        )
    take_weights(model, _finished(file, finished))


def _finished(file: Path, calls: tuple[Call, ...]) -> keras.Model:
    """A network that is kept beside its design, with its weights.

    Raises:
        WeightsError: the file cannot be read; it may have been torn since.
    """
    model = build(calls)
    try:
        model.load_weights(file)
    except Exception as refused:  # h5py, zipfile and Keras each have theirs
        raise WeightsError(
            f"The model {file}, from which the network was to start, cannot be read: "
            f"{first_line(refused)}",
            "Start from another.",
        ) from refused
    return model


def _start(network: keras.Model, call: Call) -> None:
    """Give a pretrained network, of which perhaps a part is used, its weights."""
    if call.weights == IMAGENET:
        giver = _downloaded(call)
    else:
        path = _path(call)
        finished = finished_calls(path)
        if finished is None and not call.part.kwargs():
            _load(network, call, path)  # all of it is used: it need not be built a second time
            return
        giver = _of_file(call, path) if finished is None else _of_run(call, path, finished)
    network.set_weights(giver.get_weights())


def _downloaded(call: Call) -> keras.Model:
    """A second network, since Keras downloads only while it builds one."""
    try:
        return part(whole(call, weights=IMAGENET), call)
    except Exception as failed:  # Keras raises no narrower one for a failed download
        raise WeightsError(
            f"The ImageNet weights of “{call.name}” could not be downloaded: {failed}.",
            "Connect this computer to the internet and try again, or set the Backbone's "
            "architecture to EfficientNet-Lite0, whose weights come with Lesion Studio.",
        ) from failed


def _path(call: Call) -> Path:
    """The file of its weights, which is there."""
    path = weights_file(call)
    if path is None or not is_file(path):
        raise WeightsError(
            f"The weights file of “{call.name}” is not there: {path}.",
            f"Check the path{_or_imagenet(call)}.",
        )
    if not path.name.endswith(_SUFFIXES):
        raise WeightsError(
            f"The weights file of “{call.name}”, {path}, is of a kind that cannot be read.",
            f"Use a file that Keras saved, ending in {', '.join(_SUFFIXES)}.",
        )
    return path


def _of_file(call: Call, path: Path) -> keras.Model:
    """The part of a network that is used, with the weights of a file that holds all of it."""
    network = whole(call)
    _load(network, call, path)
    return part(network, call)


def _load(network: keras.Model, call: Call, path: Path) -> None:
    """Give a network, without its classifier, the weights of a file."""
    try:
        network.load_weights(path)
    except Exception as refused:  # a file from anywhere: h5py, zipfile and Keras each have theirs
        raise WeightsError(
            f"The weights file of “{call.name}”, {path}, does not fit this network: "
            f"{misfit(network, path) or first_line(refused)}",
            "Use weights of the same architecture without its classifier (“no top”)"
            f"{_or_imagenet(call)}.",
        ) from refused


def _of_run(call: Call, path: Path, finished: tuple[Call, ...]) -> keras.Model:
    """The same network as a finished run left it."""
    giver = donor(finished, call)
    if giver is None:
        raise WeightsError(
            f"“{call.name}” was to start from the model {path}, which holds no such network.",
            "Choose a run whose Backbone has the same architecture and takes its features at the "
            "same place.",
        )
    network: keras.Model = _finished(path, finished).get_layer(giver.name)
    return network


def _or_imagenet(call: Call) -> str:
    """The second way out, for the end of a hint, where there is one."""
    return ", or set the weights to “imagenet”" if has_imagenet(call.path) else ""
