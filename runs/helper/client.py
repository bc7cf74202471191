"""Asks the helper process, which is started at the first question and stays warm; no Keras here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.helper.child import HelperError
from runs.helper.drawings import OfDrawings, Prepared
from runs.helper.files import ModelError, model_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.helper.child import Step

__all__ = ["Helper", "HelperError", "ModelError", "Prepared"]

_PART_S = 2.0
"""How long the process looks at training images before it listens again."""


class Helper(OfDrawings):
    """Asks Keras about the runs and drawings of a workspace; safe to share among threads."""

    def predict(self, run_id: int, images: Sequence[str | Path]) -> list[dict[str, Any]]:
        """The probability of each class for each image.

        Args:
            run_id: of a run with a trained network.
            images: files; one that cannot be read has its ``problem``, the rest go on.

        Returns:
            ``{image, probabilities: {class: p}, class, problem, notes}`` for each image, in order.

        Raises:
            ModelError: the run has no trained network.
            HelperError: the network cannot be loaded, or the process took too long or too much
                memory; it starts anew with the next question.
        """
        model_file(self._workspace, run_id)
        paths = [str(Path(image).absolute()) for image in images]
        with self._lock:
            items = list(self._running().ask("predict", {"run": run_id, "images": paths}))
        return [{**item, "image": str(image)} for item, image in zip(items, images, strict=True)]

    def compare(self, refs: Sequence[int | str], *, split: str) -> dict[str, Any]:
        """Runs and cross-validations against the first of them.

        Returns:
            as ``runs.comparing.comparing.compare_runs`` tells it.

        Raises:
            HelperError: they cannot be compared, or the process took too long or too much memory.
        """
        with self._lock:
            (item,) = self._running().ask("compare", {"runs": [*refs], "split": split})
        return dict(item)

    def judge_table(self, path: Path, *, positive: str | None = None) -> dict[str, Any]:
        """Predictions made elsewhere, as ``runs.outside.table_judging.judge_table`` tells it.

        Raises:
            HelperError: they cannot be judged, or the process took too long or too much memory.
        """
        with self._lock:
            asked = {"path": str(path.absolute()), "positive": positive}
            (item,) = self._running().ask("judge-table", asked)
        return dict(item)

    def judge_anew(self, run_id: int) -> None:
        """Judge a run of an earlier version by what is measured today: its files are renewed.

        Raises:
            HelperError: it cannot be judged, or the process took too long or too much memory.
        """
        with self._lock:
            list(self._running().ask("judge-anew", {"run": run_id}))

    def judge_series_anew(self, whole: str) -> None:
        """Judge a cross-validation of an earlier version by what is measured today.

        Args:
            whole: its name, without the number of a repeat.

        Raises:
            HelperError: it cannot be judged, or the process took too long or too much memory.
        """
        with self._lock:
            list(self._running().ask("judge-anew", {"series": whole}))

    def explain(
        self,
        run_id: int,
        image: Path,
        *,
        positive: Sequence[str],
        to: Path,
        method: str = "gradcam",
        outline: Path | None = None,
        step: Step = lambda *_: None,
    ) -> dict[str, Any]:
        """Write a heat map over a photograph: where a score reacts.

        Args:
            run_id: of a run with a trained network.
            image: a file.
            positive: the classes whose score is meant: neither none nor all.
            to: the PNG or JPEG that is written.
            method: "gradcam", which gives way where it cannot be made, or "occlusion".
            outline: a picture that is bright where the lesion is.
            step: called with steps done and in all, where it takes several.

        Returns:
            as ``runs.explaining.making.explained`` tells it.

        Raises:
            ModelError: the run has no trained network.
            HelperError: as of ``predict``.
        """
        model_file(self._workspace, run_id)
        asked = {
            "run": run_id,
            "image": str(image.absolute()),
            "positive": [*positive],
            "to": str(to.absolute()),
            "method": method,
            "outline": str(outline.absolute()) if outline else None,
        }
        with self._lock:
            (item,) = self._running().ask("explain", asked, step)
        return {**item, "image": str(image)}

    def learn(self, run_id: int, *, seconds: float = _PART_S) -> tuple[int, int]:
        """Look at more of a run's training images, for ``liken``; ask until all are done.

        Others may ask in between. What is done once stays done.

        Returns:
            photographs done and in all.

        Raises:
            ModelError: the run has no trained network.
            HelperError: its dataset is gone; or as of ``predict``.
        """
        model_file(self._workspace, run_id)
        with self._lock:
            (item,) = self._running().ask("learn", {"run": run_id, "seconds": seconds})
        return item["done"], item["total"]

    def liken(self, run_id: int, image: Path) -> dict[str, Any]:
        """How a photograph stands to the training images, and to its own mirror images.

        Returns:
            as ``runs.likeness.measuring.beside`` tells it; ``likeness`` is ``None`` until ``learn``
            was asked to the end.

        Raises:
            ModelError: the run has no trained network.
            HelperError: as of ``predict``.
        """
        model_file(self._workspace, run_id)
        with self._lock:
            asked = {"run": run_id, "image": str(image.absolute())}
            (item,) = self._running().ask("liken", asked)
        return {**item, "image": str(image)}
