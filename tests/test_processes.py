"""What ends a test's processes leaves those of wider fixtures alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from processes import none_outlives

WAITS = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def earlier() -> Iterator[subprocess.Popen[bytes]]:
    """A process such as a server that many tests share."""
    with subprocess.Popen(WAITS) as process:
        yield process
        process.kill()


def test_what_was_started_within_ends_and_what_ran_before_goes_on(
    earlier: subprocess.Popen[bytes],
) -> None:
    with none_outlives():
        later = subprocess.Popen(WAITS)
    assert later.wait(timeout=30) != 0
    assert earlier.poll() is None
