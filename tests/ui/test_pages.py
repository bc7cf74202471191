"""Every page in an empty workspace and in one with data and finished runs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from page_runs import DEMO, DESIGN, finish, fitted_design, learn, queued
from streamlit.testing.v1 import AppTest

from builder.shelf.designs import DesignShelf
from builder.templates import template
from data.demo import make_demo
from runs.notice import RESEARCH_ONLY
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.workspace import run_folder
from ui.frame import wording
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    """All text on the page."""
    kinds = ("title", "markdown", "caption", "info", "warning", "error", "subheader")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def button(app: AppTest, label: str) -> object:
    return next(one for one in app.button if one.label == label)


@pytest.mark.parametrize("place", list(Place))
def test_every_page_opens_in_an_empty_workspace(home: Path, open_page: Open, place: Place) -> None:
    app = open_page(place)
    assert not app.error
    assert not app.exception
    assert not (home / "logs" / "app.log").exists()
    assert app.title[0].value == place.title()


@pytest.mark.parametrize("place", list(Place))
def test_every_page_opens_with_finished_runs(finished: Path, open_page: Open, place: Place) -> None:
    app = open_page(place)
    assert not app.error
    assert not app.exception
    assert not (finished / "logs" / "app.log").exists()


@pytest.mark.usefixtures("home")
def test_start_lights_the_first_step(open_page: Open) -> None:
    app = open_page(Place.START)
    assert ":primary[:material/counter_1: Photographs]" in said(app)
    assert button(app, "Try with demo lesions")


@pytest.mark.usefixtures("with_data")
def test_start_lights_the_next_step(open_page: Open) -> None:
    app = open_page(Place.START)
    assert ":primary[:material/counter_3: Training]" in said(app)
    assert "**Demo lesions**: 60 images of" in said(app)


@pytest.mark.usefixtures("finished")
def test_lists_show_no_number_for_drawings(open_page: Open) -> None:
    table = open_page(Place.START).dataframe[0].value
    assert list(table["Run"]) == [2, 1]
    assert set(table["Validation AUC"]) == {"drawings, not patients"}


@pytest.mark.usefixtures("with_data")
def test_data_counts_what_is_there(open_page: Open) -> None:
    app = open_page(Place.DATA)
    told = {metric.label: metric.value for metric in app.metric}
    assert (told["Images"], told["Patients"], told["Classes"]) == ("60", "–", "2")
    splits = app.table[0].value
    assert sum(int(told.split()[0]) for told in splits.loc["all"]) == 60
    assert "These are drawings, not patients" in said(app)


@pytest.mark.usefixtures("with_data")
def test_the_address_says_what_is_in_hand(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    assert app.query_params["dataset"] == DEMO
    assert app.query_params["design"] == DESIGN


@pytest.mark.usefixtures("finished")
def test_results_tell_the_dataset_and_design_of_the_run_they_show(
    home: Path, open_page: Open
) -> None:
    make_demo(workspace=home, name="Others", count=20)
    app = open_page(Place.RESULTS, run="1", dataset="Others")
    assert app.session_state["hand_dataset"] == "Others"
    names = [one.value for one in app.markdown if one.value.startswith(":small[:material/")]
    assert f":small[:material/photo_library: {DEMO}]" in names
    assert f":small[:material/account_tree: {DESIGN}]" in names
    assert "Others" not in " ".join(names)


@pytest.mark.usefixtures("with_data")
def test_an_address_with_an_unknown_dataset_does_no_harm(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Gone")
    assert app.query_params["dataset"] == DEMO


@pytest.mark.usefixtures("home")
def test_train_asks_for_what_is_missing(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    assert "Choose a design and a dataset" in said(app)
    design = next(box for box in app.selectbox if box.label == "Design")
    assert f"Template: {DESIGN}" in design.options
    design.select(f"Template: {DESIGN}").run()
    assert app.query_params["design"] == DESIGN


@pytest.mark.usefixtures("with_data")
def test_train_fills_in_what_the_design_recommends(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    numbers = {field.label: field.value for field in app.number_input}
    assert numbers["Batch size"] == 32
    assert numbers["Epochs"] >= 1
    assert "Divided by lesion" in said(app)


@pytest.mark.usefixtures("with_data")
def test_an_effort_sets_epochs_and_patience(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    app.button_group(key="recipe_effort").set_value("Thorough").run()
    numbers = {field.label: field.value for field in app.number_input}
    assert (numbers["Epochs"], numbers["Patience"]) == (20, 6)


@pytest.mark.usefixtures("with_data")
def test_epochs_set_by_hand_are_an_effort_of_ones_own(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    app.number_input(key="recipe_epochs").set_value(2).run()
    assert app.session_state["recipe_effort"] == "Own"
    assert "As you have set it: 2 times through the images." in said(app)
    advised = said(open_page(Place.TRAIN))
    assert "What the design recommends: 12 times through the images." in advised
    app.number_input(key="recipe_epochs").set_value(20).run()
    app.number_input(key="recipe_patience").set_value(6).run()
    assert app.session_state["recipe_effort"] == "Thorough"


def test_an_effort_chooses_what_of_a_pretrained_network_learns(
    with_data: Path, open_page: Open
) -> None:
    drawn = template("EfficientNet-Lite0, frozen").model_copy(update={"name": DESIGN})
    DesignShelf(with_data).save(drawn)
    app = open_page(Place.TRAIN)
    assert "What the design recommends: 12 times through the images." in said(app)
    app.button_group(key="recipe_effort").set_value("Thorough").run()
    assert app.selectbox(key="recipe_ways").value == "Last blocks"
    assert app.toggle(key="recipe_flips_at_use").value is True
    assert "The last 5 blocks for 8 epochs, learning rate 0.0004." in said(app)
    assert "Perhaps on this computer: Quick " in said(app)
    app.number_input(key="recipe_views").set_value(1).run()
    assert app.session_state["recipe_effort"] == "Own"
    app.button_group(key="recipe_effort").set_value("Quick").run()
    assert app.selectbox(key="recipe_ways").value == "Head"
    app.button_group(key="recipe_effort").set_value("As advised").run()
    assert app.selectbox(key="recipe_ways").value == "As drawn"
    app.button_group(key="recipe_effort").set_value("Best").run()
    app.button(key="start_training").click().run()
    with RunStore(with_data) as store:
        (run,) = store.list()
    assert [phase["learns"] for phase in run.recipe["phases"]] == ["head", "all"]
    assert (run.recipe["schedule"], run.recipe["flips_at_use"]) == ("cosine", True)


def test_start_training_puts_a_run_into_the_queue(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    app.button_group(key="recipe_effort").set_value("Quick").run()
    app.button(key="start_training").click().run()
    with RunStore(with_data) as store:
        (run,) = store.list()
    assert (run.dataset, run.design_name, run.epochs_planned) == (DEMO, DESIGN, 5)
    assert run.recipe["class_weights"] is True
    assert app.query_params["run"] == "1"


def test_a_head_that_is_fitted_keeps_what_its_design_advises(
    with_data: Path, open_page: Open
) -> None:
    advised = fitted_design().model_copy(update={"name": DESIGN, "recipe": {"batch_size": 16}})
    DesignShelf(with_data).save(advised)
    app = open_page(Place.TRAIN)
    app.button(key="start_training").click().run()
    with RunStore(with_data) as store:
        (run,) = store.list()
    assert run.recipe["batch_size"] == 16


def test_how_a_network_learns_and_looks_is_chosen_in_the_form(
    with_data: Path, open_page: Open
) -> None:
    app = open_page(Place.TRAIN)
    assert app.selectbox(key="recipe_schedule").options == ["Constant", "Cosine"]
    app.selectbox(key="recipe_schedule").set_value("cosine").run()
    app.number_input(key="recipe_warmup").set_value(0.1).run()
    app.toggle(key="recipe_flips_at_use").set_value(True).run()
    app.number_input(key="recipe_views").set_value(2).run()
    app.selectbox(key="recipe_precision").set_value("float32").run()
    app.button(key="start_training").click().run()
    with RunStore(with_data) as store:
        (run,) = store.list()
    assert (run.recipe["schedule"], run.recipe["warmup"]) == ("cosine", 0.1)
    assert (run.recipe["views"], run.recipe["precision"]) == (2, "float32")
    assert run.recipe["flips_at_use"] is True


def test_what_learns_when_is_chosen_in_the_form(with_data: Path, open_page: Open) -> None:
    drawn = template("EfficientNet-Lite0, frozen").model_copy(update={"name": DESIGN})
    DesignShelf(with_data).save(drawn)
    app = open_page(Place.TRAIN)
    assert app.selectbox(key="recipe_ways").value == "As drawn"
    app.selectbox(key="recipe_ways").set_value("Head, then last blocks").run()
    assert "First the head for 3 epochs, learning rate 0.001; then the last 5 blocks" in said(app)
    assert "in all on this computer." in said(app)
    assert not {"Epochs", "Learning rate"} & {field.label for field in app.number_input}
    app.selectbox(key="recipe_ways").set_value("Own phases").run()
    app.text_input(key="recipe_own_phases").set_value("head, many").run()
    assert "“head, many” is no phase of learning." in said(app)
    assert "Divided by lesion" in said(app)
    assert app.button(key="start_training").disabled
    app.text_input(key="recipe_own_phases").set_value("head, 1 epoch, 0.01; all, 2, 1e-4").run()
    app.button(key="start_training").click().run()
    with RunStore(with_data) as store:
        (run,) = store.list()
    assert [phase["learns"] for phase in run.recipe["phases"]] == ["head", "all"]
    assert run.epochs_planned == 3


def test_a_head_that_is_fitted_at_once_asks_for_no_epochs(with_data: Path, open_page: Open) -> None:
    DesignShelf(with_data).save(fitted_design().model_copy(update={"name": DESIGN}))
    app = open_page(Place.TRAIN)
    assert [field.label for field in app.number_input] == ["Seed"]
    assert "The SVM at the end is fitted in one go" in said(app)
    assert "to look at all photographs, then about" in said(app)
    assert "Perhaps under a minute in all on this computer" in said(app)
    assert "and about 14\u00a0s to start and to judge." in said(app)
    app.toggle(key="recipe_flips_at_use").set_value(True).run()
    app.button(key="start_training").click().run()
    with RunStore(with_data) as store:
        (run,) = store.list()
    assert run.epochs_planned == run.recipe["epochs"] == 1
    assert run.recipe["flips_at_use"] is True


@pytest.mark.usefixtures("with_data")
def test_a_waiting_run_can_be_taken_out(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    app.button(key="start_training").click().run()
    app.button(key="stop_1").click().run()
    assert "Stopped before there was anything to keep." in said(app)


def test_only_what_waits_behind_another_is_in_a_queue(with_data: Path, open_page: Open) -> None:
    first, second = queued(with_data), queued(with_data)
    assert open_page(Place.TRAIN, run=str(first)).button(key=f"stop_{first}").label == "Stop"
    app = open_page(Place.TRAIN, run=str(second))
    assert app.button(key=f"stop_{second}").label == "Take out of the queue"


@pytest.mark.usefixtures("finished")
def test_a_watched_lesion_tells_the_label_in_the_data(open_page: Open) -> None:
    text = said(open_page(Place.TRAIN, run="1"))
    assert text.count("Label in your data: malignant") == 2
    assert "It is " not in text
    assert "Label in your data: **" in said(open_page(Place.RESULTS, run="1", part="mistakes"))


@pytest.mark.parametrize("place", list(Place))
@pytest.mark.usefixtures("finished")
def test_every_page_ends_with_what_it_is_not_for(open_page: Open, place: Place) -> None:
    assert open_page(place).caption[-1].value == RESEARCH_ONLY


def test_the_settings_of_a_run_have_words_and_units(finished: Path, open_page: Open) -> None:
    told = {"memory_mb": 25276, "bf16": True, "gpu": False, "cores": 2}
    (run_folder(finished, 1) / "environment.json").write_text(json.dumps(told), encoding="utf-8")
    app = open_page(Place.RESULTS, run="1", part="learnt")
    rows = dict(app.dataframe[0].value.itertuples(index=False))
    assert (rows["Memory"], rows["bfloat16 arithmetic"]) == ("25.3 GB", "yes")
    assert (rows["Learning rule"], rows["Balance the classes"]) == ("Adam", "yes")
    assert "Memory mb" not in rows


def test_an_interrupted_run_can_be_resumed(with_data: Path, open_page: Open) -> None:
    run = queued(with_data)
    with RunStore(with_data) as store:
        learn(store, run, epochs=1)
        store.interrupt_stale(0)
        app = open_page(Place.TRAIN)
        assert "Interrupted: its process ended" in said(app)
        app.button(key="resume").click().run()
        assert store.get(run).state is RunState.QUEUED


def test_a_running_run_is_watched_and_can_be_stopped(with_data: Path, open_page: Open) -> None:
    run = queued(with_data)
    with RunStore(with_data) as store:
        learn(store, run, epochs=2)
        store.set_progress(run, claim="worker", epoch=3, step=7, steps=14, seconds_left=130)
        store.set_phases(run, [{"name": "prepare", "seconds": 8.2}], claim="worker")
        app = open_page(Place.TRAIN)
        assert "Learning: validation AUC 0.70 → 0.80; about 2 minutes left." in said(app)
        assert "Done: getting ready (8 seconds)" in said(app)
        app.button(key=f"stop_{run}").click().run()
        assert "Stopping after this batch" in said(app)
        assert store.get(run).stop_requested_at is not None


def test_a_network_that_learns_for_one_epoch_is_not_called_fitted(
    with_data: Path, open_page: Open
) -> None:
    learning = queued(with_data, epochs=1)
    fitting = queued(with_data, epochs=1, design=fitted_design())
    with RunStore(with_data) as store:
        for run in (learning, fitting):
            learn(store, run, epochs=1)
        store.set_progress(learning, claim="worker", text="Training", epoch=1, epochs=1)
    app = open_page(Place.TRAIN, run=str(learning))
    assert "First epoch done: validation AUC 0.70." in said(app)
    assert app.button(key=f"stop_{learning}").label == "Stop after this batch"
    app = open_page(Place.TRAIN, run=str(fitting))
    assert "Fitted: validation AUC 0.70." in said(app)
    assert app.button(key=f"stop_{fitting}").label == "Stop"


@pytest.mark.parametrize("ending", ["stopped", "failed"])
def test_a_fitted_run_without_results_lists_only_what_counted(
    with_data: Path, open_page: Open, ending: str
) -> None:
    run = queued(with_data, design=fitted_design())
    finish(with_data, queued(with_data), seed=0)
    with RunStore(with_data) as store:
        learn(store, run, epochs=0)
        store.finish(run, claim="worker", state=RunState(ending), error="As it was told to.")
    app = open_page(Place.RUNS, compare=f"{run},{run + 1}", question="differs")
    differs = app.dataframe[-1].value.set_index("")[f"Run {run}"]
    never_used = ("epochs", "batch size", "learning rate", "learning rule", "patience")
    never_used += ("rate over time", "warm-up")
    assert [differs[name] for name in never_used] == ["–"] * 7
    assert not {"balance the classes", "look four times"} & set(differs.index)  # the same in both


@pytest.mark.usefixtures("finished")
def test_results_say_the_verdict_and_the_notice(open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1")
    text = said(app)
    assert app.query_params["run"] == "1"
    assert wording.DRAWINGS in text
    assert "#### Sensitivity " in text
    assert "#### Specificity " in text
    assert "flagged wrongly" in text
    assert "Measured on this collection, not on your patients." in text
    assert RESEARCH_ONLY in text
    assert [metric.label for metric in app.metric] == ["AUC", "Balanced accuracy", "Accuracy"]


def test_the_test_set_stays_closed_until_it_is_opened(finished: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1")
    app.button_group(key="results_split").set_value("test").run()
    assert "The test set is closed" in said(app)
    assert not app.metric
    app.button(key="open_test").click().run()
    assert "opened once for this run, and once for this dataset" in said(app)
    assert app.metric
    with RunStore(finished) as store:
        assert store.get(1).test_opened == 1


def test_looking_again_is_not_counted_again(finished: Path, open_page: Open) -> None:
    with RunStore(finished) as store:
        store.open_test(1)
        app = open_page(Place.RESULTS, run="1")
        app.button_group(key="results_split").set_value("test").run()
        assert store.get(1).test_opened == 1


@pytest.mark.usefixtures("finished")
def test_predict_says_what_it_is_not_for(open_page: Open) -> None:
    text = said(open_page(Place.PREDICT))
    assert RESEARCH_ONLY in text
    assert wording.DROP_ZONE in text
    assert "This network has seen drawings only" in text


def test_settings_say_where_the_work_is(home: Path, open_page: Open) -> None:
    app = open_page(Place.SETTINGS)
    assert app.code[0].value == str(home)
    assert "Processor" in set(app.dataframe[0].value.iloc[:, 0])


def test_what_fails_in_a_page_gets_a_number(
    with_data: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("ui.pages.data.page._look", broken)
    app = open_page(Place.DATA)
    assert "Something went wrong on our side (number " in app.error[0].value
    assert "secret detail" not in app.error[0].value
    assert "secret detail" in (with_data / "logs" / "app.log").read_text(encoding="utf-8")


def test_a_damaged_dataset_is_told_in_words(with_data: Path, open_page: Open) -> None:
    folder = next((with_data / "datasets").iterdir())
    real = folder.resolve()
    folder.unlink()
    folder.mkdir()
    for entry in real.iterdir():
        if entry.name != "manifest.parquet":
            (folder / entry.name).symlink_to(entry)
    app = open_page(Place.DATA)
    assert "manifest.parquet" in app.error[0].value
    assert "Restore it from a backup" in app.error[0].value


def test_results_of_a_fitted_head_tell_what_was_chosen(with_data: Path, open_page: Open) -> None:
    run = queued(with_data, design=fitted_design())
    finish(with_data, run, seed=0, epochs=1, fitted={"C": 0.001, "support_vectors": 1614})
    app = open_page(Place.RESULTS, run=str(run), part="learnt")
    told = dict(app.dataframe[0].value.itertuples(index=False))
    assert told["How closely it follows the images (C)"] == "0.001"
    assert told["Training images it compares with (support vectors)"] == "1614"
    assert told["Seed"] == "0"
    assert "small values keep a fitted head simple" in app.dataframe[0].proto.columns
    assert "Epochs" not in told
    assert "How it learnt" not in said(app)
