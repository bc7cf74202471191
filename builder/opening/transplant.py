"""The weights of an opened file in the network that its drawing becomes; imports Keras.

Only the helper process and tests load it. Our own network is built from our own drawing; of the
file nothing but tables of numbers is taken.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import h5py
import numpy as np

from builder.compiler import build
from builder.lowering import lower_until
from builder.opening import reading
from builder.opening.errors import MisfitError, OpeningError
from builder.opening.kept_weights import Weights, group_of, weights_in
from builder.opening.opened import facts_of, opened
from builder.opening.telling import sentences
from builder.topology import loose_ends
from builder.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import keras
    from numpy.typing import NDArray

    from builder.opening.drawing import Drawing
    from builder.opening.network import Network, Step

MODEL: Final = "model.keras"
_MINE: Final = "mine.weights.h5"
_BY_CHANCE: Final = "seed_generator"


def transplanted(path: Path) -> keras.Model:
    """The network that the drawing of a ``.keras`` file becomes, with the file's weights.

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
        with weights_in(path, Path(folder)) as theirs, h5py.File(mine, "r+") as file:
            _fill(file, theirs, found.drawing, model)
        model.load_weights(mine)
    return model


def _fill(file: h5py.File, theirs: Weights, drawing: Drawing, model: keras.Model) -> None:
    """Their numbers in the places of ours."""
    ours = reading.read(json.loads(model.to_json()))
    last = ours.result
    for name, step in ours.steps.items():
        origin = drawing.origins.get(name)
        if origin is None:
            continue
        for mine, other in _places(step, origin):
            try:
                _copy(file, theirs, mine, other, one_score=drawing.one_score and name == last)
            except MisfitError as refused:
                raise _as_differs(drawing, origin) or refused from refused


def _as_differs(drawing: Drawing, step: Step) -> OpeningError | None:
    """What the drawing cannot say is why; of the layer itself, where there is such."""
    own = [one for one in drawing.differences if one.layer == step.original]
    why = sentences(own or drawing.differences)
    if not why:
        return None
    return OpeningError(
        f"The weights of {shown(step.original)} do not fit the drawing, which is not as the file "
        f"is: {' '.join(why)}",
        "Open it without its weights.",
    )


def _places(mine: Step, theirs: Step) -> Iterator[tuple[str, str]]:
    """Where each has its weights; of networks inside, layer by layer."""
    if mine.inside is None or theirs.inside is None:
        yield group_of(mine.place), group_of(theirs.place)
        return
    for one, other in paired(mine.inside, theirs.inside).items():
        yield from _places(mine.inside.steps[one], theirs.inside.steps[other])


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


def _copy(file: h5py.File, theirs: Weights, mine: str, other: str, *, one_score: bool) -> None:
    group = file.get(mine)
    if group is None:
        return
    tables: list[str] = []
    group.visititems(
        lambda name, one: tables.append(name) if isinstance(one, h5py.Dataset) else None
    )
    for name in tables:
        shape = group[name].shape
        wanted = (*shape[:-1], 1) if one_score else shape
        table = theirs.read(f"{other}/{name}", wanted)
        if table is not None:
            group[name][()] = _as_two(table) if one_score else table
        elif _BY_CHANCE not in name:
            raise MisfitError(
                f"The file has no weights for {other}/{name}, of which it tells.",
                "Save it again where it was made.",
            )


def _as_two(table: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of sigmoid z, which is the second of softmax (0, z)."""
    return np.concatenate([np.zeros_like(table), table], axis=-1)
