"""Every layer type against Keras: shapes, counts and refusals, on random fields and inputs.

A new layer type needs no line here: its fields' annotations are what is drawn from.
"""

from __future__ import annotations

import math
import types
import typing
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import event, find, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from layers_catalog import Layer
from layers_catalog.base import ALWAYS_REFUSED, Category
from layers_catalog.call import Call, CallKind, Tensor
from layers_catalog.facts import Facts
from layers_catalog.shapes import Shape, ShapeError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic.fields import FieldInfo

pytestmark = pytest.mark.keras

FACTS = Facts(class_names=("bcc", "mel", "nv"))
SPAN = 5
"""How far above its least value a number goes: small layers are as telling, and fast."""
NETWORKS = 8
"""Examples for a type that holds a whole network, which takes a second to build."""


def examples(layer: type[Layer]) -> int:
    """As many as the profile says; fewer where there is little to vary, or a network to build."""
    whole = layer.category in {Category.PRETRAINED, Category.DERMATOLOGY}
    most = NETWORKS if whole else 100 * (1 + len(layer.model_fields))
    return min(settings().max_examples, most)


@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")  # we remark on it too
@pytest.mark.parametrize("layer", Layer.catalog.values(), ids=Layer.catalog)
def test_shape_counts_and_refusals_are_those_of_keras(layer: type[Layer], backend: Any) -> None:
    @settings(max_examples=examples(layer))
    @given(parameters(layer), inputs(layer))
    def agrees(params: dict[str, Any], shapes: tuple[Shape, ...]) -> None:
        said = ours(layer, params, shapes)
        event("refused" if isinstance(said, str) else "taken")
        built = backend.result(calls(layer, params, shapes), shapes)
        if isinstance(said, str):
            allowed = {**ALWAYS_REFUSED, **layer.refuses}
            assert isinstance(built, str) or said in allowed
        else:
            assert built == said

    agrees()


def ours(layer: type[Layer], params: dict[str, Any], shapes: tuple[Shape, ...]) -> Any:
    """What the catalog says: shape and counts, or the code of its refusal."""
    try:
        found = layer(**params).infer(*shapes, facts=FACTS)
    except ValidationError as error:
        return error.errors()[0]["type"]
    except ShapeError as error:
        return error.code
    return found.shape, found.trainable, found.non_trainable


def calls(
    layer: type[Layer], params: dict[str, Any], shapes: tuple[Shape, ...]
) -> tuple[Call, ...]:
    """Its Calls, also of values that it refuses, so that Keras can be asked about them too."""
    given = tuple(Tensor(f"in{slot}", shape) for slot, shape in enumerate(shapes))
    return layer.model_construct(**params).calls("layer", given, FACTS)


# --- drawing fields ------------------------------------------------------------------------------


def parameters(layer: type[Layer]) -> st.SearchStrategy[dict[str, Any]]:
    """Values within the range of each field; fields with a default have it half of the time."""
    return st.fixed_dictionaries(
        {name: _field(field) for name, field in layer.model_fields.items()}
    )


def _field(field: FieldInfo) -> st.SearchStrategy[Any]:
    drawn = _values(field.annotation, field.metadata)
    return drawn if field.is_required() else st.just(field.default) | drawn


def _values(kind: Any, bounds: Iterable[Any]) -> st.SearchStrategy[Any]:
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return _values(inner[0], [*bounds, *inner[1:]])
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([_values(one, bounds) for one in inner])
    if origin is tuple:
        return st.tuples(*[_values(one, []) for one in inner])
    return _plain(kind, _limits(bounds))


def _plain(kind: Any, limits: dict[str, Any]) -> st.SearchStrategy[Any]:
    if kind is types.NoneType:
        return st.none()
    if issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    if "pattern" in limits:
        return st.from_regex(limits["pattern"], fullmatch=True)
    if kind is str:
        return st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=9)
    if kind is bool:
        return st.booleans()
    least, most = _ends(limits)
    numbers = st.integers(least, most) if kind is int else st.floats(least, most)
    return numbers.filter(lambda number: _within(number, limits))


