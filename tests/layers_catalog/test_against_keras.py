"""Every layer type against Keras: shapes, counts and refusals, on random fields and inputs.

A new layer type needs no line here: its fields' annotations are what is drawn from.
"""

from __future__ import annotations

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
    """Of annotated_types' ``Ge`` and so on; a ``Field`` inside a tuple holds several of them."""
    single = [one for bound in bounds for one in getattr(bound, "metadata", None) or [bound]]
    names = ("ge", "gt", "le", "lt")
    return {name: getattr(one, name) for one in single for name in names if hasattr(one, name)}


# --- drawing inputs ------------------------------------------------------------------------------

_channels = st.just(3) | st.integers(1, 5)
_images = st.tuples(st.integers(1, 24), st.integers(1, 24), _channels)
_photographs = st.tuples(st.integers(30, 40), st.integers(30, 40), st.just(3))
_lists = st.tuples(st.integers(1, 9))
_shapes: st.SearchStrategy[Shape] = st.one_of(_images, _images, _photographs, _lists)


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
    drawn = [_find(parameters(conv), "kernel_size", size) for size in (1, 1 + SPAN)]
    assert [params["kernel_size"][0] for params in drawn] == [1, 1 + SPAN]
    assert CallKind.LAYER is calls(conv, drawn[0], ((9, 9, 3),))[0].kind


def _find(drawn: st.SearchStrategy[dict[str, Any]], name: str, size: int) -> dict[str, Any]:
    return find(drawn, lambda params: params[name][0] == size)
