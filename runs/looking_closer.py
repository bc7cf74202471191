"""All that is told of photographs, for the command ``explain``: as the cards of Predict show it.

Scores, the operating point and lesions that scored alike; where the score reacts, drawn into PNGs;
which training images are like it; how the score spreads over mirrored views.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runs.explaining.asking import of_files
from runs.explaining.outlines import opened_outlines
from runs.explaining.writing import targets, written
from runs.helper.child import HelperError
from runs.helper.client import Helper
from runs.helper.many import one_by_one
from runs.likeness import sentences
from runs.likeness.asking import learn_all, nearest
from runs.operating.answering import Beside
from runs.own_dataset import OwnDatasetError, own_dataset
from runs.series.siblings import other_folds
from runs.store.store import RunStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from data.dataset import Dataset
    from runs.batch import Asked, Tell
    from runs.explaining.outlines import Outlines

    Progress = Callable[[int, int, str, float | None], None]
    """Takes how many are done, of how many, of what, and the seconds left."""

_HUNDRED = 100


@dataclass(frozen=True)
class Closer:
    """How photographs are looked at.

    Args:
        to: the folder that receives a PNG for each.
        method: "gradcam" or "occlusion".
        outlines: a folder or zip with outlines of their lesions, or ``None``.
        likeness: whether they are compared with the training images.
        overwrite: whether PNGs that are there are replaced.
        folds: whether the other folds of a cross-validation are asked, too.
    """

    to: Path
    method: str = "gradcam"
    outlines: Path | None = None
    likeness: bool = True
    overwrite: bool = False
    folds: bool = False


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
        ``spread``, ``folds`` (``{run: score}``), ``folds_spread``, ``unlike``, ``likeness`` and
        ``nearest``; after a ``problem`` they are ``None``.

    Raises:
        OverlayError: a PNG is there already, or cannot be written.
        UserError: as ``Asked.photographs``, ``one_by_one`` and ``opened_outlines`` say.
    """
    photographs = asked.photographs(tell)
    files = targets(photographs, closer.to, overwrite=closer.overwrite)
    beside = Beside.of(asked.workspace, asked.run_id)
    given = opened_outlines(closer.outlines) if closer.outlines else nullcontext()
    with given as outlines, Helper(asked.workspace) as helper:
        look = _Look(helper, asked, closer, photographs, outlines, progress)
        told = list(beside.added(look.predicted(asked.run_id)))
        folds = look.folds(told, beside.positive)
        likened = look.likened(tell)
        heats = look.heats(beside.positive)
        return [
            {**one, **_more(like, beside.positive), **of_folds, "heat": written(*heat, file)}
            for one, of_folds, like, heat, file in zip(
                told, folds, likened, heats, files, strict=True
            )
        ]


@dataclass(frozen=True, eq=False)
class _Look:
    """The questions about some photographs."""

    helper: Helper
    asked: Asked
    closer: Closer
    photographs: Sequence[Path]
    outlines: Outlines | None
    progress: Progress

    def predicted(self, run_id: int) -> Iterator[dict[str, Any]]:
        """What ``predict`` tells."""
        count = len(self.photographs)

        def predicting(done: int, total: int, left: float | None) -> None:
            self.progress(done, total, "Predicting", left)

        return one_by_one(self.helper, run_id, self.photographs, count, predicting)

    def folds(
        self, told: Sequence[dict[str, Any]], positive: Sequence[str]
    ) -> list[dict[str, Any]]:
        """The score of each photograph by each fold, and how it spreads; where it was asked for."""
        with RunStore(self.asked.workspace) as store:
            run = store.get(self.asked.run_id)
            others = other_folds(self.asked.workspace, store, run) if self.closer.folds else []
        each = {run.id: told, **{one.id: list(self.predicted(one.id)) for one in others}}
        return [
            _spread_over_folds(
                {run_id: answers[place]["probabilities"] for run_id, answers in each.items()},
                positive,
            )
            for place in range(len(told))
        ]

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


def _spread_over_folds(
    each: dict[int, dict[str, float]], positive: Sequence[str]
) -> dict[str, Any]:
    """Of one photograph: a score of each fold that could tell one."""
    scores = {
        run_id: min(1.0, sum(found[name] for name in positive))
        for run_id, found in each.items()
        if found
    }
    if len(scores) < 2:  # noqa: PLR2004  two, to have a spread
        return {"folds": None, "folds_spread": None}
    spread = sentences.spread(list(scores.values()), "folds")
    return {"folds": scores, "folds_spread": spread}


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
