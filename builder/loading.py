"""Loading the weights from which pretrained networks start.

They are never silently random: what cannot be loaded is a ``WeightsError``. Where they are is told
by ``starting_weights``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder.starting_weights import IMAGENET, weights_file
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError

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
        if call.kind is not CallKind.MODEL or call.weights is None:
            continue
        network = model.get_layer(call.name)
        if call.weights == IMAGENET:
            _download(network, call)
        else:
            _load(network, call, weights_file(call))


def _download(network: keras.Model, call: Call) -> None:
    """Through a second network, since Keras downloads only while it builds one."""
    import keras

    build = getattr(keras.applications, call.path.rpartition(".")[2])
    try:
        pretrained = build(**{**call.kwargs, "weights": IMAGENET})
    except Exception as failed:  # Keras raises no narrower one for a failed download
        raise WeightsError(
            f"The ImageNet weights of “{call.name}” could not be downloaded: {failed}.",
            "Connect this computer to the internet and try again, or set the Backbone's "
            "architecture to EfficientNet-Lite0, whose weights come with Lesion Studio.",
        ) from failed
    network.set_weights(pretrained.get_weights())


def _load(network: keras.Model, call: Call, path: Path | None) -> None:
    if path is None or not path.is_file():
        raise WeightsError(
            f"The weights file of “{call.name}” is not there: {path}.",
            "Check the path, or set the weights to “imagenet”.",
        )
    if not path.name.endswith(_SUFFIXES):
        raise WeightsError(
            f"The weights file of “{call.name}”, {path}, is of a kind that cannot be read.",
            f"Use a file that Keras saved, ending in {', '.join(_SUFFIXES)}.",
        )
    try:
        network.load_weights(path)
    except Exception as refused:  # a file from anywhere: h5py, zipfile and Keras each have theirs
        reason = (str(refused).strip() or type(refused).__name__).splitlines()[0]
        raise WeightsError(
            f"The weights file of “{call.name}”, {path}, does not fit this network: {reason}",
            "Use weights of the same architecture without its classifier (“no top”), "
            "or set the weights to “imagenet”.",
        ) from refused
