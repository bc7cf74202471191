"""How long an epoch takes: as measured, as like trainings went, or as such computers do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from page_runs import DEMO, DESIGN
from streamlit.testing.v1 import AppTest

from builder.inference import infer
from builder.shelf.designs import DesignShelf
from builder.templates import template
from layers_catalog.facts import Facts
from runs.store.records import EpochRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import expected
from runs.training.efforts import Effort, recipe_of
from runs.training.forecast import ENDING_S, START_S, Pace, before_learning, pace
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.training.timed import Timed
from ui.frame import wording
from ui.frame.navigation import Place
from ui.pages.train.pace import in_words

SPEC = template("Two-convolution CNN (64, 64)")
REPORT = infer(SPEC, Facts())
COUNTS = {"train": 100, "validation": 20}
WORK = expected.work(SPEC, REPORT, COUNTS).epoch


def timed(digest: str, kind: str) -> Timed:
    return Timed(digest, kind, images=60, seconds=30.0, learning=WORK / 12)


def test_the_same_drawing_was_timed() -> None:
    found = pace(SPEC, REPORT, COUNTS, [timed("other", "Conv2D"), timed(SPEC.digest(), "Conv2D")])
    assert found is not None  # twice as many images
    judged = REPORT.totals.macs * 20 / expected.rates_here().looking
    assert found.around == pytest.approx(START_S + ENDING_S + judged)
    assert found == Pace(60.0, around=found.around, measured=True)


def test_one_of_its_kind_was_timed() -> None:
    found = pace(SPEC, REPORT, COUNTS, [timed("other", "Conv2D"), timed("one", "Backbone")])
    assert found is not None
    assert (found.epoch, found.measured) == (pytest.approx(12), False)


def test_nothing_of_its_kind_was_timed() -> None:
    found = pace(SPEC, REPORT, COUNTS, [timed("one", "Backbone")])
    assert found is not None
    assert found.epoch == pytest.approx(WORK / expected.rates_here().learning)


def test_what_is_computed_once_has_a_speed_of_its_own() -> None:
    spec = template("EfficientNet-Lite0, frozen")
    report = infer(spec, Facts())
    once = expected.work(spec, report, COUNTS).once
    kind = expected.heaviest(report)
    usual = pace(spec, report, COUNTS, [])
    assert usual is not None
    assert usual.once == pytest.approx(once / expected.rates_here().looking)

    # A small head alone tells nothing of how fast the whole network would learn:
    ran = Timed("other", kind, images=60, seconds=0.2, looking=once / 7)
    found = pace(spec, report, COUNTS, [ran])
    assert found is not None
    assert found.once == pytest.approx(7)
    whole = template("EfficientNet-Lite0, all layers learn")
    before, after = (pace(whole, infer(whole, Facts()), COUNTS, runs) for runs in ([], [ran]))
    assert before is not None
    assert after is not None
    assert (before.once, before.epoch) == (after.once, after.epoch)


def test_the_same_drawing_on_the_same_images_looks_no_second_time() -> None:
    spec = template("EfficientNet-Lite0, frozen")
    report = infer(spec, Facts())
    for images, again in ((120, False), (60, True)):
        ran = Timed(spec.digest(), expected.heaviest(report), images, 3.0)
        found = pace(spec, report, COUNTS, [ran])
        assert found is not None
        assert found.measured
        assert (found.once > 0) is again


def test_without_photographs_nothing_is_told() -> None:
    assert pace(SPEC, REPORT, {}, []) is None


def test_the_start_is_that_of_the_latest_trainings() -> None:
    rest = [{"name": "train", "seconds": 99.0}, {"name": "evaluate", "seconds": 4.0}]
    starts = [{"name": "prepare", "seconds": seconds} for seconds in (16.0, 10.0)]
    assert before_learning([[start, *rest] for start in starts]) == 13.0
    assert before_learning([]) is before_learning([[]]) is None


def test_a_pace_in_words() -> None:
    assert in_words(Pace(125.0)) == "about 2\u00a0min an epoch"
    assert in_words(Pace(2.0, once=95.0)) == "about 2\u00a0min once, then about 2\u00a0s an epoch"
    assert wording.brief(4800) == "1\u00a0h 20\u00a0min"


def told_on_the_board(design: AppTest) -> dict[str, str]:
    """The pace among the totals under the drawing."""
    (element,) = design.get("bidi_component")
    pace: dict[str, str] = json.loads(element.proto.json)["annotations"]["totals"]["pace"]
    return pace


@pytest.mark.usefixtures("finished")
def test_design_and_train_tell_the_pace(open_page: Callable[..., AppTest]) -> None:
    assert "about 2\u00a0s an epoch" in told_on_the_board(open_page(Place.DESIGN))["words"]
    train = open_page(Place.TRAIN)
    assert any("as this computer did before" in str(one.value) for one in train.caption)


@pytest.mark.parametrize(
    ("name", "told"),
    [("SVM on backbone features", False), ("Two-convolution CNN (64, 64)", True)],
)
def test_only_of_what_learns_the_first_epoch_is_said_to_tell(
    with_data: Path, open_page: Callable[..., AppTest], name: str, *, told: bool
) -> None:
    DesignShelf(with_data).save(template(name))
    why = told_on_the_board(open_page(Place.DESIGN, design=name))["why"]
    assert why.startswith("Worked out from the multiply-adds")
    assert ("epoch" in why) is told


def test_each_phase_of_an_earlier_training_tells_its_speed(
    with_data: Path, open_page: Callable[..., AppTest]
) -> None:
    drawn = template("EfficientNet-Lite0, frozen").model_copy(update={"name": DESIGN})
    DesignShelf(with_data).save(drawn)
    recipe = recipe_of(Effort.BEST, drawn, Recipe())
    run = submit(workspace=with_data, design=drawn, dataset_name=DEMO, recipe=recipe)
    with RunStore(with_data) as store:
        store.claim(run, claim="worker")
        for phase, seconds in (("1: head", 1.0), ("2: all", 900.0)):
            for epoch, took in ((1, seconds + 60.0), (2, seconds)):  # the first builds the network
                record = EpochRecord(phase=phase, epoch=epoch, val_auc=0.7, seconds=took)
                store.record_epoch(run, record, claim="worker")
        took = {
            "prepare": 9.0,
            "features": 30.0,
            "1: head": 62.0,
            "2: all": 1860.0,
            "evaluate": 21.0,
        }
        parts = [{"name": name, "seconds": seconds} for name, seconds in took.items()]
        done, summary = RunState.SUCCEEDED, {"auc": 0.7}
        store.finish(run, claim="worker", state=done, phases=parts, summary=summary)
    train = open_page(Place.TRAIN)
    (told,) = [str(one.value) for one in train.caption if "Quick " in str(one.value)]
    best = told.rpartition("Best about ")[2].rstrip(".")
    around = 9.0 + 2 * 60.0 + 21.0  # and looking once, which is known to be short here
    whole = 3 * 1.0 + 8 * 900.0 + around
    assert best == wording.duration(whole)
