"""ABCDFeatures: each number against NumPy or against shapes whose numbers are known."""

from __future__ import annotations

import colorsys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from skin import disc, half_disc, painted
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from builder import networks
from data.image import load_image
from layers_catalog.dermatology import ABCDFeatures

pytestmark = pytest.mark.keras
SIDE = 224
NAMES = ABCDFeatures.names
COLOURS = ("red", "green", "blue", "hue", "saturation", "value", "grey")


@pytest.fixture(scope="module")
def network() -> Any:
    path = "builder.networks.abcd_features"
    built = networks.function(path)(input_shape=(SIDE, SIDE, 3), **ABCDFeatures().kwargs())
    built.jit_compile = False  # else XLA compiles it for each size of batch
    return built


def measured(network: Any, *pictures: NDArray[Any]) -> list[dict[str, float]]:
    found = network.predict(np.stack(pictures).astype("float32"), verbose=0)
    return [dict(zip(NAMES, numbers.tolist(), strict=True)) for numbers in found]


def test_names_are_as_many_as_numbers_and_each_its_own(network: Any) -> None:
    assert network.output_shape == (None, len(NAMES)) == (None, 60)
    assert len(set(NAMES)) == 60
    assert NAMES[:2] == ("red_mean", "green_mean")
    assert NAMES[-2:] == ("relative_size", "lesion_found")


def test_a_disc_in_the_middle_is_symmetric_and_round(network: Any) -> None:
    (told,) = measured(network, painted(disc(SIDE, 0.25)))
    assert told["asymmetry_long_axis"] == pytest.approx(0, abs=1e-3)
    assert told["asymmetry_short_axis"] == pytest.approx(0, abs=1e-3)
    assert told["colour_asymmetry_long_axis"] == pytest.approx(0, abs=1e-3)
    assert told["roundness"] == pytest.approx(1, abs=0.01)
    assert told["border_irregularity"] == pytest.approx(1, abs=0.05)
    assert told["border_unevenness"] < 0.08
    assert told["lesion_found"] == 1


@pytest.mark.parametrize("radius", [0.1, 0.2, 0.3, 0.4])
def test_relative_size_is_the_share_of_the_picture(network: Any, radius: float) -> None:
    mask = disc(SIDE, radius, middle=(0.03, -0.02))
    (told,) = measured(network, painted(mask, noise=2))
    assert told["relative_size"] == pytest.approx(mask.mean(), rel=0.05)


def test_half_a_disc_is_asymmetric_about_one_axis_and_an_ellipse_about_none(network: Any) -> None:
    ellipse, half = measured(
        network, painted(disc(SIDE, 0.15, stretch=2)), painted(half_disc(SIDE, 0.3))
    )
    assert ellipse["asymmetry_long_axis"] < 0.03
    assert ellipse["asymmetry_short_axis"] < 0.03
    assert ellipse["roundness"] == pytest.approx(0.5, abs=0.03)
    assert half["asymmetry_long_axis"] > 0.1
    assert half["asymmetry_short_axis"] < 0.03
    assert half["border_unevenness"] > 1.5 * ellipse["border_unevenness"]


def test_asymmetry_grows_with_the_piece_that_is_missing(network: Any) -> None:
    whole = disc(SIDE, 0.3)
    bites = [disc(SIDE, radius, middle=(-0.25, 0.1)) for radius in (0.05, 0.12, 0.2)]
    found = measured(network, *(painted(whole & ~bite) for bite in bites))
    totals = [one["asymmetry_long_axis"] + one["asymmetry_short_axis"] for one in found]
    assert totals == sorted(totals)
    assert totals[-1] > totals[0] + 0.1
    irregular = [one["border_irregularity"] for one in found]
    assert irregular == sorted(irregular)


def test_two_colours_side_by_side_are_asymmetric_in_colour_only(network: Any) -> None:
    mask = disc(SIDE, 0.2, stretch=1.5)
    picture = painted(mask)
    left = mask & (np.arange(SIDE) < SIDE / 2)
    picture[left] = (60, 40, 40)
    (told,) = measured(network, picture)
    colours = [told[f"colour_asymmetry_{axis}_axis"] for axis in ("long", "short")]
    assert max(colours) > 0.1
    assert min(colours) < 0.01
    assert told["asymmetry_long_axis"] < 0.01


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_quarter_turn_changes_next_to_nothing(network: Any, turns: int) -> None:
    lesion = disc(SIDE, 0.16, stretch=1.6) & ~disc(SIDE, 0.1, middle=(-0.1, 0.2))
    picture = painted(lesion | disc(SIDE, 0.1, middle=(0.12, -0.1)), noise=3)
    one, other = measured(network, picture, np.rot90(picture, turns))
    for name in NAMES:
        assert other[name] == pytest.approx(one[name], rel=0.01, abs=0.006), name


