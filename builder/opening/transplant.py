"""The weights of an opened file in the network that its drawing becomes; imports Keras.

Only the helper process and tests load it. Our own network is built from our own drawing; of the
file nothing but tables of numbers is taken.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import h5py
import numpy as np

from builder.compiler import build
from builder.lowering import lower_until
from builder.opening import reading
from builder.opening.errors import MisfitError, OpeningError
from builder.opening.files import Kind, read_network
from builder.opening.kept_weights import Weights, group_of, weights_in
from builder.opening.old_weights import OldWeights, old_weights_in
from builder.opening.opened import facts_of, opened
from builder.opening.telling import sentences
from builder.topology import loose_ends
from builder.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import keras
    from numpy.typing import NDArray

    from builder.opening.drawing import Drawing
    from builder.opening.network import Network, Step

MODEL: Final = "model.keras"
_MINE: Final = "mine.weights.h5"
_BY_CHANCE: Final = "seed_generator"


@dataclass(frozen=True)
class _Place:
    """A layer of ours and the one of the file whose weights it takes.

    Args:
        mine: where Keras keeps ours.
        theirs: where Keras 3 keeps theirs.
        layer: the name in the file of the one that is drawn as ours.
        tables: of ours by name, with the shapes that theirs must have.
        one_score: whether theirs gives one score where ours gives two.
    """

    mine: str
    theirs: str
    layer: str
    tables: dict[str, tuple[int, ...]]
    one_score: bool


def transplanted(path: Path) -> keras.Model:
    """The network that the drawing of a file becomes, with the file's weights.

    Args:
        path: of a ``.keras`` file, or of a whole network in HDF5.

    Raises:
        UserError: the file cannot be opened, or its weights cannot be read or do not fit.
    """
    found = opened(path)
    if found.design is None or not found.weights:
        raise OpeningError(f"The file {path.name} has no weights that could be taken.")
    (end,) = loose_ends(found.design)
    model = build(lower_until(found.design, facts_of(found.drawing), end))
    with tempfile.TemporaryDirectory() as folder:
        mine = Path(folder) / _MINE
        model.save_weights(mine)
        with h5py.File(mine, "r+") as file:
            places = list(_places_of(file, found.drawing, model))
            try:
                with _theirs(path, found.kind, places, Path(folder)) as theirs:
                    _fill(file, theirs, places)
            except MisfitError as refused:
                raise _as_differs(found.drawing, refused.layer) or refused from refused
        model.load_weights(mine)
    return model


@contextmanager
def _theirs(
    path: Path, kind: Kind, places: Iterable[_Place], folder: Path
) -> Iterator[Weights | OldWeights]:
    """The weights of the file, of whichever kind it is."""
    if kind is Kind.HDF5:
        ours = {place.theirs: place.tables for place in places}
        with old_weights_in(path, read_network(path).config, ours) as old:
            yield old
    else:
        with weights_in(path, folder) as weights:
            yield weights


def _places_of(file: h5py.File, drawing: Drawing, model: keras.Model) -> Iterator[_Place]:
    """Each layer of ours that takes weights from the file."""
    ours = reading.read(json.loads(model.to_json()))
    for name, step in ours.steps.items():
        origin = drawing.origins.get(name)
        if origin is None:
            continue
        one_score = drawing.one_score and name == ours.result
        for mine, other in _pairs(step, origin):
            tables = _shapes(file, group_of(mine.place), one_score=one_score)
            if tables:
                where = group_of(mine.place), group_of(other.place)
                yield _Place(*where, origin.original, tables, one_score)


def _shapes(file: h5py.File, group: str, *, one_score: bool) -> dict[str, tuple[int, ...]]:
    """The tables of a layer of ours by name, with the shapes that the file's must have."""
    shapes: dict[str, tuple[int, ...]] = {}

    def see(name: str, one: object) -> None:
        if isinstance(one, h5py.Dataset) and _BY_CHANCE not in name:
            shapes[name] = (*one.shape[:-1], 1) if one_score else one.shape

    if group in file:
        file[group].visititems(see)
    return shapes


def _fill(file: h5py.File, theirs: Weights | OldWeights, places: Iterable[_Place]) -> None:
    """Their numbers in the places of ours."""
    for place in places:
        try:
            _copy(file, theirs, place)
        except MisfitError as refused:
            raise MisfitError(refused.message, refused.hint, layer=place.layer) from refused


def _as_differs(drawing: Drawing, layer: str) -> OpeningError | None:
    """What the drawing cannot say is why; of the layer itself, where there is such."""
    own = [one for one in drawing.differences if one.layer == layer]
    why = sentences(own or drawing.differences)
    if not why:
        return None
    return OpeningError(
        f"The weights of {shown(layer)} do not fit the drawing, which is not as the file is: "
        f"{' '.join(why)}",
        "Open it without its weights.",
    )


def _pairs(mine: Step, theirs: Step) -> Iterator[tuple[Step, Step]]:
    """Each layer of ours with theirs; of networks inside, layer by layer."""
    if mine.inside is None or theirs.inside is None:
        yield mine, theirs
        return
    for one, other in paired(mine.inside, theirs.inside).items():
        yield from _pairs(mine.inside.steps[one], theirs.inside.steps[other])


def paired(one: Network, other: Network) -> Mapping[str, str]:
    """The steps of two networks that are built alike, found from their results backwards.

    Raises:
        OpeningError: they are not built alike.
    """
    found = {one.result: other.result}
    waiting = [one.result]
    while waiting:
        name = waiting.pop()
        mine, theirs = one.steps[name], other.steps[found[name]]
        if mine.kind != theirs.kind or len(mine.inputs) != len(theirs.inputs):
            raise OpeningError(f"The network inside is not built as its drawing at {name}.")
        for before, after in zip(mine.inputs, theirs.inputs, strict=True):
            if found.setdefault(before, after) != after:
                raise OpeningError(f"The network inside is not built as its drawing at {before}.")
            waiting.append(before)
    return found


def _copy(file: h5py.File, theirs: Weights | OldWeights, place: _Place) -> None:
    for name, shape in place.tables.items():
        table = theirs.read(place.theirs, name, shape)
        if table is None:
            raise MisfitError(
                f"The file has no weights for {place.theirs}/{name}, of which it tells.",
                "Save it again where it was made.",
            )
        file[f"{place.mine}/{name}"][()] = _as_two(table) if place.one_score else table


def _as_two(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of sigmoid z, which is the second of softmax (0, z)."""
    return np.concatenate([np.zeros_like(table), table], axis=-1)
