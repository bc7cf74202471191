"""What is measured of photographs stands for what a person sees: planted in drawn lesions."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageDraw, ImageFilter

from data.audit.measures import USUAL, Measure, measured
from data.demo import Drawn
from data.image import fitted, open_rgb

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Plant = Callable[[Image.Image, np.random.Generator], Image.Image]

COUNT = 40
LARGE = 672  # planted at three times the size, as hairs and ticks are finer than a pixel of 224


@pytest.fixture(scope="module")
def plain() -> list[Image.Image]:
    """Drawn lesions of their own, the hairy and dark-cornered ones left aside."""
    drawn = Drawn(seed=11, count=240)
    firsts = {number: row for row, number in reversed(list(enumerate(drawn.lesion_of)))}
    files, rows, found = drawn.files(), list(firsts.values()), list[Image.Image]()
    while rows and len(found) < COUNT:
        images = [open_rgb(io.BytesIO(files[row].read())) for row in rows[:COUNT]]
        values = measured(stored(images))
        clean = (values[Measure.HAIR] < 0.001) & (values[Measure.CORNERS] < 0.05)
        found += [image for image, fine in zip(images, clean, strict=True) if fine]
        del rows[:COUNT]
    assert len(found) >= COUNT
    return found[:COUNT]


@pytest.fixture(scope="module")
def of_plain(plain: list[Image.Image]) -> dict[Measure, NDArray[np.float32]]:
    """What is measured of them as they are."""
    return measured(stored(plain))


def stored(images: list[Image.Image]) -> NDArray[np.uint8]:
    return np.stack([fitted(image, 224, 224) for image in images])


def hairs(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    large = image.resize((LARGE, LARGE))
    pen = ImageDraw.Draw(large)
    for _ in range(12):
        x, y = chance.uniform(0, LARGE, 2)
        angle, bend = chance.uniform(0, 2 * np.pi), chance.uniform(-0.004, 0.004)
        points = []
        for _step in range(60):
            points.append((x, y))
            x, y, angle = x + 6 * np.cos(angle), y + 6 * np.sin(angle), angle + 6 * bend
        pen.line(points, fill=(45, 35, 30), width=5)
    return large


def ruler(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    large = image.resize((LARGE, LARGE))
    pen = ImageDraw.Draw(large)
    tilt, apart = chance.normal(0, 0.15), chance.uniform(20, 40)
    along = np.array([np.cos(tilt), np.sin(tilt)])
    across = np.array([-along[1], along[0]])
    start = np.array([0, chance.uniform(20, 120)])
    for tick in range(40):
        foot = start + along * tick * apart
        pen.line([tuple(foot), tuple(foot + across * 26)], fill=(30, 30, 30), width=5)
    return large


def ink(image: Image.Image, chance: np.random.Generator) -> Image.Image:
    large = image.resize((LARGE, LARGE))
    x, y = chance.uniform(10, 60, 2)
    ImageDraw.Draw(large).ellipse((x, y, x + 90, y + 60), fill=(70, 50, 190))
    return large


def corners(image: Image.Image, _: np.random.Generator) -> Image.Image:
    large = image.resize((LARGE, LARGE))
    mask = Image.new("L", large.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, LARGE, LARGE), fill=255)
    return Image.composite(large, Image.new("RGB", large.size, (12, 8, 10)), mask)


PLANTED: dict[Measure, Plant] = {
    Measure.HAIR: hairs,
    Measure.RULER: ruler,
    Measure.INK: ink,
    Measure.CORNERS: corners,
    Measure.SHARPNESS: lambda image, _: image.filter(ImageFilter.GaussianBlur(12)),
    Measure.BRIGHTNESS: lambda image, _: image.point(lambda value: value * 0.2),
    Measure.BURNT: lambda image, _: image.point(lambda value: min(int(value * 2.5), 255)),
    Measure.CONTRAST: lambda image, _: Image.new("RGB", image.size, image.getpixel((2, 2))),
}


@pytest.mark.parametrize("measure", PLANTED, ids=str)
def test_what_was_planted_stands_out_and_nothing_else_does(
    measure: Measure, plain: list[Image.Image], of_plain: dict[Measure, NDArray[np.float32]]
) -> None:
    chance = np.random.default_rng(5)
    planted = [PLANTED[measure](image, chance) for image in plain]
    usual = USUAL[measure]
    found = usual.odd(measured(stored(planted))[measure])
    before = usual.odd(of_plain[measure])
    assert found.mean() >= 0.95
    assert before.mean() <= 0.05


@pytest.mark.parametrize("other", [hairs, corners, ink])
def test_no_other_thing_is_taken_for_a_ruler(other: Plant, plain: list[Image.Image]) -> None:
    chance = np.random.default_rng(6)
    pixels = stored([other(image, chance) for image in plain])
    assert USUAL[Measure.RULER].odd(measured(pixels)[Measure.RULER]).mean() <= 0.05


def test_a_straight_hair_is_no_ruler_whichever_way_it_lies() -> None:
    """In pixels it is a staircase, with steps at equal distances."""
    photographs = []
    for degrees in np.arange(0, 180, 2.5):
        large = Image.new("RGB", (LARGE, LARGE), (226, 178, 158))
        reach = LARGE * np.array([np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))])
        middle = np.array([LARGE * 0.5, LARGE * 0.2])
        ends = [tuple(middle - reach), tuple(middle + reach)]
        ImageDraw.Draw(large).line(ends, fill=(45, 35, 30), width=5)
        photographs.append(large)
    values = measured(stored(photographs))
    assert (values[Measure.HAIR] > 0.002).mean() > 0.8
    assert not USUAL[Measure.RULER].odd(values[Measure.RULER]).any()


def test_a_dark_blue_lesion_in_the_middle_is_no_ink(plain: list[Image.Image]) -> None:
    blue = [image.resize((LARGE, LARGE)) for image in plain]
    for image in blue:
        ImageDraw.Draw(image).ellipse((236, 236, 436, 436), fill=(40, 45, 120))
    assert not USUAL[Measure.INK].odd(measured(stored(blue))[Measure.INK]).any()


def test_measures_do_not_depend_on_what_is_measured_with_them(plain: list[Image.Image]) -> None:
    pixels = stored(plain[:5])
    together, alone = measured(pixels), [measured(pixels[row : row + 1]) for row in range(5)]
    for name in Measure:
        single = np.concatenate([one[name] for one in alone])
        np.testing.assert_allclose(together[name], single, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("measure", [Measure.HAIR, Measure.INK, Measure.CORNERS])
def test_turning_a_photograph_changes_little(measure: Measure, plain: list[Image.Image]) -> None:
    chance = np.random.default_rng(7)
    pixels = stored([PLANTED[measure](image, chance) for image in plain[:20]])
    before = measured(pixels)[measure]
    after = measured(np.ascontiguousarray(np.rot90(pixels, axes=(1, 2))))[measure]
    assert pd.Series(before).corr(pd.Series(after)) > 0.9 or np.allclose(before, after, atol=1e-3)
    np.testing.assert_allclose(before.mean(), after.mean(), rtol=0.15)
