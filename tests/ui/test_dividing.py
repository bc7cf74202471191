"""A cross-validation whose dividing was stopped, and one that an earlier version judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from page_runs import DEMO, DESIGN
from streamlit.testing.v1 import AppTest

from builder.templates import template
from runs.series.submitting import submit_folds
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from ui.frame.navigation import Place

Open = Callable[..., AppTest]


def test_what_was_taken_back_is_told_once(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN, dataset=DEMO, design=DESIGN)
    app.session_state["train_dividing"] = [2]  # as a dividing leaves it that was stopped
    app.run()
    (told,) = [one.value for one in app.warning]
    assert "The dividing into folds was stopped: 2 folds in the queue were taken out" in told
    app.run()
    assert not app.warning
    app.segmented_control(key="train_folds").set_value("3 folds").run()
    app.button(key="start_training").click().run()
    assert not app.warning
    assert not app.exception
    with RunStore(with_data) as store:
        assert len(store.list()) == 3


def offered(told: dict[str, object], split: str) -> None:
    from ui.frame import session
    from ui.pages.results import anew

    anew.offer(session.store().get(1), told, split)


def test_one_without_its_thresholds_is_offered_to_be_judged_anew(with_data: Path) -> None:
    asked = {"workspace": with_data, "design": template(DESIGN), "dataset_name": DEMO}
    submit_folds(**asked, recipe=Recipe(epochs=1), folds=2)

    def labels(told: dict[str, object], split: str) -> list[str]:
        app = AppTest.from_function(offered, default_timeout=60, args=(told, split)).run()
        assert not app.exception
        return [one.label for one in app.button]

    whole: dict[str, object] = {"doubts": [], "at_thresholds": []}
    assert labels(whole, "folds") == []
    assert labels({"doubts": []}, "folds") == ["Judge this cross-validation anew"]
    assert labels({"doubts": []}, "validation") == []
    assert labels({}, "validation") == ["Judge this run anew"]
