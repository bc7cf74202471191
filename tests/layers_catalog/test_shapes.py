"""Shapes in words and the arithmetic of windows, without any layer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_catalog.errors import UserError, first_line
from layers_catalog.shapes import (
    ShapeError,
    axis_among,
    described,
    image,
    in_words,
    product,
    window,
)


@pytest.mark.parametrize(
    ("shape", "short", "sentence"),
    [
        ((56, 56, 64), "56 × 56, 64 maps", "an image of 56 × 56 with 64 maps"),
        ((9, 8, 1), "9 × 8, 1 map", "an image of 9 × 8 with 1 map"),
        ((10,), "10 numbers", "a list of 10 numbers"),
        ((200704,), "200,704 numbers", "a list of 200,704 numbers"),
        ((None,), "any numbers", "a list of any numbers"),
        ((7, 7, 1280), "7 × 7, 1,280 maps", "an image of 7 × 7 with 1,280 maps"),
        ((1,), "1 number", "a list of 1 number"),
        ((49, 64), "49 tokens of 64", "a row of 49 tokens with 64 numbers each"),
        ((1, 1), "1 token of 1", "a row of 1 token with 1 number each"),
        ((None, 3, 4, 5), "any × 3 × 4 × 5", "a tensor of any × 3 × 4 × 5"),
    ],
)
def test_in_words(shape: tuple[int | None, ...], short: str, sentence: str) -> None:
    assert in_words(shape) == short
    assert described(shape) == sentence


def test_image_takes_images_only() -> None:
    assert image((4, 5, 6), layer="Conv2D") == (4, 5, 6)
    with pytest.raises(
        ShapeError, match="Conv2D needs an image, but receives a list of 6"
    ) as found:
        image((6,), layer="Conv2D")
    assert found.value.code == "needs-image"


@pytest.mark.parametrize(("axis", "place"), [(1, 0), (3, 2), (-1, 2), (-3, 0)])
def test_axes_are_counted_as_keras_counts_them(axis: int, place: int) -> None:
    assert axis_among(axis, 3, layer="Softmax") == place


@pytest.mark.parametrize(
    ("axis", "code"), [(0, "batch-axis"), (-4, "batch-axis"), (4, "no-such-axis")]
)
def test_no_layer_works_along_the_batch_or_beyond(axis: int, code: str) -> None:
    with pytest.raises(ShapeError, match=r"^Softmax ") as found:
        axis_among(axis, 3, layer="Softmax")
    assert found.value.code == code


sides, reaches, jumps = st.integers(1, 99), st.integers(1, 30), st.integers(1, 9)


@given(sides, reaches, jumps)
def test_a_window_stands_where_it_fits(side: int, reach: int, step: int) -> None:
    places = len(range(0, side - reach + 1, step))
    if places:
        assert window(side, reach=reach, step=step, padding="valid", layer="x") == places
    else:
        with pytest.raises(ShapeError) as found:
            window(side, reach=reach, step=step, padding="valid", layer="x")
        assert found.value.code == "too-small"
    padded = window(side, reach=reach, step=step, padding="same", layer="x")
    assert padded == len(range(0, side, step))


def test_product_needs_known_sizes() -> None:
    assert product((2, 3, 4)) == 24
    assert product(()) == 1
    with pytest.raises(ShapeError) as found:
        product((2, None))
    assert found.value.code == "unknown-size"


def test_a_user_error_says_what_and_what_to_do() -> None:
    assert str(UserError("The file is empty.", "Choose another.")) == (
        "The file is empty. Choose another."
    )
    assert str(UserError("The file is empty.")) == "The file is empty."
    assert first_line(OSError("It is torn.\nAt byte 7.")) == "It is torn."
    assert first_line(KeyError()) == "KeyError"
