"""The real helper process shows what the layers of a drawing make of photographs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skin import disc, painted
from warm import COLD

from builder.spec import Edge, GraphSpec, Node
from layers_catalog.facts import Facts
from runs.helper.client import Helper, HelperError

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]
SIDE = 64


@pytest.fixture(scope="module")
def helper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Helper]:
    """One warm process for all tests here."""
    with Helper(tmp_path_factory.mktemp("workspace")) as client:
        yield client


@pytest.fixture(scope="module")
def photographs() -> np.ndarray:
    """Three with a lesion, one without."""
    drawn = [painted(disc(SIDE, radius), noise=2) for radius in (0.15, 0.2, 0.25, 0.0)]
    return np.stack(drawn).astype(np.uint8)


def drawing(*kinds: str, loose: bool = False, **params: dict[str, float]) -> GraphSpec:
    """A row of layers without an end; with ``loose``, something unfinished beside it."""
    given: dict[str, Any] = {"n0": {"height": SIDE, "width": SIDE}, **params}
    nodes = [
        Node(id=f"n{place}", type=kind, params=given.get(f"n{place}", {}))
        for place, kind in enumerate(kinds)
    ]
    edges = [Edge(source=f"n{place}", target=f"n{place + 1}") for place in range(len(kinds) - 1)]
    beside = [Node(id="x", type="Add")] if loose else []
    return GraphSpec(nodes=(*nodes, *beside), edges=tuple(edges))


def test_the_lesion_fills_the_picture_and_the_bare_one_stays(
    helper: Helper, photographs: np.ndarray
) -> None:
    spec = drawing("Input", "HairRemoval", "LesionCrop", loose=True)
    made = helper.prepare(spec, Facts(), "n2", photographs)
    assert (made.photographs.shape, made.photographs.dtype) == (photographs.shape, np.uint8)
    dark = (made.photographs[..., 2] < 110).mean(axis=(1, 2))
    assert (dark[:3] > 0.4).all()
    assert dark[3] == 0
    assert made.told == (
        "LesionCrop found no lesion in 1 of 4 photographs shown and kept them whole.",
    )


def test_a_layer_that_looks_for_nothing_tells_nothing(
    helper: Helper, photographs: np.ndarray
) -> None:
    made = helper.prepare(drawing("Input", "ColourConstancy"), Facts(), "n1", photographs)
    assert made.told == ()
    assert not np.array_equal(made.photographs, photographs)


def test_a_wrong_drawing_is_told_in_words_and_the_process_goes_on(
    helper: Helper, photographs: np.ndarray
) -> None:
    wrong = drawing("Input", "Flatten", "LesionCrop")
    with pytest.raises(HelperError, match="LesionCrop needs an image"):
        helper.prepare(wrong, Facts(), "n2", photographs)
    assert helper.prepare(drawing("Input", "HairRemoval"), Facts(), "n1", photographs).told == ()


def test_over_its_time_it_is_ended_and_the_message_says_what_it_did(
    tmp_path: Path, photographs: np.ndarray
) -> None:
    with (
        Helper(tmp_path, command=(COLD, "-m", "runs.helper"), seconds=0.2) as hasty,
        pytest.raises(HelperError, match="Preparing the photographs gave no answer"),
    ):
        hasty.prepare(drawing("Input", "HairRemoval"), Facts(), "n1", photographs)


def test_what_the_network_is_shown_while_it_learns_is_changed_at_random(
    helper: Helper, photographs: np.ndarray
) -> None:
    shown = np.repeat(photographs[:1], 6, axis=0)
    shown[:, :8, :8] = 250  # one corner, to see the turns by
    spec = drawing("Input", "RandomFlip", "RandomRotation", n2={"factor": 0.1})
    made = helper.prepare(spec, Facts(), "n2", shown, learning=True).photographs
    assert made.shape == shown.shape
    assert len({picture.tobytes() for picture in made}) > 3
    np.testing.assert_allclose(made.mean(), shown.mean(), rtol=0.1)
    plain = helper.prepare(spec, Facts(), "n2", shown).photographs
    np.testing.assert_array_equal(plain, shown)


def test_changes_after_a_rescaling_are_shown_as_photographs(
    helper: Helper, photographs: np.ndarray
) -> None:
    spec = drawing("Input", "Rescaling", "RandomFlip", n1={"scale": 1 / 255})
    made = helper.prepare(spec, Facts(), "n2", photographs, learning=True).photographs
    for before, after in zip(photographs, made, strict=True):
        ways = [before[:, ::-1], before[::-1], before[::-1, ::-1], before]
        assert min(np.abs(way.astype(int) - after).max() for way in ways) <= 1
