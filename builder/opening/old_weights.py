"""The weights of a whole network in one HDF5 file (``.h5``), as Keras 2 has it: read as data only.

For each layer of the outermost network such a file has a list of tables: first those that learn,
then the others. Of a network inside, the list goes through all of its layers twice. Which table is
whose follows from that order alone, as in Keras; sizes, and names where they tell something, must
agree.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import h5py
import numpy as np

from builder.opening.errors import MisfitError, OpeningError
from builder.opening.kept_weights import AGAIN, dataset_at, group_of, numbers, readable
from builder.opening.reading import NETWORKS, layer_name, place_of
from builder.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Tables = Mapping[str, tuple[int, ...]]
    """The tables of a layer of ours by their names, with their shapes."""

_TOP: Final = "model_weights"
_LIST: Final = "weight_names"
_AVERAGED: Final = "BatchNormalization"
_AVERAGES: Final = 2
"""Its mean and variance, which training does not change by steps."""
_OF_AVERAGES: Final = "moving_"
_BY_CHANCE: Final = ("StateVar", "Variable", "seed_generator_state")
"""How a layer's random numbers are called, which are no weights."""
_PARTS: Final = ("", "query_dense", "key_dense", "value_dense", "output_dense")
"""The layers inside a layer, in the order in which it has them."""
_OTHER_WAY_ROUND: Final = frozenset({"theano"})


@dataclass(frozen=True)
class _Leaf:
    """A layer that is no network.

    Args:
        group: where Keras 3 keeps it, as ``group_of`` tells.
        name: in the file.
        averaged: whether it has averages.
        frozen: whether it was told not to learn.
    """

    group: str
    name: str
    averaged: bool
    frozen: bool


@dataclass(frozen=True)
class _Wanted:
    """A table that is to be found."""

    leaf: _Leaf
    table: str
    shape: tuple[int, ...]
    average: bool


class OldWeights:
    """The tables of a whole network in HDF5.

    Args:
        file: opened.
        config: of the network, found sound by ``reading``.
        ours: for each layer, by where Keras 3 keeps it, the tables that are to be filled.
    """

    def __init__(
        self, file: h5py.File, config: Mapping[str, Any], ours: Mapping[str, Tables]
    ) -> None:
        self._top = _group_at(file, _TOP)
        _refuse_origin(file, self._top)
        self._found: dict[tuple[str, str], tuple[h5py.Dataset, str]] = {}
        layers = config["config"]["layers"]
        for index, raw in enumerate(layers):
            leaves = list(_leaves(raw, place_of(index, layers)))
            wanted = [one for leaf in leaves for one in _tables(leaf, ours.get(leaf.group, {}))]
            if wanted:
                self._take(str(layer_name(raw)), wanted, leaves)

    def read(self, layer: str, name: str, shape: tuple[int, ...]) -> NDArray[np.float32] | None:
        """One table, as ``kept_weights.Weights.read``."""
        if (layer, name) not in self._found:
            return None
        found, place = self._found[layer, name]
        return numbers(found, place, shape)

    def _take(self, name: str, wanted: Sequence[_Wanted], leaves: Sequence[_Leaf]) -> None:
        """Find out which table of a layer's list is whose.

        Raises:
            MisfitError: it is not told.
        """
        listed = _listed(self._top, name)
        others = {leaf.name for leaf in leaves}
        for order in (_as_a_rule(wanted), wanted):
            if len(order) == len(listed) and all(
                _agrees(one, told, table, others)
                for one, (told, table) in zip(order, listed, strict=True)
            ):
                for one, (told, table) in zip(order, listed, strict=True):
                    self._found[one.leaf.group, one.table] = table, f"{name}/{told}"
                return
        raise MisfitError(
            f"The file keeps {len(listed)} tables of weights for {shown(name)}, but its own "
            f"description needs {len(wanted)}, or others.",
            AGAIN,
            layer=name,
        )


def _as_a_rule(wanted: Sequence[_Wanted]) -> list[_Wanted]:
    """First what learns, then what does not; a layer that was frozen has nothing that learns."""
    return sorted(wanted, key=lambda one: one.average or one.leaf.frozen)


