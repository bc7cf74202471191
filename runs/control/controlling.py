"""Makes the control with the lesion masked; needs Keras: a process of its own, or a command.

Lesions are painted over, the network says what it finds in what is left, and a logistic regression
is fitted to that: on training images, judged on validation. The test set stays closed.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np

from data.pixels import PixelStore
from runs.control.errors import ControlError
from runs.control.heads import Part, area, judged
from runs.control.patches import Patches
from runs.control.records import LIMIT, Control, write_control
from runs.explaining.lesion import ESTIMATED, GIVEN
from runs.explaining.outlines import opened_outlines
from runs.helper.files import model_file
from runs.likeness.kept import trained_at
from runs.likeness.learning import MOST, drawn
from runs.own_dataset import own_dataset
from runs.store.store import RunStore
from runs.training.computing import fastest
from runs.training.samples import BATCH
from runs.training.seeds import derive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from data.dataset import Dataset
    from runs.explaining.outlines import Outlines
    from runs.helper.models import Trained
    from runs.job import Progress
    from runs.store.records import RunRecord

    Floats = NDArray[np.float32]

LOOKING: Final = "Looking at photographs without their lesions"
FITTING: Final = "Training a head on what is left"


@dataclass(frozen=True, eq=False)
class _Seen:
    """What was found in the painted photographs of a part.

    Args:
        found: of shape (n, k).
        patch: size and place of what was painted over, of shape (n, 5).
        part: what they are.
        left_out: images in which nothing could be painted over.
    """

    found: Floats
    patch: Floats
    part: Part
    left_out: int


def control(
    workspace: Path,
    run_id: int,
    *,
    outlines: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Control:
    """Train the head of a run anew on photographs without lesions, and keep what it is worth.

    Args:
        workspace: the folder with datasets and runs.
        run_id: of a run with a trained network.
        outlines: a folder or a zip with outlines of lesions, named after their photographs; without
            it lesions are found by their colour.
        progress: called with how many are done, of how many, and of what.

    Raises:
        RunMissingError: there is no such run.
        ModelError: it has no trained network.
        OwnDatasetError: its photographs are gone.
        ControlError: too few lesions were found or a class has too few images.
    """
    from runs.helper.models import load

    began = time.monotonic()
    with RunStore(workspace) as store:
        run = store.get(run_id)
    folder = model_file(workspace, run_id).parent
    dataset = own_dataset(workspace, run, therefore="its lesions cannot be masked")
    trained = load(folder)
    with opened_outlines(outlines) if outlines else nullcontext() as given:
        seen = _Looking(dataset, trained, run, given, progress).parts()
    train, validation = seen["train"], seen["validation"]
    try:
        told, patch = (
            judged(
                (pick(train), train.part),
                (pick(validation), validation.part),
                dataset.classes,
                seed=run.seed,
                told=lambda done, total: progress(done, total, FITTING),
            )
            for pick in (_found, _patch)
        )
    except ValueError as error:
        raise ControlError(
            f"Of the photographs whose lesion was found there are too few: {error}",
            "Give outlines of the lesions, or import more images.",
        ) from error
    result = area(told)
    made = Control(
        **result.model_dump(),
        run=run_id,
        auc_of=told["auc_of"],
        images=told["images"],
        groups=told["groups"],
        grouped_by=dataset.grouped_by,
        trained_on=len(train.found),
        left_out=train.left_out + validation.left_out,
        warns=result.low is not None and result.low > LIMIT,
        outlines=GIVEN if outlines else ESTIMATED,
        patch=area(patch),
        made_at=datetime.now(UTC).replace(microsecond=0),
        trained=trained_at(folder),
        seconds=round(time.monotonic() - began, 1),
    )
    _keep(folder, made)
    return made


def _keep(folder: Path, made: Control) -> None:
    try:
        write_control(folder, made)
    except OSError as error:
        raise ControlError(
            f"The control cannot be kept in {folder} ({error.strerror}).",
            "Make room on the disk, or allow writing there.",
        ) from error


def _found(seen: _Seen) -> Floats:
    return seen.found


def _patch(seen: _Seen) -> Floats:
    return seen.patch


@dataclass(frozen=True, eq=False)
class _Looking:
    """What a network finds in the photographs of a run once their lesions are painted over."""

    dataset: Dataset
    trained: Trained
    run: RunRecord
    outlines: Outlines | None
    progress: Progress

    def parts(self) -> dict[str, _Seen]:
        """Of training and of validation."""
        chance = np.random.default_rng(derive(self.run.seed, "control"))
        rows = {part: drawn(self.dataset.rows(part), most, chance) for part, most in MOST.items()}
        total, before = sum(map(len, rows.values())), 0
        size = self.trained.picture
        store = PixelStore.open(
            self.dataset, size.height, size.width, size.fit, progress=self.progress
        )
        patches = Patches(store, self.dataset, self.outlines, size.fit)
        over = fastest(self.trained.findings.network, precise=True).over
        seen = {}
        for part, chosen in rows.items():
            seen[part] = self._part(chosen, patches, over, _counted(self.progress, before, total))
            before += len(chosen)
        return seen

    def _part(
        self,
        rows: NDArray[np.int64],
        patches: Patches,
        over: Callable[[Iterator[Floats]], Iterator[Floats]],
        told: Callable[[int], None],
    ) -> _Seen:
        found: list[Floats] = []
        places: list[Floats] = []
        kept = np.zeros(len(rows), bool)
        for start in range(0, len(rows), BATCH):
            painted = patches.painted(rows[start : start + BATCH])
            kept[start : start + BATCH] = painted.masked
            places.append(painted.places)
            if len(painted.photographs):
                found += over(iter([painted.photographs]))
            told(min(start + BATCH, len(rows)))
        if not kept.any():
            raise ControlError(
                "In none of the photographs a lesion was found by its colour.",
                "Give outlines of the lesions: a folder or a zip of masks.",
            )
        groups = self.dataset.manifest["group"].to_numpy()[rows]
        part = Part(self.dataset.targets[rows], groups)[kept]
        return _Seen(np.concatenate(found), np.concatenate(places), part, int((~kept).sum()))


def _counted(progress: Progress, before: int, total: int) -> Callable[[int], None]:
    """Tells how many of all parts are done."""
    return lambda done: progress(before + done, total, LOOKING)
