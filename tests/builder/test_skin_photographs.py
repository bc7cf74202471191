"""HairRemoval and ColourConstancy: what they change in a photograph, and what they leave."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skin import LESION, disc, painted, places

from builder import networks
from data.demo import _lesion, _view
from data.drawing import draw
from data.image import fitted
from layers_catalog.dermatology import ColourConstancy, HairRemoval

pytestmark = pytest.mark.keras
SIDE = 224
Pictures = NDArray[np.float32]


def network(layer: HairRemoval | ColourConstancy, side: int = SIDE) -> Any:
    path = f"builder.networks.{layer.network}"
    built = networks.function(path)(input_shape=(side, side, 3), **layer.kwargs())
    built.jit_compile = False  # else XLA compiles it for each size of batch
    return built


@pytest.fixture(scope="module")
def without_hair() -> Any:
    return network(HairRemoval())


def strands(*angles: float, thickness: float = 3.0) -> NDArray[np.bool_]:
    """Straight lines through the picture, the first one through its middle."""
    down, across = places(SIDE)
    lines = [
        np.abs(down * np.cos(turn) - across * np.sin(turn) - 0.07 * number)
        for number, turn in enumerate(np.deg2rad(angles))
    ]
    return np.min(lines, axis=0) * SIDE < thickness / 2


@pytest.mark.parametrize("angle", [0, 20, 45, 70, 90, 135, 160])
@pytest.mark.parametrize("thickness", [1.5, 3.0, 5.0])
def test_a_hair_over_skin_and_lesion_is_filled_from_beside_it(
    without_hair: Any, angle: float, thickness: float
) -> None:
    lesion = disc(SIDE, 0.2)
    bare = painted(lesion, noise=2)
    hair = strands(angle, thickness=thickness)
    hairy = np.where(hair[..., None], np.float32([50, 40, 35]), bare)
    left = np.abs(without_hair.predict(hairy[None], verbose=0)[0] - bare).mean(axis=2)
    on_skin, on_lesion = hair & ~disc(SIDE, 0.23), hair & disc(SIDE, 0.17)
    inner = (slice(8, -8), slice(8, -8))
    assert left[inner][on_skin[inner]].mean() < 4
    assert left[on_lesion].mean() < 8
    assert np.abs(hairy - bare).mean(axis=2)[hair].mean() > 100


def test_a_lesion_without_hair_stays(without_hair: Any) -> None:
    """Its area, its colour, and the small dark dots in it."""
    down, across = places(SIDE)
    dots = (np.hypot((down * 16) % 1 - 0.5, (across * 16) % 1 - 0.5) < 0.12) & disc(SIDE, 0.15)
    picture = painted(disc(SIDE, 0.2), noise=2)
    picture[dots] = 30
    after = without_hair.predict(picture[None], verbose=0)[0]
    assert (np.abs(after - picture).max(axis=2) > 3).mean() < 0.002
    assert after[112, 112] == pytest.approx(LESION, abs=10)


@pytest.mark.parametrize("width", [4, 6, 8, 10])
def test_single_dots_of_a_lesion_stay(without_hair: Any, width: int) -> None:
    down, across = places(SIDE)
    picture = painted(disc(SIDE, 0.3), noise=2)
    dots = np.zeros((SIDE, SIDE), bool)
    for middle in np.ndindex(3, 3):
        off = 0.15 * (np.array(middle) - 1)
        dots |= np.hypot(down - off[0], across - off[1]) * SIDE < width / 2
    picture[dots] = 30
    after = without_hair.predict(picture[None], verbose=0)[0]
    assert np.abs(after - picture)[dots].max() < 1


@pytest.mark.parametrize("angle", [0, 30, 45])
def test_a_hair_is_filled_to_its_ends(without_hair: Any, angle: float) -> None:
    down, across = places(SIDE)
    turn = np.deg2rad(angle)
    along = down * np.sin(turn) + across * np.cos(turn)
    bare = painted(disc(SIDE, 0.3), noise=2)
    hair = strands(angle) & (np.abs(along) * SIDE < 30)
    hairy = np.where(hair[..., None], np.float32([50, 40, 35]), bare)
    after = without_hair.predict(hairy[None], verbose=0)[0]
    assert np.abs(after - bare).mean(axis=2)[hair].mean() < 3


def test_on_drawn_lesions_the_hairs_go_and_the_rest_stays(without_hair: Any) -> None:
    hairy, bare = [], []
    for row in range(60):
        view = _view(0, row, row)
        if view.hairs:
            for pictures, hairs in ((hairy, view.hairs), (bare, 0)):
                drawn = Image.fromarray(draw(_lesion(0, row), replace(view, hairs=hairs)))
                pictures.append(fitted(drawn, SIDE, SIDE).astype("float32"))
    before, wanted = np.stack(hairy), np.stack(bare)
    after = without_hair.predict(before, batch_size=8, verbose=0)
    hair = np.abs(before - wanted).mean(axis=3) > 15
    error, changed = np.abs(after - wanted).mean(axis=3), np.abs(after - before).mean(axis=3) > 2
    assert np.abs(before - wanted).mean(axis=3)[hair].mean() > 40
    assert error[hair].mean() < 5
    assert changed[~hair].mean() < 0.06


@pytest.mark.parametrize("norm", [1.0, 6.0, 12.0])
@pytest.mark.parametrize("tint", [(1, 1, 1), (1, 0.8, 0.6), (0.5, 0.9, 1)])
def test_all_channels_get_one_minkowski_mean(norm: float, tint: tuple[float, ...]) -> None:
    rng = np.random.default_rng(0)
    pictures = (rng.uniform(20, 150, (3, 48, 48, 3)) * tint).astype("float32")
    after = network(ColourConstancy(norm=norm), 48).predict(pictures, verbose=0).astype("float64")
    means = (after**norm).mean(axis=(1, 2)) ** (1 / norm)
    assert means == pytest.approx(means.mean(axis=1, keepdims=True).repeat(3, axis=1), rel=1e-4)
    light = (pictures.astype("float64") ** norm).mean(axis=(1, 2)) ** (1 / norm)
    assert means[:, 0] == pytest.approx(np.sqrt((light**2).mean(axis=1)), rel=1e-4)


def test_the_tint_of_the_light_does_not_matter() -> None:
    constant = network(ColourConstancy(), 64)
    plain = painted(disc(64, 0.2), noise=3) * np.float32(0.7)
    tinted = plain * np.float32([1.0, 0.85, 0.7])
    one, other = constant.predict(np.stack([plain, tinted]), verbose=0)
    ratio = other / np.maximum(one, 1)
    assert ratio.std() < 1e-4


def test_what_a_bicubic_resizing_leaves_below_0_counts_as_0() -> None:
    constant = network(ColourConstancy(), 64)
    picture = painted(disc(64, 0.2), noise=3)[None] - np.float32(70)
    assert picture.min() < -5
    after = constant.predict(picture, verbose=0)
    assert after == pytest.approx(constant.predict(np.maximum(picture, 0), verbose=0))
    assert after.min() >= 0


@pytest.mark.parametrize("value", [0.0, 1.0, 128.0, 255.0])
def test_grey_stays_grey_and_values_stay_within_255(value: float) -> None:
    constant = network(ColourConstancy(), 64)
    grey = np.full((1, 64, 64, 3), value, "float32")
    assert constant.predict(grey, verbose=0) == pytest.approx(grey, abs=1e-2)
    red = grey * np.float32([1, 0.2, 0])
    after = constant.predict(red, verbose=0)
    assert np.isfinite(after).all()
    assert 0 <= after.min() <= after.max() <= 255
