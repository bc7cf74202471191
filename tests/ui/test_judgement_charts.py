"""Precision-recall, reliability, groups and the clickable matrix draw what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runs.evaluation.doubts.facts import Facts
from runs.evaluation.study import Part, judge
from ui import charts
from ui.pages.results import verdict


def study(*names: str, shuffled: bool = False) -> dict[str, Any]:
    """200 lesions, told apart well, or not at all."""
    random = np.random.default_rng(3)
    labels = random.integers(0, len(names), 200)
    scores = random.dirichlet(np.ones(len(names)), 200) * 0.6 + np.eye(len(names))[labels] * 0.4
    if shuffled:
        labels = random.permutation(labels)
    part = Part(labels=labels, scores=scores, groups=np.arange(200))
    return judge({"validation": part}, names, Facts(grouped_by="lesion"))["validation"]


@pytest.fixture(scope="module")
def two() -> dict[str, Any]:
    return study("benign", "malignant")


@pytest.fixture(scope="module")
def three() -> dict[str, Any]:
    return study("bcc", "mel", "nv")


def texts(figure: Any) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_precision_recall_stands_beside_guessing(two: dict[str, Any]) -> None:
    figure = charts.precision_recall(two, dark=False)
    (curve,) = figure.data
    assert list(curve.x) == two["pr"]["recall"]
    share = two["per_class"]["malignant"]["images"] / 200
    assert figure.layout.shapes[0].y0 == pytest.approx(share)
    assert f"guessing: {100 * share:.0f}\u00a0%" in texts(figure)
    low, high = two["average_precision_low"], two["average_precision_high"]
    assert f"AP {two['average_precision']:.2f} ({low:.2f} to {high:.2f})" in texts(figure)


def test_several_classes_are_told_apart_by_more_than_colour(three: dict[str, Any]) -> None:
    for drawn in (charts.roc(three, dark=True), charts.precision_recall(three, dark=True)):
        assert [trace.name for trace in drawn.data] == ["bcc", "mel", "nv"]
        assert len({trace.line.dash for trace in drawn.data}) == 3
        for name in ("bcc", "mel", "nv"):
            assert any(f" {name} 0." in text or f" {name} 1." in text for text in texts(drawn))


def test_reliability_shows_the_bins_before_and_after(two: dict[str, Any]) -> None:
    told = two["calibration"]
    before, after = charts.reliability(told, dark=False).data
    assert list(before.x) == [one["score"] for one in told["before"]["bins"]]
    ends = [y + up for y, up in zip(before.y, before.error_y.array, strict=True)]
    assert ends == pytest.approx([one["high"] for one in told["before"]["bins"]])
    assert list(after.y) == [one["share"] for one in told["after"]["bins"]]
    assert before.marker.symbol != after.marker.symbol
    rows = charts.reliability_rows(told)
    assert sum(row["images"] for row in rows) == 400
    (alone,) = charts.reliability(told | {"after": None}, dark=True).data
    assert alone.name == "as it is"


def test_a_group_with_few_lesions_is_grey_and_there() -> None:
    rows = [
        charts.Row("Sex", {}),
        charts.Row("female (50)", {"AUC": (0.8, 0.7, 0.9)}),
        charts.Row("male (3)", {"AUC": (0.6, 0.2, 0.9)}, few=True),
        charts.Row("not known (1)", {"AUC": (None, None, None)}, few=True),
    ]
    figure = charts.forest(rows, {"AUC": 0.75}, dark=False)
    enough, few = figure.data
    assert (list(enough.x), list(enough.y)) == ([0.8], [1])
    assert (list(few.x), list(few.y)) == ([0.6], [2])
    assert enough.marker.symbol == "circle"
    assert few.marker.symbol == "circle-open"
    assert few.error_x.arrayminus[0] == pytest.approx(0.4)
    assert figure.layout.shapes[0].x0 == 0.75
    assert figure.layout.yaxis.ticktext[0] == "<b>Sex</b>"
    assert "not known (1)" in figure.layout.yaxis.ticktext[3]


def test_each_cell_with_images_can_be_clicked(three: dict[str, Any]) -> None:
    table = [[5, 0, 1], [0, 7, 0], [2, 0, 9]]
    drawn = charts.confusion(three | {"confusion": table}, dark=False)
    figure = charts.clickable(drawn, three["class_names"], table)
    squares = figure.data[1]
    cells = set(zip(squares.y, squares.x, strict=True))
    assert cells == {(0, 0), (0, 2), (1, 1), (2, 0), (2, 2)}
    assert figure.layout.clickmode == "event+select"
    assert squares.unselected.marker.opacity == 0


def test_shuffled_labels_read_no_better_than_chance() -> None:
    told = verdict.verdict(study("benign", "malignant", shuffled=True), split="validation")
    assert told.against == "No better than chance, as far as these images tell."


def test_the_gravest_doubt_heads_the_verdict(two: dict[str, Any]) -> None:
    doubts = [{"code": code, "sentence": "", "do": ""} for code in ("few", "shortcut")]
    assert verdict.against(two | {"doubts": doubts}).startswith("Perhaps it does not look at")
    assert verdict.against(two | {"doubts": doubts[:1]}) == ""
    old = {key: value for key, value in two.items() if key != "doubts"}
    assert verdict.against(old) == ""
    assert (
        verdict.against(old | {"auc_low": 0.45})
        == "No better than chance, as far as these images tell."
    )


def test_every_roc_stands_on_the_same_ground(two: dict[str, Any], three: dict[str, Any]) -> None:
    points = two["roc"]
    along = charts.Along([0.0, 1.0], [1.0, 0.0], [0.0, 1.0])
    drawn = [
        charts.roc(two, dark=False),
        charts.roc(three, dark=False),
        charts.rocs([("A", points), ("B", points)], dark=False),
        charts.roc_with_point(along, two["per_class"]["malignant"], dark=False),
    ]
    for figure in drawn:
        (chance,) = figure.layout.shapes
        assert (chance.x0, chance.y0, chance.x1, chance.y1) == (0, 0, 1, 1)
        assert figure.layout.xaxis == drawn[0].layout.xaxis
        assert figure.layout.yaxis == drawn[0].layout.yaxis
    decides = [figure.data[-1] for figure in (drawn[0], drawn[3])]
    told = two["per_class"]["malignant"]
    for point in decides:
        assert (point.x[0], point.y[0]) == (1 - told["specificity"], told["sensitivity"])
        assert point.error_y.array[0] == pytest.approx(
            told["sensitivity_high"] - told["sensitivity"]
        )
