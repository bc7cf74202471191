"""The comparison of ticked runs: words, chips, test set; asked of a real helper process."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from page_runs import DEMO, DESIGN, finish, queued
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from builder.templates import template
from runs.comparing.comparing import compare_runs
from runs.results import open_test
from runs.series.pooling import pool
from runs.series.results import repeated
from runs.series.submitting import submit_folds
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from ui import charts
from ui.charts.parallel import Axis
from ui.frame.navigation import Place

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.caption))


def test_what_is_shown_is_what_the_command_prints(finished: Path, open_page: Open) -> None:
    told = compare_runs(finished, [1, 2])
    app = open_page(Place.RUNS, compare="1,2")
    assert not app.exception
    (one,) = told["comparisons"]
    assert f"Run 2 against run 1: AUC {one['measures'][0]['word']}" in said(app)
    assert one["sentences"][0] in said(app)
    assert told["on"] in said(app)
    assert "Drawings, not patients" in said(app)


@pytest.mark.usefixtures("finished")
def test_another_run_can_be_the_reference(open_page: Open) -> None:
    app = open_page(Place.RUNS, compare="1,2")
    app.button_group(key="compare_against_1_2").set_value(2).run()
    assert "Run 1 against run 2" in said(app)


def test_the_test_set_is_offered_once_it_was_opened_for_all(
    finished: Path, open_page: Open
) -> None:
    open_test(finished, 1)
    app = open_page(Place.RUNS, compare="1,2")
    assert not [one for one in app.button_group if one.key == "compare_split"]
    open_test(finished, 2)
    app = open_page(Place.RUNS, compare="1,2")
    app.button_group(key="compare_split").set_value("test").run()
    assert " test images" in said(app)


def test_a_run_without_predictions_is_told(finished: Path, open_page: Open) -> None:
    run = queued(finished, seed=5)
    app = open_page(Place.RUNS, compare=f"1,{run}")
    assert f"not compared: run {run}" in said(app)
    finish(finished, run, seed=5)


@pytest.mark.parametrize("dark", [False, True])
def test_the_forest_holds_every_interval_and_says_its_word(*, dark: bool) -> None:
    rows = [
        {
            "name": "AUC",
            "difference": 0.1,
            "low": 0.02,
            "high": 0.18,
            "word": "better",
            "said": "b",
        },
        {
            "name": "sensitivity",
            "difference": -0.1,
            "low": -0.3,
            "high": 0.1,
            "word": "not distinguishable",
            "said": "n",
        },
        {
            "name": "specificity",
            "difference": 0.0,
            "low": None,
            "high": None,
            "word": "undefined",
            "said": "u",
        },
    ]
    drawn = charts.differences(rows, dark=dark)
    low, high = drawn.layout.xaxis.range
    assert low < -0.3
    assert high > 0.3
    assert [one.marker.symbol for one in drawn.data] == ["circle", "circle-open", "circle-open"]
    assert drawn.data[1].error_x.arrayminus == pytest.approx((0.2,))
    assert drawn.data[2].error_x.visible is False
    assert [note.text for note in drawn.layout.annotations] == ["b", "n", "u"]


def test_curves_over_each_other_differ_in_more_than_colour() -> None:
    points = {"fpr": [0, 0.5, 1], "tpr": [0, 0.8, 1]}
    drawn = charts.rocs([("Run 1", points), ("Run 2", points)], dark=False)
    assert len({one.line.dash for one in drawn.data}) == 2
    assert [note.text for note in drawn.layout.annotations] == ["Run 1", "Run 2"]


def test_cross_validations_are_ticked_and_compared_with_each_other_and_with_runs(
    with_data: Path, open_page: Open
) -> None:
    finish(with_data, queued(with_data), seed=9)
    for seed in (1, 1):
        asked = {"workspace": with_data, "design": template(DESIGN), "dataset_name": DEMO}
        folds = submit_folds(**asked, recipe=Recipe(epochs=1, seed=seed), folds=2)
        for number in folds:
            finish(with_data, number, seed=number)
    with RunStore(with_data) as store:
        found = repeated(store.list())
    wholes = [str(repeats[0][0].series) for repeats in found]
    for repeats in found:
        pool(with_data, repeats[0])
    app = open_page(Place.RUNS)
    for whole in wholes:
        app.checkbox(key=f"series_tick_{whole}").check().run()
    assert not app.exception
    told = compare_runs(with_data, wholes)
    (one,) = told["comparisons"]
    assert one["by_folds"] is not None
    assert one["sentences"][0] in said(app)
    assert one["sentences"][-1] in said(app)
    assert app.query_params["compare"] == ",".join(wholes)
    app = open_page(Place.RUNS, compare=f"1,{wholes[0]}")
    assert not app.exception
    (one,) = compare_runs(with_data, [1, wholes[0]])["comparisons"]
    assert one["sentences"][0] in said(app)
    assert app.checkbox(key=f"series_tick_{wholes[0]}").value
    assert not app.checkbox(key=f"series_tick_{wholes[1]}").value
    app = open_page(Place.RUNS, compare="2,4")
    (part,) = [one for one in app.button_group if one.key == "compare_split"]
    assert part.options == ["Validation", "Held out"]
    app = open_page(Place.RUNS, compare=f"1,2,{wholes[0]}")
    assert "with its interval (wider, since several are compared)" in said(app)
    app = open_page(Place.RUNS, compare=",".join(wholes), question="curves")
    assert "Cross-validations have no curve of their own; tick their folds." in said(app)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("count", [2, 8, 30])
def test_each_run_is_a_line_through_its_settings_and_results(count: int, *, dark: bool) -> None:
    names = [f"Run {number}" for number in range(1, count + 1)]
    axes = [
        Axis("design", ["one", "another"] * (count // 2)),
        Axis("learning rate", [None, *(0.001 * 2**number for number in range(count - 1))]),
        Axis("AUC", [0.8 + number / 1000 for number in range(count)], ".2f"),
    ]
    drawn = charts.parallel(names, axes, dark=dark)
    lines = drawn.data[:count]
    assert [trace.name for trace in lines] == names
    assert lines[0].y[1] is None
    heights = [trace.y[2] for trace in lines]
    assert heights == sorted(heights)
    assert (heights[0], heights[-1]) == (0, 1)
    assert len({trace.y[0] for trace in lines}) == count  # lines through one mark are apart
    looks = {(trace.line.color, trace.line.dash) for trace in lines}
    assert len(looks) == (count if count < 9 else 2)
    assert lines[1].customdata[1] == "learning rate: 0.001"
    written = drawn.data[-1]
    assert {text.strip() for text in written.text} == set(names[: count if count < 9 else 1])
    assert all(above - below > 0.07 for above, below in pairwise(written.y))
    marks = drawn.data[-2]
    assert {" one", " another"} <= set(marks.text)
    assert list(drawn.layout.xaxis.ticktext) == ["design", "learning rate", "AUC"]


def test_cross_validations_alone_are_ticked_kept_named_while_hidden_and_forgotten_once_binned(
    with_data: Path, open_page: Open
) -> None:
    home = with_data
    for name in ("Adam", "Berta"):
        asked = {"workspace": home, "design": template(DESIGN), "dataset_name": DEMO}
        for number in submit_folds(**asked, recipe=Recipe(epochs=1), folds=2, name=name):
            finish(home, number, seed=number)
    with RunStore(home) as store:
        berta, adam = repeated(store.list())
    for repeats in (berta, adam):
        pool(home, repeats[0])
    wholes = [str(repeats[0][0].series) for repeats in (adam, berta)]
    app = open_page(Place.RUNS)
    for whole in wholes:
        app.checkbox(key=f"series_tick_{whole}").check().run()
    assert [app.checkbox(key=f"series_tick_{whole}").value for whole in wholes] == [True, True]
    assert "Comparison" in [one.value for one in app.subheader]
    del app.query_params["compare"]
    for place in (Place.START, Place.RUNS):
        app._page_hash = calc_hash(place.value)
        app.run()
    assert [app.checkbox(key=f"series_tick_{whole}").value for whole in wholes] == [True, True]
    app.text_input(key="runs_search").set_value("Berta").run()
    assert "Ticked, but not in this list: 1 cross-validation, “Adam”." in said(app)
    assert "Comparison" in [one.value for one in app.subheader]
    app.button(key="series_untick").click().run()
    assert "Ticked, but not in this list" not in said(app)
    assert not app.subheader
    app.text_input(key="runs_search").set_value("").run()
    assert [app.checkbox(key=f"series_tick_{whole}").value for whole in wholes] == [False, True]
    app.checkbox(key=f"series_tick_{wholes[0]}").check().run()
    with RunStore(home) as store:
        store.throw_away(*(run.id for run in adam[0]))
    app.run()
    assert not app.exception
    assert not app.subheader
    with RunStore(home) as store:
        store.bring_back(*(run.id for run in adam[0]))
    app.run()
    assert not app.checkbox(key=f"series_tick_{wholes[0]}").value