def _agrees(one: _Wanted, told: str, table: h5py.Dataset, others: set[str]) -> bool:
    """Whether a table may be that; a name that means nothing here says nothing."""
    if table.shape != one.shape:
        return False
    *parts, last = told.split("/")
    if one.leaf.averaged and last.startswith(_OF_AVERAGES) != one.average:
        return False
    named = others.intersection(parts)
    return not named or one.leaf.name in named


def _leaves(raw: dict[str, Any], place: tuple[str, ...]) -> Iterator[_Leaf]:
    """The layers of a network inside, in the file's order; of a layer, itself."""
    if raw["class_name"] in NETWORKS:
        layers = raw["config"]["layers"]
        for index, one in enumerate(layers):
            yield from _leaves(one, (*place, *place_of(index, layers)))
        return
    kind, frozen = raw["class_name"], raw["config"].get("trainable") is False
    yield _Leaf(group_of(place), str(layer_name(raw)), kind == _AVERAGED, frozen)


def _tables(leaf: _Leaf, tables: Tables) -> list[_Wanted]:
    """A layer's own tables in their order, its averages last."""
    ranks = {one: _rank(one) for one in tables}
    names = [one for _, one in sorted((rank, one) for one, rank in ranks.items() if rank)]
    learn = len(names) - _AVERAGES * leaf.averaged
    return [
        _Wanted(leaf, name, tables[name], average=place >= learn)
        for place, name in enumerate(names)
    ]


def _rank(table: str) -> tuple[int, int] | None:
    """Where a table stands in its layer: “query_dense/vars/1”; ``None`` of random numbers."""
    part, _, number = table.rpartition("vars/")
    part = part.rstrip("/")
    return (_PARTS.index(part), int(number)) if part in _PARTS else None


def _listed(top: h5py.Group, name: str) -> list[tuple[str, h5py.Dataset]]:
    """The tables of a layer with their names, in the file's order; none of random numbers."""
    group = _group_at(top, name)
    found = []
    for told in _names(group):
        table = dataset_at(group, told)
        if table is None:
            raise _missing(f"{name}/{told}")
        plain = told.partition(":")[0]
        if not plain.rpartition("/")[2].startswith(_BY_CHANCE):
            found.append((plain, table))
    return found


def _names(group: h5py.Group) -> list[str]:
    """The list of names, which is in parts where it is long."""
    parts = [_LIST] if _LIST in group.attrs else []
    while not parts or parts[-1] != _LIST:
        part = f"{_LIST}{len(parts)}"
        if part not in group.attrs:
            break
        parts.append(part)
    return [_text(one) for part in parts for one in np.ravel(group.attrs[part])]


def _group_at(at: h5py.Group, place: str) -> h5py.Group:
    """A group in the file itself.

    Raises:
        MisfitError: it is not there.
    """
    for part in place.split("/"):
        link = at.get(part, getlink=True) if isinstance(at, h5py.Group) else None
        if not isinstance(link, h5py.HardLink):
            raise _missing(place)
        at = at[part]
    if not isinstance(at, h5py.Group):
        raise _missing(place)
    return at


def _missing(place: str) -> MisfitError:
    return MisfitError(f"The file has no weights {place}, of which it tells.", AGAIN)


def _refuse_origin(file: h5py.File, top: h5py.Group) -> None:
    """Weights that mean something else than those of today.

    Raises:
        OpeningError: they were written by Keras 1, or for Theano.
    """
    told = {**file.attrs, **top.attrs}
    version, engine = (_text(told.get(one, "")) for one in ("keras_version", "backend"))
    if not version or version.startswith("1.") or engine in _OTHER_WAY_ROUND:
        made = "for Theano" if engine in _OTHER_WAY_ROUND else "by Keras 1"
        raise OpeningError(
            f"The weights in the file were written {made}, which kept them another way round.",
            "Load it in Keras 2 with TensorFlow and save it again; or open it without its weights.",
        )


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@contextmanager
def old_weights_in(
    path: Path, config: Mapping[str, Any], ours: Mapping[str, Tables]
) -> Iterator[OldWeights]:
    """The weights of a whole network in HDF5.

    Args:
        path: of the file.
        config: the network's, found sound by ``reading``.
        ours: for each layer, by where Keras 3 keeps it, the tables that are to be filled.

    Raises:
        OpeningError: they cannot be read, or mean something else today.
        MisfitError: they are not those of which the file tells.
    """
    with readable(path), h5py.File(path, "r") as file:
        yield OldWeights(file, config, ours)
