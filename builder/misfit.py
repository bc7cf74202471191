"""Why a file of weights does not fit a network: the first tensor that differs, in words.

Called after Keras has refused the file; reads its outline only.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import h5py

from layers_catalog.errors import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    import keras

    Outline = dict[str, tuple[int, ...]]

_OWN: Final = ".weights.h5"
_IN_ARCHIVE: Final = "model.weights.h5"
_SIGNATURE: Final = b"\x89HDF\r\n\x1a\n"
_IN_WHOLE_MODEL: Final = "model_weights"
"""Where a file of Keras 1 and 2 that holds a whole model keeps its weights."""
_UNREADABLE: Final = (OSError, LookupError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile)
"""What h5py and zipfile raise on the way through a broken file."""


@dataclass(frozen=True)
class _Held:
    """The tensors of a file; ``numbered`` where their order counts instead of their names."""

    tensors: Outline
    numbered: bool


def misfit(network: keras.Model, path: Path) -> str:
    """One sentence, or an empty text where nothing can be told beyond what Keras said.

    Args:
        network: that was to take the weights.
        path: of the file: ``.weights.h5``, ``.h5``, ``.hdf5`` or ``.keras``.
    """
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _told(network, path, Path(folder))
    except OSError:  # no room for a file of ours, which says nothing about theirs
        return ""


def _told(network: keras.Model, path: Path, folder: Path) -> str:
    try:
        theirs = _held(_unpacked(path, folder))
    except _UNREADABLE as broken:
        return f"it is damaged or was cut short ({first_line(broken)})."
    if theirs is None:
        return "it is no HDF5 file, the kind in which Keras saves weights."
    if theirs.numbered:
        return _by_number(theirs.tensors, _ordered(network))
    mine = folder / f"mine{_OWN}"
    network.save_weights(mine)
    with h5py.File(mine) as file:
        return _by_place(theirs.tensors, _outline(file), _layers(network))


def _held(path: Path) -> _Held | None:
    """What a file holds; ``None`` where it is of another kind."""
    with path.open("rb") as file:
        if file.read(len(_SIGNATURE)) != _SIGNATURE:
            return None
    with h5py.File(path) as file:
        old = file if "layer_names" in file.attrs else file.get(_IN_WHOLE_MODEL)
        if old is None:
            return _Held(_outline(file), numbered=False)
        return _Held(_legacy(old), numbered=True)


def _unpacked(path: Path, folder: Path) -> Path:
    """The HDF5 file inside a ``.keras`` file; any other as it is."""
    if path.suffix != ".keras":
        return path
    with zipfile.ZipFile(path) as archive:
        return Path(archive.extract(_IN_ARCHIVE, folder))


def _outline(file: h5py.File) -> Outline:
    """The shape of each tensor by its place in a file of today's form."""
    found: Outline = {}
    file.visititems(
        lambda name, one: found.update({name: one.shape}) if isinstance(one, h5py.Dataset) else None
    )
    return found


def _legacy(file: h5py.Group) -> Outline:
    """The same of a file of Keras 1 and 2, in the order of its layers."""

    def tensors() -> Iterator[tuple[str, tuple[int, ...]]]:
        for layer in file.attrs["layer_names"]:
            group = file[layer]
            for name in group.attrs["weight_names"]:
                yield f"{_text(layer)}/{_text(name)}", group[name].shape

    return dict(tensors())


def _ordered(network: keras.Model) -> Outline:
    return {weight.path: tuple(weight.shape) for weight in network.weights}


def _layers(network: keras.Model) -> dict[str, str]:
    """The name of each layer by its place in a file of today's form, in the network's order.

    Keras files layers under their class and a number: ``layers/conv2d_3``.
    """
    met: Counter[str] = Counter()
    found = {}
    for layer in network.layers:
        kind = re.sub(
            r"(?<=.)(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])", "_", type(layer).__name__
        ).lower()
        found[f"layers/{kind}_{met[kind]}".removesuffix("_0")] = layer.name
        met[kind] += 1
    return found


def _text(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else name


def _by_number(theirs: Outline, mine: Outline) -> str:
    """The first difference where the places of tensors mean nothing, but their order does."""
    if len(theirs) != len(mine):
        return f"it holds {len(theirs)} tensors, but the network has {len(mine)}."
    for (name, found), (place, wanted) in zip(theirs.items(), mine.items(), strict=True):
        if found != wanted:
            return (
                f"its tensor {name} is {_sized(found)}, but {place} of the network needs "
                f"{_sized(wanted)}."
            )
    return ""


def _by_place(theirs: Outline, mine: Outline, layers: dict[str, str]) -> str:
    """The first difference, in the order of the network's layers."""
    rank = {place: number for number, place in enumerate(layers)}

    def layer(place: str) -> str:
        return place.partition("/vars/")[0]

    for place in sorted(mine, key=lambda one: (rank.get(layer(one), len(rank)), one)):
        found, wanted = theirs.get(place), mine[place]
        name = layers.get(layer(place), layer(place))
        if found is None:
            return f"it has no tensor for layer {name} ({place}), which needs {_sized(wanted)}."
        if found != wanted:
            return (
                f"its tensor for layer {name} ({place}) is {_sized(found)}, but the network needs "
                f"{_sized(wanted)}."
            )
    return ""


def _sized(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape)) or "a single number"
