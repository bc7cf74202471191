from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from data.demo import Drawn, _lesion_of, _view, make_demo
from data.drawing import Lesion, draw
from data.fields import Look, step
from data.library import Library
from data.photograph import View

if TYPE_CHECKING:
    from data.library import Dataset

LOOK = Look(turn=0.0, radius=0.33, shift=(0.0, 0.0))
PLAIN = View(seed=1, look=LOOK, light=1.0, warmth=0.0, hairs=0, corners=0.0)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    workspace = tmp_path_factory.mktemp("demo")
    make_demo(workspace=workspace, count=40)
    return Library(workspace).load("Demo lesions")


def test_it_is_marked_as_synthetic_everywhere(demo: Dataset) -> None:
    notice = "Drawings, not patients: this number says nothing about skin."
    assert demo.synthetic
    assert demo.notices == (notice,)
    assert demo.report["synthetic"]
    assert demo.report["notices"] == [notice]
    assert demo.manifest["synthetic"].all()
    assert set(demo.manifest["source"]) == {"drawn by the program"}


def test_some_lesions_have_three_views_on_one_side(demo: Dataset) -> None:
    views = demo.manifest.groupby("lesion_id")["image_id"].count()
    assert set(views) == {1, 3}
    assert 0.3 < (views == 3).sum() * 3 / len(demo.manifest) < 0.5
    assert demo.manifest.groupby("lesion_id")["split"].nunique().max() == 1
    assert demo.report["lesions"] == demo.report["groups"] == len(views)


def test_classes_are_even_and_in_every_part(demo: Dataset) -> None:
    assert demo.classes == ("benign", "malignant")
    assert demo.report["rows_in"] == demo.report["imported"] == 40
    assert all(count >= 2 for part in demo.counts().values() for count in part.values())


def test_originals_are_photographs_without_metadata(demo: Dataset) -> None:
    with Image.open(demo.file(0)) as image:
        assert image.size == (256, 192)
        assert image.format == "JPEG"
        assert not image.getexif()


def test_the_same_seed_draws_the_same_pictures() -> None:
    first, second, other = (Drawn(seed, 10).open("demo_0007.jpg").read() for seed in (3, 3, 4))
    assert first == second
    assert first != other


def test_views_of_a_lesion_differ_and_resemble_each_other() -> None:
    lesion = Lesion(seed=5, asymmetry=0.2, border=0.2, colour=0.2)
    turned = View(7, Look(turn=np.pi, radius=0.33, shift=(0.0, 0.0)), 1.0, 0.0, 0, 0.0)
    first, second = draw(lesion, PLAIN).astype(int), draw(lesion, turned).astype(int)[::-1, ::-1]
    other = draw(Lesion(6, 0.2, 0.2, 0.2), PLAIN).astype(int)
    assert np.abs(first - second).mean() < 0.5 * np.abs(first - other).mean()
    assert np.abs(first - second).max() > 5


def test_a_lesion_is_darker_than_its_skin() -> None:
    picture = draw(Lesion(5, 0.3, 0.3, 0.3), PLAIN).astype(int)
    assert picture.shape == (192, 256, 3)
    assert picture.dtype == int
    middle, corner = picture[80:112, 112:144].mean(), picture[:20, :20].mean()
    assert middle < corner - 40


@pytest.mark.parametrize("trait", ["asymmetry", "border", "colour"])
def test_each_trait_can_be_seen(trait: str) -> None:
    calm = {"asymmetry": 0.1, "border": 0.1, "colour": 0.1}
    seeds = range(12)
    tame = [measured(draw(Lesion(seed, **calm), PLAIN))[trait] for seed in seeds]
    wild = [measured(draw(Lesion(seed, **calm | {trait: 0.95}), PLAIN))[trait] for seed in seeds]
    assert np.mean(wild) > 1.15 * np.mean(tame)


def measured(picture: np.ndarray) -> dict[str, float]:
    """The ABC of a picture without hair, roughly."""
    pixels = picture.reshape(48, 4, 64, 4, 3).mean(axis=(1, 3))
    skin = np.median(pixels[:4].reshape(-1, 3), axis=0)
    lesion = np.abs(pixels - skin).sum(axis=2) > 75
    y, x = np.nonzero(lesion)
    top, left = round(float(y.mean())), round(float(x.mean()))
    reach = min(top, left, 47 - top, 63 - left)
    window = lesion[top - reach : top + reach + 1, left - reach : left + reach + 1]
    edge = (lesion[1:] != lesion[:-1]).sum() + (lesion[:, 1:] != lesion[:, :-1]).sum()
    return {
        "asymmetry": float((window ^ window[::-1, ::-1]).sum() / lesion.sum()),
        "border": float(edge / np.sqrt(lesion.sum())),
        "colour": float((pixels[lesion] @ [1, 0, -1]).std()),
    }


def test_hair_and_dark_corners_tell_nothing_of_the_class() -> None:
    views = [_view(0, number, row) for row, number in enumerate(_lesion_of(3000))]
    for seen in (lambda view: view.hairs > 0, lambda view: view.corners > 0):
        shares = [
            np.mean([seen(v) for v, n in zip(views, _lesion_of(3000), strict=True) if n % 2 == k])
            for k in (0, 1)
        ]
        assert min(shares) > 0.3
        assert abs(shares[0] - shares[1]) < 0.05


def test_drawing_is_quick() -> None:
    drawn = Drawn(0, 600)
    started = time.process_time()
    for row in range(20):
        drawn.open(f"demo_{row:04d}.jpg")
    assert (time.process_time() - started) / 20 < 0.06


def test_steps_run_from_low_to_high_or_back() -> None:
    values = np.float32([-1, 0, 0.5, 1, 2])
    assert step(values, 0, 1).tolist() == [0, 0, 0.5, 1, 1]
    assert step(values, 1, 0).tolist() == [1, 1, 0.5, 0, 0]
