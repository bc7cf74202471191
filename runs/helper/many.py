"""Many photographs, one after another through the helper: as if each were asked about alone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from runs.helper.child import HelperError
from runs.scripts.parts.prediction import without_class
from runs.time_left import seconds_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from runs.helper.client import Helper

    Progress = Callable[[int, int, float | None], None]
    """Takes how many are done, of how many, and the seconds left where they can be told."""

GIVEN_UP: Final = 3
"""Photographs in a row at which the process fails, before the rest is given up."""


def one_by_one(
    helper: Helper, run_id: int, photographs: Iterable[Path], total: int, progress: Progress
) -> Iterator[dict[str, Any]]:
    """What a run's network says of each photograph, as it comes.

    A photograph at which the process fails has that for its ``problem``, and the rest go on.

    Args:
        helper: of the run's workspace; others may ask it in between.
        run_id: of a run with a trained network.
        photographs: files; each is needed until the next is asked for.
        total: how many they are.
        progress: told after each.

    Yields:
        What ``Helper.predict`` gives for one.

    Raises:
        ModelError: the run has no trained network.
        HelperError: the network cannot be loaded, or the process failed several times in a row.
    """
    helper.predict(run_id, [])  # what is wrong with the network is told before the first
    failed, began = 0, time.monotonic()
    for done, photograph in enumerate(photographs, start=1):
        try:
            (answer,) = helper.predict(run_id, [photograph])
            failed = 0
        except HelperError as error:
            failed += 1
            if failed == GIVEN_UP:
                raise
            answer = without_class(photograph, str(error))
        yield answer
        progress(done, total, seconds_left(done, total, time.monotonic() - began))
