"""What the log says of an epoch."""

from __future__ import annotations

import pytest

from runs.store.records import EpochRecord
from runs.training.epochs import in_words

pytestmark = pytest.mark.keras


def test_an_epoch_is_logged_in_words_without_what_was_not_measured() -> None:
    record = EpochRecord(
        phase="head", epoch=2, loss=0.6796107292, val_auc=0.8363636, learning_rate=0.0010000000475
    )
    said = "loss 0.6796, validation auc 0.8364, learning rate 0.001, seconds 0"
    assert in_words(record) == said