def _ends(limits: dict[str, Any]) -> tuple[Any, Any]:
    """A handful of values from the least one up, or around 0 where the range is wide."""
    least = max(limits.get("ge", limits.get("gt", -SPAN)), -SPAN)
    return least, min(limits.get("le", limits.get("lt", least + SPAN)), least + 2 * SPAN)


def _within(number: float, limits: dict[str, Any]) -> bool:
    open_below, open_above = limits.get("gt"), limits.get("lt")
    return (open_below is None or number > open_below) and (
        open_above is None or number < open_above
    )


def _limits(bounds: Iterable[Any]) -> dict[str, Any]:
    """Of annotated_types' ``Ge`` and so on, or a text's pattern; a ``Field`` may hold several."""
    single = [one for bound in bounds for one in getattr(bound, "metadata", None) or [bound]]
    names = ("ge", "gt", "le", "lt", "pattern")
    return {
        name: getattr(one, name)
        for one in single
        for name in names
        if getattr(one, name, None) is not None
    }


# --- drawing inputs ------------------------------------------------------------------------------

_channels = st.just(3) | st.integers(1, 5)
_images = st.tuples(st.integers(1, 24), st.integers(1, 24), _channels)
_photographs = st.tuples(st.integers(30, 40), st.integers(30, 40), st.just(3))
_tokens = st.tuples(st.integers(1, 24), st.integers(1, 9))
_lists = st.tuples(st.integers(1, 9))
_shapes: st.SearchStrategy[Shape] = st.one_of(_images, _images, _photographs, _tokens, _lists)


@st.composite
def inputs(draw: st.DrawFn, layer: type[Layer]) -> tuple[Shape, ...]:
    """As many shapes as its slots allow: mostly alike, at times one size off or of another kind."""
    least, most = layer.slots.least, layer.slots.most
    count = draw(st.integers(least, least + 2 if most is None else most))
    if count == 0:
        return ()
    first = draw(_shapes)
    others = st.just(first) | st.just(first) | _one_off(first) | _shapes
    return (first, *(draw(others) for _ in range(count - 1)))


@st.composite
def _one_off(draw: st.DrawFn, shape: Shape) -> Shape:
    changed = draw(st.integers(0, len(shape) - 1))
    size = draw(st.integers(1, 6))
    return tuple(size if axis == changed else dim for axis, dim in enumerate(shape))


def test_the_drawing_reaches_what_the_catalog_declares() -> None:
    """The generator reads bounds at every depth: no layer is tested on its defaults only."""
    conv = Layer.catalog["Conv2D"]
    sides = _field(conv.model_fields["kernel_size"])
    assert [_find(sides, size)[0] for size in (1, 1 + SPAN)] == [1, 1 + SPAN]
    penalties = _field(conv.model_fields["kernel_regularizer"])
    assert find(penalties, lambda drawn: drawn is None) is None
    assert 0 < _find(penalties, 1.0)[0] <= 1
    params = {"filters": 1, "kernel_size": (1, 1)}
    assert CallKind.LAYER is calls(conv, params, ((9, 9, 3),))[0].kind


def _find(drawn: st.SearchStrategy[Any], first: float) -> Any:
    return find(drawn, lambda pair: pair is not None and pair[0] == first)


@pytest.mark.parametrize("rest", [False, True])
def test_every_form_of_as_many_numbers_is_taken(rest: bool, backend: Any) -> None:  # noqa: FBT001
    """Forms drawn at random seldom fit, so these are made of the input's own factors."""
    layer = Layer.catalog["Reshape"]

    @given(st.lists(st.integers(1, 6), min_size=3, max_size=3), st.integers(1, 3), st.data())
    def agrees(sizes: list[int], rank: int, data: st.DataObject) -> None:
        target = [*sizes[: rank - 1], math.prod(sizes[rank - 1 :])]
        target = data.draw(st.permutations(target))
        asked = [-1, *target[1:]] if rest else target
        params = {"target_shape": ", ".join(map(str, asked))}
        shape = tuple(sizes)
        assert ours(layer, params, (shape,)) == (tuple(target), 0, 0)
        built = backend.result(calls(layer, params, (shape,)), (shape,))
        assert built == (tuple(target), 0, 0)

    agrees()
