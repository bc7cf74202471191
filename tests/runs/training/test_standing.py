"""Which epoch is best, when training is over, and how long it will take."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from runs.store.records import EpochRecord
from runs.training import pace
from runs.training.pace import Pace
from runs.training.recipe import Recipe
from runs.training.standing import Standing


def after(*measured: tuple[float | None, float | None]) -> Standing:
    """The standing after epochs with these validation AUCs and losses."""
    standing = Standing(phase="train")
    for epoch, (auc, loss) in enumerate(measured, start=1):
        record = EpochRecord(phase="train", epoch=epoch, val_auc=auc, val_loss=loss, seconds=2.0)
        standing = standing.after(record)
    return standing


@pytest.mark.parametrize(
    ("measured", "best"),
    [
        ([(0.7, 0.5), (0.9, 0.6), (0.8, 0.4)], 2),
        ([(0.9, 0.5), (0.9, 0.5)], 1),  # equally good: the earlier
        ([(1.0, 0.5), (1.0, 0.3), (1.0, 0.4)], 2),  # equal AUC: the smaller loss
        ([(None, 0.5), (None, 0.4), (None, 0.6)], 2),  # no AUC: by loss
        ([(None, 0.1), (0.5, 0.9)], 2),
        ([(0.5, None)], 1),
    ],
)
def test_the_best_epoch(measured: list[tuple[float | None, float | None]], best: int) -> None:
    standing = after(*measured)
    assert standing.best_epoch == best
    assert standing.waited == len(measured) - best
    assert standing.seconds == 2.0 * len(measured)


def test_it_survives_json() -> None:
    standing = after((0.7, 0.5), (0.6, 0.4))
    assert Standing.model_validate_json(standing.model_dump_json()) == standing


@pytest.mark.parametrize(
    ("settings", "finished"),
    [
        ({"epochs": 3}, True),
        ({"epochs": 4}, False),
        ({"epochs": 9, "patience": 2}, True),
        ({"epochs": 9, "patience": 3}, False),
        ({"epochs": 9, "patience": 0}, False),
    ],
)
def test_when_training_is_over(*, settings: dict[str, Any], finished: bool) -> None:
    standing = after((0.9, 0.5), (0.8, 0.5), (0.7, 0.5))
    assert standing.finished(Recipe(**settings)) is finished


def test_the_pace_of_a_training(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 10.5, 11.0, 11.5, 12.5])  # 9.5 s to build the network, then a step
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    measured = Pace(steps=4, epochs=3, images=100)
    measured.step(1)
    assert measured.images_per_second() is None
    assert measured.seconds_left(1, 1) is None
    for step in (2, 3, 4):
        measured.step(step)
    assert measured.images_per_second() == 50.0
    assert measured.seconds_left(1, 4) == 8 * 0.5
    measured.epoch(12.5)  # a second for validation and saving
    assert measured.seconds_left(1, 4) == 8 * 0.5 + 3 * 1.0


def test_the_pace_of_single_steps() -> None:
    measured = Pace(steps=1, epochs=2, images=10)
    measured.step(1)
    measured.epoch(2.0)
    assert measured.seconds_left(1, 1) == 2.0
