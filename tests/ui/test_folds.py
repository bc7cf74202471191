"""Cross-validations on the pages: asked for on Train, shown as one on Runs."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING

import pytest
from page_runs import DEMO, DESIGN, finish, queued

from builder.templates import template
from runs.series.paths import FOLDS, POOLED
from runs.series.pooling import pool
from runs.series.results import repeated, repeated_json
from runs.series.submitting import submit_folds
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.workspace import run_folder, series_folder
from ui.frame.navigation import Place
from ui.pages.start.latest import latest_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def markdown(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


@pytest.fixture
def folds(with_data: Path) -> list[int]:
    """Three folds in the queue."""
    return submit_folds(
        workspace=with_data,
        design=template(DESIGN),
        dataset_name=DEMO,
        recipe=Recipe(epochs=1),
        folds=3,
    )


def test_folds_are_asked_for_and_stand_in_the_queue(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN, dataset=DEMO, design=DESIGN)
    app.segmented_control(key="train_folds").set_value("3 folds").run()
    said = [str(caption.value) for caption in app.caption]
    assert any("Perhaps" in one and "for all 3 folds on this computer." in one for one in said)
    app.button(key="start_training").click().run()
    assert not app.exception
    with RunStore(with_data) as store:
        runs = store.list()
    assert [(run.fold, run.folds) for run in runs] == [(3, 3), (2, 3), (1, 3)]
    assert len({run.dataset_digest for run in runs}) == 3
    assert len({run.series for run in runs}) == 1


def test_train_follows_the_folds_and_tells_how_far_all_of_them_are(
    with_data: Path, folds: list[int], open_page: Open
) -> None:
    first, second, _ = folds
    app = open_page(Place.TRAIN, run=str(first))
    assert "0 of 3 folds have ended" in markdown(app)
    assert f"### Run {first}:" in markdown(app)
    finish(with_data, first, seed=0)
    app = open_page(Place.TRAIN, run=str(first))
    assert "1 of 3 folds have ended" in markdown(app)
    assert f"### Run {second}:" in markdown(app)  # the one at hand, not the one that has ended
    app.button(key=f"stop_folds_{first}").click().run()
    assert not app.exception
    with RunStore(with_data) as store:
        states = [store.get(run).state for run in folds]
    assert states == [RunState.SUCCEEDED, RunState.STOPPED, RunState.STOPPED]
    assert f"### Run {first}:" in markdown(app)


def test_a_run_of_its_own_has_no_word_of_folds_on_train(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN, run=str(queued(with_data)))
    assert "Cross-validation" not in markdown(app)


def test_one_cross_validation_is_one_on_runs_and_has_no_row_a_fold(
    folds: list[int], open_page: Open
) -> None:
    app = open_page(Place.RUNS)
    assert "0 of 3 folds have ended; more to come." in markdown(app)
    assert len(app.dataframe) == 0
    assert [element.value for element in app.markdown if element.value.startswith("Fold ")] == [
        f"Fold {fold}, waiting" for fold in (1, 2, 3)
    ]
    assert len(folds) == 3


def test_a_cross_validation_is_one_line_on_start(
    with_data: Path, folds: list[int], open_page: Open
) -> None:
    single = queued(with_data)
    app = open_page(Place.START)
    assert list(app.dataframe[0].value["Run"]) == [single]
    (line,) = [one.value for one in app.markdown if "folds have ended" in one.value]
    assert line.endswith(": 0 of 3 folds have ended; more to come.")
    assert "fold 1" not in markdown(app)
    with RunStore(with_data) as store:
        assert [run.id for run in latest_of(store.list())] == [single, max(folds)]


def test_what_its_folds_came_to_is_told_with_its_spread(
    with_data: Path, folds: list[int], open_page: Open
) -> None:
    for run_id in folds:
        finish(with_data, run_id, seed=run_id)
        about = run_folder(with_data, run_id) / "dataset.json"
        told = json.loads(about.read_bytes()) | {"synthetic": False}  # as if they were patients
        about.write_text(json.dumps(told), encoding="utf-8")
    with RunStore(with_data) as store:
        told = pool(with_data, store.list())
    assert told is not None
    app = open_page(Place.RUNS)
    mean = sum(fold["auc"] for fold in told["folds"]) / 3
    start = open_page(Place.START)
    assert f"AUC {mean:.3f} ± " in markdown(start)
    assert len(start.dataframe) == 0
    assert f"AUC {mean:.3f} ± " in markdown(app)
    assert f"all {told['pooled']['images']} held-out photographs together" in markdown(app)
    table = app.dataframe[0].value
    assert list(table["Class"]) == ["benign", "malignant"]
    assert not app.exception


def test_repeats_are_asked_for_and_what_they_cost_is_told(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN, dataset=DEMO, design=DESIGN)
    assert not [one for one in app.segmented_control if one.key == "train_repeats"]
    app.segmented_control(key="train_folds").set_value("3 folds").run()
    app.segmented_control(key="train_repeats").set_value("3 times").run()
    assert any("Trains 9 times. Each time " in told.value for told in app.caption)
    app.button(key="start_training").click().run()
    assert not app.exception
    with RunStore(with_data) as store:
        runs = store.list()
    assert len(runs) == 9
    assert len({run.dataset_digest for run in runs}) == 9
    assert sorted({run.seed for run in runs}) == [0, 1, 2]


def test_repeats_are_one_thing_with_the_spread_over_all_their_folds(
    with_data: Path, open_page: Open
) -> None:
    runs = submit_folds(
        workspace=with_data,
        design=template(DESIGN),
        dataset_name=DEMO,
        recipe=Recipe(epochs=1, seed=5),
        folds=2,
        repeats=2,
    )
    for number in runs:
        about = run_folder(with_data, number) / "dataset.json"
        told = json.loads(about.read_bytes()) | {"synthetic": False}  # as if they were patients
        about.write_text(json.dumps(told), encoding="utf-8")
    app = open_page(Place.RUNS)
    assert "0 of 4 folds have ended; more to come." in markdown(app)
    for number in runs:
        finish(with_data, number, seed=number)
    with RunStore(with_data) as store:
        ((first, second),) = repeated(store.list())
    pooled = [pool(with_data, folds) for folds in (first, second)]
    aucs = [fold["auc"] for one in pooled if one for fold in one["folds"]]
    assert len(aucs) == 4
    told = repeated_json(with_data, [first, second])
    assert told["auc_mean"] == pytest.approx(statistics.fmean(aucs))
    assert told["auc_sd"] == pytest.approx(statistics.stdev(aucs))
    assert told["pooled_auc_mean"] == pytest.approx(
        statistics.fmean(one["pooled"]["auc"] for one in pooled if one)
    )
    assert (told["state"], told["seeds"], told["folds_judged"]) == ("succeeded", [5, 6], 4)
    assert [one["auc_mean"] for one in told["each"]] == [
        pytest.approx(statistics.fmean(aucs[:2])),
        pytest.approx(statistics.fmean(aucs[2:])),
    ]
    app = open_page(Place.RUNS)
    assert not app.exception
    assert f"AUC {statistics.fmean(aucs):.3f} ± {statistics.stdev(aucs):.3f}" in markdown(app)
    assert "over 4 folds of 2 repeats" in markdown(app)
    assert any("no confidence interval over lesions" in told.value for told in app.caption)
    assert list(app.dataframe[0].value["Seed"]) == [5, 6]
    assert [one.key for one in app.button if (one.key or "").startswith("fold_")] == [
        f"fold_{number}" for number in runs[:2]
    ]
    app.segmented_control(key=f"repeat_{told['series']}").set_value(2).run()
    assert [one.key for one in app.button if (one.key or "").startswith("fold_")] == [
        f"fold_{number}" for number in runs[2:]
    ]
    assert repeated_json(with_data, [first])["state"] == "incomplete"


@pytest.mark.usefixtures("finished")
def test_a_run_that_is_not_there_is_told(open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="99")
    assert any("Run 99 is not here" in told.value for told in app.info)
    app = open_page(Place.RESULTS, run="9" * 5000)  # more digits than Python reads
    assert not app.exception
    assert any("Run 9999999999 is not here" in told.value for told in app.info)
    assert not any("is not here" in told.value for told in open_page(Place.RESULTS, run="1").info)


def test_a_fold_shows_what_it_held_out_and_no_closed_test_set(
    with_data: Path, folds: list[int], open_page: Open
) -> None:
    finish(with_data, folds[0], seed=1)
    app = open_page(Place.RESULTS, run=str(folds[0]))
    app.segmented_control(key="results_split").set_value("test").run()
    assert not [button for button in app.button if button.key == "open_test"]
    assert any("held-out images" in element.value for element in app.markdown)
    with RunStore(with_data) as store:
        assert store.get(folds[0]).test_opened == 0


@pytest.mark.parametrize("part", ["", "line", "whom", "mistakes"])
def test_all_folds_together_are_shown_as_a_run_is(
    with_data: Path, folds: list[int], open_page: Open, part: str
) -> None:
    for number in folds:
        finish(with_data, number, seed=number)
    with RunStore(with_data) as store:
        runs = store.list()
    told = pool(with_data, runs)
    assert told is not None
    app = open_page(Place.RESULTS, run=str(folds[0]), on=FOLDS, **({"part": part} if part else {}))
    assert not app.exception
    said = "\n".join(one.value for one in (*app.markdown, *app.caption))
    assert "All 3 folds together" in said
    assert app.query_params["on"] == FOLDS
    images = told["pooled"]["images"]
    expected = {
        "": f"On {images} held-out images",
        "line": "Each network's threshold was chosen by the rule on its own validation part",
        "whom": "For whom it fails cannot be told",
        "mistakes": "Named wrongly by the highest score",
    }
    assert expected[part] in said
    if part == "line":  # as judged before a threshold's worth was known
        kept = series_folder(with_data, str(runs[0].series)) / POOLED
        pooled = {**told["pooled"], "at_thresholds": None}
        kept.write_text(json.dumps({**told, "pooled": pooled}))
        app.run()
        said = "\n".join(one.value for one in app.caption)
        assert "Not known yet: judge the cross-validation anew. If it stays unknown" in said
    app.segmented_control(key="results_split").set_value("validation").run()
    assert "on" not in app.query_params
    runs_page = open_page(Place.RUNS)
    assert [one.label for one in runs_page.button if one.key == f"whole_{folds[0]}"]


def test_heat_is_not_offered_where_the_scores_are_of_several_networks(
    with_data: Path, folds: list[int], open_page: Open
) -> None:
    for number in folds:
        finish(with_data, number, seed=number)
        (run_folder(with_data, number) / "model.keras").write_bytes(b"weights")
    with RunStore(with_data) as store:
        pool(with_data, store.list())
    app = open_page(Place.RESULTS, run=str(folds[0]), on=FOLDS, part="mistakes")
    assert [one for one in app.button if one.label == "Look closer"]
    assert not [one for one in app.toggle if "results_heat" in str(one.key)]
    app.segmented_control(key="results_split").set_value("validation").run()
    assert app.toggle(key=f"results_heat_{folds[0]}").value is False
