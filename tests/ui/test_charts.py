"""What the figures draw is what was measured."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runs.evaluation import evaluate
from runs.store.records import EpochRecord
from runs.training.standing import kept_epoch
from ui import charts
from ui.charts.learning import Curve, over_epochs
from ui.frame.theme import BLUE, ORANGE, class_colours, faded


def epochs(*areas: float | None, phase: str = "train") -> list[EpochRecord]:
    return [
        EpochRecord(phase=phase, epoch=at, loss=1 / at, val_loss=1.2 / at, val_auc=area)
        for at, area in enumerate(areas, start=1)
    ]


@pytest.fixture(scope="module")
def two() -> dict[str, Any]:
    """20 lesions of two classes; 2 of 10 are missed, 3 of 10 flagged wrongly."""
    labels = np.repeat([0, 1], 10)
    positive = np.array([0.2] * 7 + [0.6] * 3 + [0.4] * 2 + [0.8] * 8)
    scores = np.column_stack([1 - positive, positive])
    return evaluate(labels, scores, np.arange(20), ("benign", "malignant"))


@pytest.fixture(scope="module")
def three() -> dict[str, Any]:
    labels = np.repeat([0, 1, 2], 6)
    scores = np.full((18, 3), 0.2)
    scores[np.arange(18), labels] = 0.6
    scores[0] = (0.2, 0.6, 0.2)
    return evaluate(labels, scores, np.arange(18), ("bcc", "mel", "nv"))


def texts(figure: Any) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_population_has_a_bar_a_class_and_unit() -> None:
    counts = {"images": {"benign": 1440, "malignant": 1197}, "lesions": {"benign": 1000}}
    figure = charts.population(counts, dark=False)
    assert [list(bar.x) for bar in figure.data] == [[1440, 1197], [1000, 0]]
    assert figure.data[0].text == ("1,440 images", "1,197 images")
    assert figure.data[0].marker.color[0] == faded(BLUE, 1)


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_learning_draws_training_and_validation(ground: str) -> None:
    figure = charts.learning(epochs(0.7, 0.8), "loss", dark=ground == "dark")
    drawn = {trace.name: list(trace.y) for trace in figure.data}
    assert drawn == {"validation": [1.2, 0.6], "training": [1.0, 0.5]}
    assert set(texts(figure)) == {"validation", "training"}


def test_an_epoch_without_auc_leaves_a_gap() -> None:
    figure = charts.learning(epochs(0.7, None, 0.9), "auc", dark=False)
    assert list(figure.data[0].y) == [0.7, None, 0.9]
    assert figure.layout.annotations[0].x == 3


def test_a_single_epoch_is_a_point() -> None:
    figure = charts.learning(epochs(0.7), "auc", dark=False)
    assert figure.data[0].mode == "markers"


def test_the_kept_epoch_is_marked() -> None:
    measured = epochs(0.8, 0.7, 0.75)
    assert kept_epoch(measured) == 1
    assert kept_epoch([]) == 0
    figure = charts.learning(measured, "auc", dark=False, kept=1)
    assert "kept: epoch 1" in texts(figure)
    assert figure.layout.shapes[0].x0 == 1


def test_accuracy_is_told_in_percent_as_everywhere_else_and_epochs_stand_upright() -> None:
    figure = charts.learning(epochs(0.7, 0.8), "accuracy", dark=False, planned=11)
    axis = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))
    assert (axis[0.5], axis[1.0]) == ("50 %", "100 %")
    assert (figure.layout.xaxis.tickangle, figure.layout.xaxis.dtick) == (0, 2)


def test_planned_epochs_have_room() -> None:
    figure = charts.learning(epochs(0.7), "auc", dark=False, planned=10)
    assert figure.layout.xaxis.range[1] == pytest.approx(10.3)


def test_areas_are_drawn_up_to_one() -> None:
    figure = charts.learning(epochs(0.81, 0.82), "auc", dark=False)
    assert figure.layout.yaxis.range == (0.5, 1.01)


def test_a_second_phase_is_marked() -> None:
    both = [*epochs(0.6, 0.7, phase="1: head"), *epochs(0.8, phase="2: all")]
    figure = charts.learning(both, "auc", dark=False)
    assert "phase 2" in texts(figure)
    assert figure.layout.shapes[0].x0 == 2.5


def test_names_of_close_curves_do_not_touch() -> None:
    curves = [Curve(f"Run {n}", [0.7, 0.8 + n / 10_000], BLUE) for n in range(4)]
    figure = over_epochs(curves, "auc", dark=False)
    per_pixel = (1.01 - 0.5) / (260 * 0.7)
    heights = sorted(n.y / per_pixel + n.yshift for n in figure.layout.annotations)
    assert np.diff(heights).min() >= 15.9


def test_roc_is_the_evaluation_with_its_auc(two: dict[str, Any]) -> None:
    figure = charts.roc(two, dark=False)
    curve, dot = figure.data
    assert list(curve.x) == list(two["roc"]["fpr"])
    assert (dot.x[0], dot.y[0]) == pytest.approx((0.3, 0.8))
    assert any(f"AUC {two['auc']:.2f} (" in text for text in texts(figure))


def test_the_dot_carries_both_intervals(two: dict[str, Any]) -> None:
    dot = charts.roc(two, dark=False).data[1]
    told = two["per_class"]["malignant"]
    assert dot.y[0] + dot.error_y.array[0] == pytest.approx(told["sensitivity_high"])
    assert dot.x[0] + dot.error_x.array[0] == pytest.approx(1 - told["specificity_low"])


def test_roc_of_several_classes_has_a_curve_each(three: dict[str, Any]) -> None:
    assert [trace.name for trace in charts.roc(three, dark=True).data] == ["bcc", "mel", "nv"]


def test_confusion_shows_counts_and_shares_of_the_row(two: dict[str, Any]) -> None:
    heat = charts.confusion(two, dark=False).data[0]
    assert heat.z[0][1] == pytest.approx(0.3)
    assert heat.text[1][1] == "<b>8</b><br>80\u00a0% of the row"


def test_long_names_of_classes_are_wrapped_and_told_whole_over_a_cell() -> None:
    names = [
        "actinic keratosis or Bowen’s disease",
        "basal cell carcinoma",
        "melanocytic_nevus",
        "a",
        "melanoma",
    ]
    table = np.eye(5, dtype=int).tolist()
    many = charts.confusion({"class_names": names, "confusion": table}, dark=True)
    heat, across, down = many.data[0], many.layout.xaxis, many.layout.yaxis
    assert max(map(len, across.ticktext)) <= 20
    assert across.ticktext[0] == "actinic keratosis…"
    assert across.tickangle == -90
    assert down.ticktext[0] == "actinic<br>keratosis or…"
    assert max(len(line) for text in down.ticktext for line in text.split("<br>")) <= 14
    assert list(across.tickvals) == list(down.tickvals) == [0, 1, 2, 3, 4]
    assert heat.customdata[0][0] == [names[0], names[0], "1, 100\u00a0% of the row"]
    assert heat.customdata[0][2] == [names[0], names[2], "0, 0\u00a0% of the row"]
    assert heat.text[0][:2] == ["1", "0"]
    codes = ["nv", "mel", "bcc", "akiec", "vasc"]
    short = charts.confusion({"class_names": codes, "confusion": table}, dark=True).layout.xaxis
    assert (list(short.ticktext), short.tickangle) == (codes, 0)


def test_two_classes_tell_the_positive_one_only(two: dict[str, Any]) -> None:
    rows = charts.per_class_rows(two)
    assert [(label, round(value, 2)) for label, value, *_ in rows] == [
        ("sensitivity for malignant", 0.8),
        ("specificity for malignant", 0.7),
    ]


def test_several_classes_are_all_told(three: dict[str, Any]) -> None:
    assert len(charts.per_class_rows(three)) == 6


def test_intervals_are_drawn_and_said() -> None:
    rows = [("sensitivity", 0.8, 0.7, 0.9), ("specificity", None, None, None)]
    figure = charts.intervals(rows, dark=False, percent=True)
    assert figure.data[0].error_x.array[0] == pytest.approx(0.1)
    assert texts(figure) == ["80\u00a0% (70 to 90)", "undefined"]


def test_an_area_stands_on_an_axis_of_areas_and_a_share_on_one_of_shares() -> None:
    rows = [("Run 1", 0.76, 0.64, 0.86)]
    area, share = (charts.intervals(rows, dark=False, percent=one) for one in (False, True))
    assert area.layout.xaxis.ticktext == ("0", "0.25", "0.50", "0.75", "1")
    assert share.layout.xaxis.ticktext[-1] == "100 %"
    assert area.layout.xaxis.tickvals == share.layout.xaxis.tickvals


def test_rows_for_download_are_the_points() -> None:
    figure = charts.learning(epochs(0.7, 0.8), "auc", dark=False)
    assert charts.rows_of(figure) == [
        {"series": "validation", "x": 1, "y": 0.7},
        {"series": "validation", "x": 2, "y": 0.8},
    ]


def test_a_class_keeps_its_colour() -> None:
    assert class_colours(("benign", "malignant"))["malignant"] == ORANGE
    assert class_colours(("malignant", "odd"))["malignant"] == ORANGE
    many = class_colours([f"class {n}" for n in range(20)])
    assert len(set(many.values())) == 8
    assert len(set(class_colours(("benign", "a", "b", "c")).values())) == 4


def test_each_part_of_a_training_stands_where_it_was_in_time() -> None:
    parts = [("getting ready", 5.0), ("training", 60.0), ("training", 30.0)]
    (bars,) = charts.timeline(parts, dark=False).data
    assert list(bars.base) == [0, 5, 65]
    assert list(bars.x) == [5, 60, 30]
    assert len(set(bars.y)) == 3, "parts of one name have a row each"
