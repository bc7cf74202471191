"""Earlier trainings tell how fast photographs are looked at, where there were enough of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builder.endings import fitted_end
from builder.inference import infer
from builder.spec import GraphSpec
from builder.templates import template
from layers_catalog.facts import Facts
from runs.files import DATASET, DESIGN, FACTS
from runs.store.records import EpochRecord, RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import expected
from runs.training.forecast import pace
from runs.training.learned import PHASE
from runs.training.phases import FEATURES
from runs.training.recipe import Recipe
from runs.training.timed import of_run
from runs.workspace import run_folder

SPEC = template("EfficientNet-Lite0, frozen")
COUNTS = {"train": {"a": 700}, "validation": {"a": 150}, "test": {"a": 150}}


def ran(
    workspace: Path, store: RunStore, *, looked: int, seconds: float, spec: GraphSpec = SPEC
) -> RunRecord:
    """A training that has ended, and looked at some photographs."""

    def files(run_id: int) -> None:
        folder = run_folder(workspace, run_id)
        folder.mkdir(parents=True)
        (folder / DESIGN).write_text(spec.to_json(), encoding="utf-8")
        (folder / FACTS).write_text(Facts().model_dump_json(), encoding="utf-8")
        (folder / DATASET).write_text(json.dumps({"counts": COUNTS}), encoding="utf-8")

    run = store.create(
        name="One",
        design_name=spec.name,
        design_digest=spec.digest(),
        dataset="set",
        dataset_digest="a" * 64,
        recipe=Recipe(epochs=3).model_dump(mode="json"),
        seed=0,
        epochs_planned=3,
        before_visible=files,
    )
    store.claim(run, claim="worker")
    for epoch in (1,) if fitted_end(spec) else (1, 2, 3):
        record = EpochRecord(phase=PHASE, epoch=epoch, val_auc=0.7, seconds=1.0)
        store.record_epoch(run, record, claim="worker")
    phases = [
        {"name": FEATURES, "seconds": seconds, "images_per_second": looked / seconds},
        {"name": PHASE, "seconds": 3.0, "images_per_second": 700.0},
    ]
    done, summary = RunState.SUCCEEDED, {"auc": 0.7}
    store.finish(run, claim="worker", state=done, phases=phases, summary=summary)
    return store.get(run)


@pytest.mark.parametrize(
    ("looked", "seconds", "attempts", "known"),
    [
        (2_950, 29.5, 1, True),
        (600, 6.0, 1, True),
        (12, 6.0, 1, False),  # two a second: nearly all of it was the start
        (499, 9.0, 1, False),
        (2_950, 29.5, 2, False),  # the seconds are of both attempts, the speed of the second
    ],
)
def test_a_speed_is_told_by_many_photographs_only(
    workspace: Path, store: RunStore, looked: int, seconds: float, attempts: int, *, known: bool
) -> None:
    run = ran(workspace, store, looked=looked, seconds=seconds)
    again = run.model_copy(update={"attempt": attempts})
    (found,) = of_run(workspace, again, store.epochs(run.id))
    assert found.seconds == 1.0
    counts = {split: sum(of.values()) for split, of in COUNTS.items()}
    look = expected.work(SPEC, infer(SPEC, Facts()), counts).look
    assert found.looking == (pytest.approx(look * looked / seconds) if known else None)


def test_a_head_that_was_fitted_tells_how_fast_was_looked(workspace: Path, store: RunStore) -> None:
    spec = template("SVM on colour and ABCD features")
    run = ran(workspace, store, looked=850, seconds=8.5, spec=spec)
    timed = of_run(workspace, run, store.epochs(run.id))
    assert [one.seconds for one in timed] == [None]
    counts = {split: sum(of.values()) for split, of in COUNTS.items()}
    told = pace(spec, infer(spec, Facts()), counts, timed)
    assert told is not None
    assert told.once == pytest.approx(8.5)


def test_the_rest_of_a_run_tells_the_rest_of_the_next_one(workspace: Path, store: RunStore) -> None:
    run = ran(workspace, store, looked=850, seconds=8.5)
    more = [{"name": "prepare", "seconds": 9.0}, {"name": "evaluate", "seconds": 5.0}]
    epochs = store.epochs(run.id)
    (found,) = timed = of_run(
        workspace, run.model_copy(update={"phases": [*run.phases, *more]}), epochs
    )
    assert found.beside == 14.0  # three epochs of 1 s took 3 s
    counts = {split: sum(of.values()) for split, of in COUNTS.items()}
    report, rates = infer(SPEC, Facts()), expected.rates_here()
    again = pace(SPEC, report, counts, timed)
    assert again is not None
    assert again.around == pytest.approx(14.0)
    larger = pace(SPEC, report, {**counts, "test": 1150}, timed)
    assert larger is not None
    look = report.totals.macs / (found.looking or rates.looking)
    assert larger.around == pytest.approx(14.0 + 1000 * look)
    fewer = pace(SPEC, report, {**counts, "test": 0, "validation": 1}, timed)
    assert fewer is not None
    assert 0 <= fewer.around < 14.0
    (unknown,) = of_run(workspace, run.model_copy(update={"attempt": 2}), epochs)
    assert unknown.beside is None
