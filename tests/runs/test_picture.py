"""What a network takes in, as its Input says; a drawing that does not say it is refused."""

from __future__ import annotations

import pytest

from builder.problems import NotSoundError
from builder.spec import GraphSpec, Node
from runs.picture import Picture, picture_of

INPUT = Node(id="input", type="Input", params={"height": 48, "width": 64, "fit": "crop"})


def test_the_picture_is_that_of_the_input() -> None:
    assert picture_of(GraphSpec(nodes=(INPUT,))) == Picture(height=48, width=64, fit="crop")


@pytest.mark.parametrize(
    ("nodes", "complaint"),
    [
        ((), "no Input"),
        ((INPUT, INPUT.model_copy(update={"id": "second"})), "2 Inputs"),
        ((INPUT.model_copy(update={"params": {"height": "tall"}}),), "“Height” of Input"),
    ],
)
def test_a_drawing_without_one_sound_input_is_refused(
    nodes: tuple[Node, ...], complaint: str
) -> None:
    with pytest.raises(NotSoundError, match=complaint):
        picture_of(GraphSpec(nodes=nodes))
