"""All that is told of photographs, for the command ``explain``: as the cards of Predict show it.

Scores, the operating point and lesions that scored alike; where the score reacts, drawn into PNGs;
which training images are like it; how the score spreads over mirrored views.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError, WrongCallError
from runs.explaining.asking import of_files
from runs.explaining.outlines import opened_outlines
from runs.explaining.sentences import CALLED, in_words, made_by
from runs.helper.child import HelperError
from runs.helper.client import Helper
from runs.helper.many import one_by_one
from runs.likeness import sentences
from runs.likeness.asking import learn_all, nearest
from runs.operating.answering import Beside
from runs.own_dataset import OwnDatasetError, own_dataset
from runs.store.store import RunStore
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from data.dataset import Dataset
    from runs.batch import Asked, Tell
    from runs.explaining.outlines import Outlines

    Progress = Callable[[int, int, str, float | None], None]
    """Takes how many are done, of how many, of what, and the seconds left."""

_HUNDRED = 100


class OverlayError(UserError):
    """A heat map cannot be written."""


class OverlayThereError(OverlayError, WrongCallError):
    """A file of that name is there already."""


@dataclass(frozen=True)
class Closer:
    """How photographs are looked at.

    Args:
        to: the folder that receives a PNG for each.
        method: "gradcam" or "occlusion".
        outlines: a folder or zip with outlines of their lesions, or ``None``.
        likeness: whether they are compared with the training images.
        overwrite: whether PNGs that are there are replaced.
    """

    to: Path
    method: str = "gradcam"
    outlines: Path | None = None
    likeness: bool = True
    overwrite: bool = False


def look_closer(
    asked: Asked, closer: Closer, progress: Progress, tell: Tell
) -> list[dict[str, Any]]:
    """Look at photographs with a run's network.

    Args:
        asked: which, and of which run.
        closer: how.
        progress: told while it goes on.
        tell: takes sentences for the one who waits.

    Returns:
        for each photograph what ``predict`` tells, and ``heat`` (``overlay``, ``method``, ``why``,
        ``outside``, ``lesion``, ``seen``, ``nothing``, ``positive``, ``sentences``), ``views``,
        ``spread``, ``unlike``, ``likeness`` and ``nearest``; after a ``problem`` they are ``None``.

    Raises:
        OverlayError: a PNG is there already, or cannot be written.
        UserError: as ``Asked.photographs``, ``one_by_one`` and ``opened_outlines`` say.
    """
    photographs = asked.photographs(tell)
    files = _targets(photographs, closer)
    beside = Beside.of(asked.workspace, asked.run_id)
    given = opened_outlines(closer.outlines) if closer.outlines else nullcontext()
    with given as outlines, Helper(asked.workspace) as helper:
        look = _Look(helper, asked, closer, photographs, outlines, progress)
        told = list(beside.added(look.predicted()))
        likened = look.likened(tell)
        heats = look.heats(beside.positive)
        return [
            {**one, **_more(like, beside.positive), "heat": _kept(*heat, file)}
            for one, like, heat, file in zip(told, likened, heats, files, strict=True)
        ]


def _targets(photographs: Sequence[Path], closer: Closer) -> list[Path]:
    """A PNG for each, called after it; those of one name are numbered."""
    names: dict[str, int] = {}
    files = []
    for photograph in photographs:
        number = names[photograph.stem] = names.get(photograph.stem, 0) + 1
        suffix = f"-{number}" if number > 1 else ""
        files.append(closer.to / f"{photograph.stem}{suffix}.heat.png")
    there = [file for file in files if file.exists()]
    if there and not closer.overwrite:
        raise OverlayThereError(
            f"{there[0]} is there already.",
            "Choose another folder, or add --overwrite to replace it.",
        )
    return files


@dataclass(frozen=True, eq=False)
class _Look:
    """The questions about some photographs."""

    helper: Helper
    asked: Asked
    closer: Closer
    photographs: Sequence[Path]
    outlines: Outlines | None
    progress: Progress

    def predicted(self) -> Iterator[dict[str, Any]]:
        """What ``predict`` tells."""
        count = len(self.photographs)

        def predicting(done: int, total: int, left: float | None) -> None:
            self.progress(done, total, "Predicting", left)

        return one_by_one(self.helper, self.asked.run_id, self.photographs, count, predicting)

    def likened(self, tell: Tell) -> list[dict[str, Any]]:
        """What each is like; where the training images are gone, that is told."""
        dataset = self._training_images(tell) if self.closer.likeness else None
        found = []
        for photograph in self.photographs:
            try:
                told = self.helper.liken(self.asked.run_id, photograph)
            except HelperError as error:
                told = {"problem": str(error)}
            likeness = told.get("likeness") if self.closer.likeness else None
            found.append({**told, "likeness": likeness, "nearest": nearest(dataset, likeness)})
        return found

    def _training_images(self, tell: Tell) -> Dataset | None:
        def looking(done: int, total: int, left: float | None) -> None:
            if total > 1:
                self.progress(done, total, "Looking at the training images once", left)

        try:
            learn_all(self.helper, self.asked.run_id, looking)
            with RunStore(self.asked.workspace) as store:
                run = store.get(self.asked.run_id)
            missing = "the nearest are not named"
            return own_dataset(self.asked.workspace, run, therefore=missing)
        except (HelperError, OwnDatasetError) as error:
            tell(str(error))
            return None

    def heats(self, positive: Sequence[str]) -> Iterator[tuple[dict[str, Any], bytes]]:
        """Heat maps, as they are made."""
        count = len(self.photographs)

        def making(done: float, _total: int, left: float | None) -> None:
            self.progress(round(_HUNDRED * done / count), _HUNDRED, "Heat maps, percent", left)

        outlines = self.outlines
        made = of_files(
            self.helper,
            self.asked.run_id,
            self.photographs,
            count,
            positive=positive,
            method=self.closer.method,
            outlines=(lambda file: outlines.file(file.name)) if outlines else lambda _: None,
            kind="png",
            progress=making,
        )
        return ((dict(one.told), one.overlay) for one in made)


def _more(told: dict[str, Any], positive: Sequence[str]) -> dict[str, Any]:
    """What stands beside the scores, also as sentences."""
    if told["problem"]:
        return dict.fromkeys(("views", "spread", "unlike", "likeness", "nearest"))
    views = sentences.scores_of(told["views"], positive)
    return {
        "views": told["views"],
        "spread": sentences.spread(views, "mirrored views"),
        "unlike": sentences.unlike(told["likeness"]),
        "likeness": told["likeness"],
        "nearest": told["nearest"],
    }


def _kept(told: dict[str, Any], overlay: bytes, file: Path) -> dict[str, Any] | None:
    """Write the PNG; what is told of it."""
    if told["problem"]:
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, overlay)
    except OSError as error:
        raise OverlayError(
            f"The heat map cannot be written to {file.parent}: {error.strerror or error}.",
            "Choose another folder, or make room on the disk.",
        ) from error
    shown = {name: value for name, value in told.items() if name not in {"image", "problem"}}
    return {**shown, "overlay": str(file), "called": CALLED, "sentences": _all(told)}


def _all(told: dict[str, Any]) -> list[str]:
    """What is said of a heat map, how it was made included, and once."""
    return list(dict.fromkeys([*in_words(told), made_by(told)]))
