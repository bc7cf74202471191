"""Where heat lies on a photograph, how much of it is outside a lesion, and how it is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skin import disc

from data.image import fitted
from runs.evaluation.heatmap.canvas import SIDE, Box, covered, outside_share, spread
from runs.explaining.framing import frame, proportions
from runs.explaining.overlay import overlay
from runs.picture import Picture


@pytest.mark.parametrize("fit", ["stretch", "crop", "pad"])
@pytest.mark.parametrize("size", [(300, 200), (120, 240)])
def test_heat_lies_where_its_cause_was_in_the_photograph(fit: str, size: tuple[int, int]) -> None:
    """A bright spot goes to the network's picture as ``fitted`` does, and its heat comes back."""
    width, height = size
    photograph = np.zeros((height, width, 3), np.uint8)
    down, across = round(0.4 * height), round(0.55 * width)
    photograph[down - 8 : down + 8, across - 8 : across + 8] = 255
    seen = fitted(Image.fromarray(photograph), 96, 128, fit)[..., 0].astype(np.float32)
    picture = Picture(96, 128, fit)
    drawn = spread(seen, frame(picture, width, height), height, width)
    rows, columns = np.indices(drawn.shape)
    middle = (rows * drawn).sum() / drawn.sum(), (columns * drawn).sum() / drawn.sum()
    assert middle == pytest.approx((down, across), abs=2)


def test_what_was_cut_off_is_not_covered_and_bars_lie_beyond() -> None:
    cut = frame(Picture(100, 100, "crop"), 200, 100)
    assert cut == Box(0, 1, 0.25, 0.75)
    assert covered(cut, 100, 200).mean() == pytest.approx(0.5)
    padded = frame(Picture(100, 100, "pad"), 200, 100)
    assert padded == Box(-0.5, 1.5, 0, 1)
    assert covered(padded, 100, 200).all()


def test_a_map_fills_its_box_and_keeps_its_mirror_image() -> None:
    heat = np.random.default_rng(0).random((7, 5)).astype(np.float32)
    box = Box(0.2, 0.7, 0.1, 0.6)
    drawn = spread(heat, box, 80, 100)
    assert not drawn[:16].any()
    assert not drawn[:, 60:].any()
    assert drawn[16:56, 10:60].mean() == pytest.approx(heat.mean(), rel=0.05)
    mirrored = spread(heat[:, ::-1], Box(0.2, 0.7, 0.4, 0.9), 80, 100)
    assert np.allclose(mirrored[:, ::-1], drawn, atol=1e-6)


def test_the_share_outside_a_lesion() -> None:
    heat = np.ones((SIDE, SIDE), np.float32)
    mask = disc(SIDE, 0.25)
    assert outside_share(heat, mask) == pytest.approx(1 - np.pi * 0.25**2, abs=0.005)
    assert outside_share(heat * mask, mask) == 0
    assert outside_share(heat * ~mask, mask) == 1
    assert outside_share(heat * 0, mask) is None
    assert outside_share(heat, mask & False) is None


def test_an_overlay_colours_heat_darkens_the_unseen_and_outlines_the_lesion() -> None:
    photograph = Image.new("RGB", (200, 150), (200, 160, 140))
    height, width = proportions(200, 150, 120)
    assert (height, width) == (90, 120)
    heat = np.zeros((height, width), np.float32)
    heat[40:50, 60:70] = 2.0
    seen = np.ones(heat.shape, bool)
    seen[:, :20] = False
    plain = np.asarray(overlay(photograph, heat * 0, seen, None)).astype(int)
    assert (plain[:, 20:] == (200, 160, 140)).all()
    assert plain[:, :20].max() < 75
    drawn = np.asarray(overlay(photograph, heat, seen, disc(120, 0.2)[15:105])).astype(int)
    red, green, blue = drawn[45, 65]
    assert min(red, green) > 190, "viridis's yellow"
    assert blue < 100
    assert (drawn == 255).all(axis=-1).sum() > 30
    assert (drawn[80:, 100:] == (200, 160, 140)).all()
