"""The Runs page: found, ticked, noted, ranked, drawn over each other, thrown away, run again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from page_runs import DESIGN, finish, fitted_design, queued
from streamlit.testing.v1 import AppTest

from builder.shelf.designs import DesignShelf
from runs.store.errors import RunMissingError
from runs.store.listing import RunLine, Wanted
from runs.store.notes import NoteError
from runs.store.records import EpochRecord
from runs.store.store import RunStore
from runs.workspace import run_folder
from ui.charts.overlay import MANY, Along, Measure, overlay, smoothed
from ui.charts.ranking import Ranked, ranking
from ui.frame.navigation import Place
from ui.pages.runs import compare, grouped, leaderboard, many
from ui.pages.runs.told_apart import told_apart

Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    return "\n".join(
        str(element.value) for kind in ("markdown", "caption") for element in app.get(kind)
    )


def line(run: int, auc: float | None = 0.8, width: float = 0.02, **more: Any) -> RunLine:
    """A run that has ended."""
    told: dict[str, Any] = {
        "name": "A on D",
        "state": "succeeded",
        "created_at": "2026-01-01T00:00:00Z",
        "started_at": None,
        "design_name": "A",
        "design_digest": "a",
        "dataset": "D",
        "dataset_digest": "d",
        "recipe": {"seed": 0, "epochs": 10, "learning_rate": 1e-3, "class_weights": True},
        "seed": 0,
        "epochs_planned": 10,
        "seconds": 5.0,
        "starred": False,
        "synthetic": False,
        "note": "",
        "binned_at": None,
        "series": None,
        "fold": None,
        "folds": None,
        "tags": None,
        "test_opened": 0,
        "auc_low": None if auc is None else auc - width,
        "auc_high": None if auc is None else auc + width,
        "balanced_accuracy": None,
        "judged": auc is not None,
    }
    return RunLine(id=run, auc=auc, **(told | more))


def epochs(*areas: float | None, seconds: float = 30.0) -> list[EpochRecord]:
    return [
        EpochRecord(phase="train", epoch=at, val_auc=area, val_loss=1 / at, seconds=seconds)
        for at, area in enumerate(areas, start=1)
    ]


# What tells runs apart


def test_runs_of_one_design_are_told_apart_by_what_differs() -> None:
    base = line(1).recipe
    runs = [
        line(1, seed=0, recipe=base),
        line(2, seed=3, recipe=base | {"seed": 3, "learning_rate": 3e-4}),
        line(3, seed=3, recipe=base | {"class_weights": False}, design_digest="b"),
        line(4, design_name="B"),
    ]
    told = told_apart(runs)
    assert told[1] == "drawing 1, seed 0, learning rate 0.001, classes balanced"
    assert told[2] == "drawing 1, seed 3, learning rate 0.0003, classes balanced"
    assert told[3] == "drawing 2, seed 3, learning rate 0.001, classes as they are"
    assert told[4] == ""
    assert told_apart([line(1), line(2)]) == {1: "", 2: ""}


def test_what_differs_is_called_as_where_it_was_chosen() -> None:
    base = line(1).recipe
    told = told_apart([line(1), line(2, recipe=base | {"schedule": "cosine", "warmup": 0.1})])
    assert told[2] == "rate over time cosine, warm-up 0.1"


def test_what_learns_is_told_before_all_that_goes_with_it() -> None:
    base = line(1).recipe
    phases = [{"learns": "head", "epochs": 2, "learning_rate": 0.001}]
    many = {"schedule": "cosine", "warmup": 0.1, "optimiser": "adamw", "patience": 3, "views": 2}
    told = told_apart([line(1), line(2, recipe=base | many | {"phases": phases})])
    assert told[2].startswith("head for 2 epochs at 0.001, rate over time cosine, ")
    assert told[2].endswith(", and 2 more")


def test_phases_take_the_place_of_epochs() -> None:
    phases = [{"learns": "head", "epochs": 2, "learning_rate": 0.001}]
    base = line(1).recipe
    told = told_apart(
        [line(1, recipe=base | {"phases": []}), line(2, recipe=base | {"phases": phases})]
    )
    assert "epochs 10" in told[1]
    assert "as drawn" in told[1]
    assert told[2] == "head for 2 epochs at 0.001"
    assert "epochs 10" not in told[2]


# Ranking


def test_the_leaderboard_ranks_by_validation_and_says_what_it_cannot_tell_apart() -> None:
    runs = [
        line(1, 0.80, test_opened=1),
        line(2, 0.90),
        line(3, 0.87),
        line(4, None),
        line(5, 0.99, synthetic=True),
        line(6, 0.98, series="s", fold=1, folds=3),
        line(7, 0.97, dataset_digest="other"),
    ]
    found = leaderboard.rankable(runs)
    assert {digest: [run.id for run in told] for digest, told in found.items()} == {
        "other": [7],
        "d": [2, 3, 1],
    }
    best = found["d"][0]
    assert [leaderboard.overlaps(run, best) for run in found["d"]] == [True, True, False]
    assert leaderboard.overlaps(line(8, 0.5, auc_high=None), best)


def test_a_ranking_draws_each_interval_as_a_bar() -> None:
    rows = [
        Ranked("1. Run 2", 0.9, 0.88, 0.92, overlaps=True),
        Ranked("2. Run 1", 0.8, None, None, overlaps=False),
    ]
    figure = ranking(rows, dark=False, title="validation AUC")
    assert [list(trace.x) for trace in figure.data] == [[0.88, 0.92], [0.9], [], [0.8]]
    assert [figure.data[dot].marker.symbol for dot in (1, 3)] == ["circle", "circle-open"]
    assert [note.text for note in figure.layout.annotations] == ["0.90 (0.88 to 0.92)", "0.80"]
    assert (figure.layout.shapes[0].x0, figure.layout.shapes[0].x1) == (0.88, 0.92)


def test_groups_are_of_one_design_and_one_dataset() -> None:
    runs = [line(1, 0.8), line(2, 0.9), line(3, 0.7, dataset="E"), line(4, None, design_name="B")]
    told = [row for row, _ in grouped.grouped(runs, "Design")]
    assert [(row["Design"], row["Dataset"], row["Runs"], row["Best run"]) for row in told] == [
        ("A", "D", 2, 2),
        ("A", "E", 1, 3),
        ("B", "D", 1, None),
    ]
    assert told[0]["Median AUC"] == pytest.approx(0.85)
    assert list(grouped.grouped(runs, "Dataset")[0][0])[:2] == ["Dataset", "Design"]


def test_a_fold_is_counted_in_its_group_but_never_its_best() -> None:
    folds = [line(at, 0.95, series="a", fold=at, folds=3) for at in (3, 4, 5)]
    told, _ = grouped.grouped([line(1, 0.6), line(2, 0.7), *folds], "Design")[0]
    assert (told["Runs"], told["Judged"], told["Best run"]) == (5, 5, 2)
    assert told["Median AUC"] == pytest.approx(0.65)
    alone, _ = grouped.grouped(folds, "Design")[0]
    assert (alone["Best validation AUC"], alone["Best run"]) == ("–", None)


# Curves


def test_smoothing_starts_where_the_curve_starts_and_keeps_gaps() -> None:
    assert smoothed([0.5, None, 0.7], 0.0) == [0.5, None, 0.7]
    assert smoothed([1.0, 1.0, 1.0], 0.9) == pytest.approx([1.0, 1.0, 1.0])
    told = smoothed([0.0, 1.0], 0.5)
    assert told == pytest.approx([0.0, 0.5 / 0.75])


def test_curves_can_be_drawn_by_time_and_without_zeros_on_a_log_scale() -> None:
    drawn = overlay(
        {"Run 1": epochs(0.6, 0.0, 0.8, seconds=30)},
        Measure.AUC,
        dark=False,
        along=Along.MINUTES,
        log=True,
    )
    assert drawn.points == {
        "run": ["Run 1", "Run 1"],
        "x": [0.5, 1.5],
        "y": [0.6, 0.8],
        "raw": [0.6, 0.8],
    }
    assert drawn.spec["encoding"]["y"]["scale"] == {"type": "log"}
    assert drawn.spec["encoding"]["x"]["title"] == "minutes of training"


@pytest.mark.parametrize("count", [MANY, MANY + 1, 100])
def test_there_is_no_cap_and_many_curves_are_grey_until_pointed_at(count: int) -> None:
    runs = {f"Run {run}": epochs(0.5, 0.6) for run in range(count)}
    drawn = overlay(runs, Measure.AUC, dark=True)
    line_colour = drawn.spec["layer"][0]["encoding"]["color"]
    assert len(set(drawn.points["run"])) == count
    assert ("condition" in line_colour) == (count > MANY)
    assert drawn.spec["layer"][1]["params"][0]["select"]["on"] == "pointerover"
    if count <= MANY:
        assert line_colour["scale"]["domain"] == list(runs)
        dashes = drawn.spec["layer"][0]["encoding"]["strokeDash"]["scale"]["range"]
        colours = line_colour["scale"]["range"]
        assert len(dashes) == count
        assert all(one != after for one, after in pairwise(dashes))
        looks = zip(colours, map(tuple, dashes), strict=True)
        assert len(set(looks)) == count


# Writing in the table


def test_cells_are_written_and_what_cannot_be_is_refused(finished: Path) -> None:
    with RunStore(finished) as store:
        many.write(store, 1, {"Star": True, "Tags": ["a", "b, c"], "Note": "seen"})
        assert (store.get(1).starred, store.get(1).tags) == (True, ("a", "b", "c"))
        many.write(store, 1, {"Tags": None, "Note": None})
        assert (store.get(1).tags, store.get(1).note) == ((), "")
        with pytest.raises(NoteError):
            many.write(store, 1, {"Tags": ["x" * 10_000]})
        with pytest.raises(NoteError):
            many.write(store, 1, {"Note": "x" * 1_000_000})
        store.delete(2)
        with pytest.raises(RunMissingError):
            many.write(store, 2, {"Star": True})


# The page


@pytest.mark.usefixtures("finished")
def test_runs_can_be_searched_and_compared(open_page: Open) -> None:
    app = open_page(Place.RUNS, compare="1,2", question="differs")
    differs = next(table.value for table in app.dataframe if "Run 1" in table.value)
    assert dict(differs.iloc[0]) == {"": "seed", "Run 1": "0", "Run 2": "1"}
    assert list(app.dataframe[0].value["What differs"]) == ["seed 1", "seed 0"]
    app.text_input(key="runs_search").set_value("nothing like it").run()
    assert app.dataframe[0].value.empty
    assert "2 ticked, 2 not in this list" in said(app)
    app.button(key="untick").click().run()
    assert "Tick a run to open its results" in said(app)
    assert "question" not in app.query_params


@pytest.mark.usefixtures("finished")
def test_one_question_of_a_comparison_is_answered_at_a_time(open_page: Open) -> None:
    app = open_page(Place.RUNS, compare="1,2")
    assert "Run 2 against run 1: AUC" in said(app)
    assert not app.get("vega_lite_chart")
    app.button_group(key="compare_question").set_value(compare.Question.CURVES).run()
    assert len(app.get("vega_lite_chart")) == 2
    assert [one.proto.popover.label for one in app.get("popover")].count("Table") == 2
    assert "against run 1" not in said(app)
    assert app.query_params["question"] == "curves"
    app.button_group(key="compare_question").set_value(compare.Question.DIFFERS).run()
    assert not app.get("vega_lite_chart")
    assert [table for table in app.dataframe if "Run 1" in table.value]
    assert not app.exception


@pytest.mark.usefixtures("finished")
def test_an_address_with_runs_that_are_not_there_opens(open_page: Open) -> None:
    app = open_page(Place.RUNS, compare="1,99,99999999999999999999,x,")
    assert not app.exception
    assert not app.error
    assert app.button(key="open")


def test_filters_and_views(finished: Path, open_page: Open) -> None:
    with RunStore(finished) as store:
        store.tag(2, add=["<b>bold</b>"])
    app = open_page(Place.RUNS)
    app.multiselect(key="runs_tags").set_value(["<b>bold</b>"]).run()
    assert list(app.dataframe[0].value["Run"]) == [2]
    app.button_group(key="runs_view").set_value("leaderboard").run()
    assert "Nothing to rank" in said(app)  # drawings only
    app.button_group(key="runs_view").set_value("grouped").run()
    assert list(app.dataframe[0].value["Runs"]) == [1]
    assert not app.exception


def test_the_leaderboard_says_that_choosing_the_best_is_optimistic(
    finished: Path, open_page: Open
) -> None:
    with RunStore(finished) as store, store._writing() as connection:
        connection.exec_driver_sql("UPDATE runs SET synthetic = 0")
    app = open_page(Place.RUNS)
    app.button_group(key="runs_view").set_value("leaderboard").run()
    assert "The best of many is optimistic: of 2 runs" in said(app)
    assert "is first: " in said(app)
    assert "test set opened" not in said(app)


def test_a_single_point_is_not_drawn_as_a_curve(with_data: Path, open_page: Open) -> None:
    for seed, count in enumerate((1, 3, 1)):
        finish(with_data, queued(with_data, seed=seed), seed=seed, epochs=count)
    app = open_page(Place.RUNS, compare="1,2", question="curves")
    assert "Measured only once, at the end, and so without a curve: run 1." in said(app)
    assert len(app.get("vega_lite_chart")) == 2
    app = open_page(Place.RUNS, compare="1,3", question="curves")
    assert "without a curve: run 1, run 3." in said(app)
    assert not app.get("vega_lite_chart")


def test_a_run_of_an_earlier_studio_is_asked_once_what_it_learnt_from(
    finished: Path, open_page: Open
) -> None:
    with RunStore(finished) as store:
        with store._writing() as connection:
            connection.exec_driver_sql("UPDATE runs SET synthetic = NULL")
        app = open_page(Place.RUNS)
        assert set(app.dataframe[0].value["Validation AUC"]) == {"drawings, not patients"}
        assert [run.synthetic for run in store.lines()] == [True, True]


# The bin


def test_into_the_bin_and_back(finished: Path, open_page: Open) -> None:
    app = open_page(Place.RUNS, compare="1,2")
    app.button(key="bin").click().run()
    assert not app.exception
    with RunStore(finished) as store:
        assert store.list() == []
        assert run_folder(finished, 1).is_dir()
        app.button_group(key="runs_view").set_value("bin").run()
        assert list(app.dataframe[0].value["Run"]) == [2, 1]
        assert "Openings of the test set stay counted" in said(app)
        store.bring_back(1)
        store.delete(2)
    app.run()
    assert "The bin is empty" in said(app)


def confirmed(numbers: list[int] | None) -> AppTest:
    def dialog(numbers: list[int] | None) -> None:
        from ui.pages.runs import binned

        binned.confirm(numbers)

    app = AppTest.from_function(dialog, default_timeout=60, kwargs={"numbers": numbers}).run()
    return app.button(key="delete_yes").click().run()


def test_a_run_that_another_starts_from_is_kept_and_the_dialog_says_why(with_data: Path) -> None:
    design = fitted_design()
    earlier = queued(with_data, design=design)
    finish(with_data, earlier, seed=0, epochs=1)
    (run_folder(with_data, earlier) / "model.keras").write_bytes(b"as a worker would leave it")
    started = design.with_params("Backbone", weights=f"run {earlier}")
    later = queued(with_data, design=started)
    other = queued(with_data, seed=1)
    finish(with_data, other, seed=1)
    with RunStore(with_data) as store:
        store.throw_away(earlier, other)
        shutil.rmtree(run_folder(with_data, other))  # somebody took it away by hand
        for asked in ([earlier], None):
            app = confirmed(asked)
            assert not app.exception
            assert f"Run {earlier} cannot be deleted yet: run {later} " in app.error[0].value
        assert [run.id for run in store.list(binned=None)] == [later, earlier]


def test_a_run_deleted_in_another_window_is_told_in_a_sentence(finished: Path) -> None:
    with RunStore(finished) as store:
        store.delete(1)
    app = confirmed([1])
    assert not app.exception
    assert "There is no run 1" in app.error[0].value


# Once more


def test_change_and_train_again_takes_design_dataset_and_recipe_in_hand(
    with_data: Path, open_page: Open
) -> None:
    run = queued(with_data, seed=5, epochs=7)
    finish(with_data, run, seed=5)
    app = open_page(Place.RUNS, compare=str(run))
    app.button(key="change").click().run()
    assert not app.exception
    assert app.session_state["hand_design"] == DESIGN
    assert app.session_state["recipe_seed"] == 5
    assert app.session_state["recipe_epochs"] == 7
    assert DesignShelf(with_data).names() == [DESIGN]
    shelf = DesignShelf(with_data)
    shelf.delete(DESIGN)
    app = open_page(Place.RUNS, compare=str(run))
    app.button(key="change").click().run()
    assert shelf.load(DESIGN).digest() == digest_of(with_data, run)


def digest_of(home: Path, run: int) -> str:
    with RunStore(home) as store:
        return store.get(run).design_digest


def test_a_run_whose_drawing_is_gone_says_so(finished: Path, open_page: Open) -> None:
    (run_folder(finished, 2) / "design.json").unlink()
    app = open_page(Place.RUNS, compare="2")
    app.button(key="change").click().run()
    assert "The drawing of run 2 cannot be read" in app.error[0].value


def test_run_again_asks_for_a_seed(finished: Path) -> None:
    def dialog() -> None:
        from ui.frame import session
        from ui.pages.runs import once_more

        once_more.form(session.store().get(2))

    app = AppTest.from_function(dialog, default_timeout=60).run()
    assert app.number_input(key="again_seed").value == 2
    app.number_input(key="again_seed").set_value(1).run()
    assert "the result will be the same" in said(app)
    with RunStore(finished) as store:
        assert [run.id for run in store.lines(Wanted())] == [2, 1]
