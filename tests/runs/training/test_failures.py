"""Each way a training can end badly has a sentence that says what to do."""

from __future__ import annotations

import errno

import pytest

from runs.training.failures import TrainingError, in_words


class ResourceExhaustedError(Exception):
    """Named as TensorFlow's, which is not needed to know it by its name."""


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (TrainingError("No photograph is left.", "Import more."), "No photograph is left. Import"),
        (MemoryError(), "smaller batch size or a smaller Input"),
        (ResourceExhaustedError("OOM when allocating tensor"), "smaller batch size"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "smaller batch size"),
        (OSError(errno.ENOSPC, "No space left on device"), "The disk is full"),
        (KeyError("mel"), "KeyError: 'mel'. The log has the details"),
        (ValueError("first line.\nsecond line"), "ValueError: first line. The log"),
        (RuntimeError(), "RuntimeError. The log"),
    ],
)
def test_sentences(failure: Exception, words: str) -> None:
    said = in_words(failure)
    assert words in said
    assert "\n" not in said
