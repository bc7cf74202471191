"""The real helper process shows what the layers of a drawing make of photographs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from skin import disc, painted

from builder.spec import Edge, GraphSpec, Node
from layers_catalog.facts import Facts
from runs.helper.client import Helper, HelperError

pytestmark = pytest.mark.keras
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


def drawing(*kinds: str, loose: bool = False) -> GraphSpec:
    """A row of layers without an end; with ``loose``, something unfinished beside it."""
    nodes = [
        Node(id=f"n{place}", type=kind, params={"height": SIDE, "width": SIDE} if not place else {})
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
        Helper(tmp_path, seconds=0.2) as hasty,
        pytest.raises(HelperError, match="Preparing the photographs gave no answer"),
    ):
        hasty.prepare(drawing("Input", "HairRemoval"), Facts(), "n1", photographs)
