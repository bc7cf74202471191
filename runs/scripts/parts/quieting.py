"""Keeps what TensorFlow tells programmers out of what the scripts tell people."""

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def without_notices() -> Iterator[None]:
    """Load TensorFlow in here: its notices, which it writes past Python, are not shown.

    Errors are raised as ever. Whoever sets TF_CPP_MIN_LOG_LEVEL sees all that it lets through.
    """
    if "TF_CPP_MIN_LOG_LEVEL" in os.environ:
        yield
        return
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # later notices; some of the first come all the same
    shown = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(shown, 2)
        os.close(nowhere)
        os.close(shown)
