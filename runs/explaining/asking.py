"""Heat maps of many photographs, one after another through the helper, the pictures as bytes.

Which photographs: files, or rows of a dataset. No Keras here.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.helper.child import HelperError
from runs.helper.files import class_names
from runs.helper.many import GIVEN_UP
from runs.operating.choosing import saved
from runs.operating.naming import usual_positive
from runs.time_left import seconds_left

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from data.dataset import Dataset
    from runs.helper.client import Helper

    Progress = Callable[[float, int, float | None], None]
    """Takes how many are done, also in parts of one; of how many; and the seconds left."""


@dataclass(frozen=True)
class Explained:
    """A photograph with its heat.

    Args:
        told: as ``runs.explaining.making.explained`` tells it; after a ``problem`` nothing else.
        overlay: a picture file; empty where there is a problem.
    """

    told: Mapping[str, Any]
    overlay: bytes

    @property
    def problem(self) -> str | None:
        """Why there is no heat map, in a sentence."""
        problem: str | None = self.told["problem"]
        return problem


def positive_of(workspace: Path, run_id: int) -> tuple[str, ...]:
    """The classes whose score is meant: of the saved operating point, else the usual ones.

    Raises:
        ModelError: the run's classes are not known.
        OperatingPointError: its point is damaged.
    """
    point = saved(workspace, run_id)
    return point.positive if point else usual_positive(class_names(workspace, run_id))


def of_files(
    helper: Helper,
    run_id: int,
    photographs: Iterable[Path],
    total: int,
    *,
    positive: Sequence[str],
    method: str = "gradcam",
    outlines: Callable[[Path], Path | None] = lambda _: None,
    kind: str = "jpg",
    progress: Progress = lambda *_: None,
) -> Iterator[Explained]:
    """Heat maps of files, as they come; one at which the process fails has that for its problem.

    Args:
        helper: of the run's workspace; others may ask it in between.
        run_id: of a run with a trained network.
        photographs: files; each is needed until the next is asked for.
        total: how many they are.
        positive: the classes whose score is meant, as ``positive_of`` tells them.
        method: "gradcam", which gives way where it cannot be made, or "occlusion".
        outlines: the outline of a photograph's lesion, where there is one.
        kind: of the pictures: "jpg" or "png".
        progress: told while it goes on.

    Raises:
        ModelError: the run has no trained network.
        HelperError: the network cannot be loaded, or the process failed several times in a row.
    """
    helper.predict(run_id, [])  # what is wrong with the network is told before the first
    failed, began = 0, time.monotonic()

    def tell(done: float) -> None:
        progress(done, total, seconds_left(done, total, time.monotonic() - began))

    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder) / f"overlay.{kind}"
        for place, photograph in enumerate(photographs):
            try:
                told = helper.explain(
                    run_id,
                    photograph,
                    positive=positive,
                    to=to,
                    method=method,
                    outline=outlines(photograph),
                    step=partial(_within, tell, place),
                )
                failed = 0
            except HelperError as error:
                failed += 1
                if failed == GIVEN_UP:
                    raise
                told = {"image": str(photograph), "problem": str(error)}
            yield Explained(told, b"" if told["problem"] else to.read_bytes())
            tell(place + 1)


def _within(tell: Callable[[float], None], place: int, done: int, steps: int) -> None:
    """Tell the part of a photograph that is done."""
    tell(place + done / steps)


def of_rows(
    helper: Helper,
    run_id: int,
    dataset: Dataset,
    rows: Sequence[int],
    *,
    positive: Sequence[str],
    method: str = "gradcam",
    progress: Progress = lambda *_: None,
) -> Iterator[Explained]:
    """Heat maps of photographs of a dataset, by their rows in its manifest; see ``of_files``."""
    files = (dataset.file(row) for row in rows)
    return of_files(
        helper, run_id, files, len(rows), positive=positive, method=method, progress=progress
    )
