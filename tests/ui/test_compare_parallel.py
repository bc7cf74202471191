"""Which settings have an axis beside what came of them, and how their values are written."""

from __future__ import annotations

import pytest

from ui.charts.parallel import Axis
from ui.pages.runs import compare_parallel


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["Lite0, several stages", "Lite0, last blocks"], ["several stages", "last blocks"]),
        (["a net", "a net "], ["net", "net "]),
        (["one", "other"], ["one", "other"]),
        (["same words", "same words"], ["words", "words"]),
    ],
)
def test_beside_an_axis_stands_what_texts_do_not_share(texts: list[str], told: list[str]) -> None:
    assert compare_parallel.apart(texts) == told


def test_what_differs_most_has_an_axis_and_the_seed_only_where_there_is_room() -> None:
    titles = ["Run 1", "Run 2", "Run 3", "Run 4"]

    def row(name: str, *told: str) -> dict[str, str]:
        return {"": name, **dict(zip(titles, told, strict=True))}

    few = [
        row("seed", "1", "2", "3", "4"),
        row("design", "a", "b", "a", "b"),
        row("batch", "8", "16", "8", "16"),
    ]
    assert compare_parallel.with_axis(few, titles) == few
    many = [
        *few,
        row("schedule", "a", "a", "b", "a"),
        row("flip", "no", "yes", "yes", "yes"),
        row("rate", "0.1", "0.2", "0.3", "0.4"),
    ]
    shown = [one[""] for one in compare_parallel.with_axis(many, titles)]
    assert shown == ["design", "batch", "schedule", "rate"]


@pytest.mark.parametrize(
    ("value", "told"), [(20261128.0, "20261128"), (12.0, "12"), (0.0005, "0.0005"), (2.5, "2.5")]
)
def test_a_whole_number_beside_an_axis_has_all_its_digits(value: float, told: str) -> None:
    assert Axis("seed", [value]).told(value) == told