def test_colour_statistics_are_numpys() -> None:
    """On a synthetic mask, at the size at which they are measured."""
    from builder.networks.abcd_features import abcd_numbers

    rng = np.random.default_rng(0)
    mask = disc(64, 0.3, middle=(0.05, 0.0)).astype("float32")
    picture = rng.uniform(0, 255, (64, 64, 3)).astype("float32")
    picture[mask > 0] = picture[mask > 0] * 0.4 + 30
    found = abcd_numbers(picture[None], mask[None, :, :, None], np.ones((1, 1, 1, 1), "float32"))
    told = dict(zip(NAMES, np.asarray(found)[0].tolist(), strict=True))
    hsv = np.array([colorsys.rgb_to_hsv(*pixel) for pixel in (picture / 255).reshape(-1, 3)])
    hue = (hsv[:, 0] + 0.5) % 1 - 0.5
    grey = (picture / 255).reshape(-1, 3) @ (0.299, 0.587, 0.114)
    values = np.column_stack([(picture / 255).reshape(-1, 3), hue, hsv[:, 1:], grey])
    inside = mask.ravel() > 0
    down, across = np.meshgrid(*[(np.arange(64) + 0.5) / 64 - 0.5] * 2, indexing="ij")
    skin = ~inside & (np.hypot(down, across) < 0.6).ravel()
    for number, colour in enumerate(COLOURS):
        lesion = values[inside, number]
        third = np.cbrt(((lesion - lesion.mean()) ** 3).mean())
        expected = {
            "mean": lesion.mean(),
            "spread": lesion.std(),
            "skewness": third,
            "lowest": lesion.min(),
            "highest": lesion.max(),
            "contrast": lesion.mean() - values[skin, number].mean(),
        }
        for name, value in expected.items():
            assert told[f"{colour}_{name}"] == pytest.approx(value, abs=2e-4), (colour, name)


def test_a_darker_rim_is_told_from_a_darker_core(network: Any) -> None:
    core, whole = disc(SIDE, 0.18), disc(SIDE, 0.25)
    rim_dark, core_dark = painted(whole), painted(whole)
    rim_dark[core] = (150, 100, 90)
    core_dark[whole & ~core] = (150, 100, 90)
    dark, light = measured(network, rim_dark, core_dark)
    assert dark["red_rim"] < -0.06 < 0.06 < light["red_rim"]


def test_a_soft_border_is_less_sharp(network: Any) -> None:
    hard = painted(disc(SIDE, 0.25))
    down, across = np.meshgrid(*[(np.arange(SIDE) + 0.5) / SIDE - 0.5] * 2, indexing="ij")
    inside = np.clip((0.33 - np.hypot(down, across)) / 0.16, 0, 1)[..., None]
    soft = inside * hard[112, 112] + (1 - inside) * hard[0, 0]
    sharp, smooth = measured(network, hard, soft)
    assert smooth["border_sharpness"] < 0.6 * sharp["border_sharpness"]


def test_without_a_lesion_colours_are_of_the_whole_and_the_rest_is_0(network: Any) -> None:
    rng = np.random.default_rng(0)
    bare = np.clip(rng.normal((225, 180, 160), 3, (SIDE, SIDE, 3)), 0, 255)
    (told,) = measured(network, bare)
    assert told["red_mean"] == pytest.approx(225 / 255, abs=0.01)
    assert told["red_contrast"] == 0
    assert all(told[name] == 0 for name in NAMES[49:])


@pytest.mark.parametrize("value", [0, 90, 255])
def test_grey_and_empty_pictures_give_numbers(network: Any, value: int) -> None:
    flat = np.full((SIDE, SIDE, 3), value, "float32")
    grey = np.where(disc(SIDE, 0.2)[..., None], 90, np.full_like(flat, 200))
    for told in measured(network, flat, grey):
        assert np.isfinite(list(told.values())).all()
        assert told["hue_mean"] == told["saturation_mean"] == 0


@pytest.mark.shared
@pytest.mark.timeout(600)
def test_the_numbers_tell_malignant_from_benign(network: Any, shared_data: Path) -> None:
    """With all training images the AUC is 0.892; every third is quicker."""
    table = pd.read_csv(shared_data / "ham10000" / "binary_3297.csv")
    train, test = table[table["split"] == "train"][1::3], table[table["split"] == "test"]

    def numbers(rows: pd.DataFrame) -> NDArray[np.float32]:
        images = shared_data / "ham10000" / "images"
        paths = [images / f"{image_id}.jpg" for image_id in rows["image_id"]]
        pixels = np.stack([load_image(path, SIDE, SIDE) for path in paths])
        return np.asarray(network.predict(pixels, batch_size=32, verbose=0))

    machine = make_pipeline(StandardScaler(), SVC(C=10, gamma=0.005))
    machine.fit(numbers(train), train["label"] == "malignant")
    scores = machine.decision_function(numbers(test))
    assert roc_auc_score(test["label"] == "malignant", scores) >= 0.85
