"""Asks the helper process, which is started at the first question and stays warm; no Keras here."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.helper.child import HelperError
from runs.helper.files import ModelError, model_file
from runs.helper.held import Held

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts
    from runs.helper.child import Step

__all__ = ["Helper", "HelperError", "ModelError", "Prepared"]

_PART_S = 2.0
"""How long the process looks at training images before it listens again."""


@dataclass(frozen=True)
class Prepared:
    """Photographs after a layer of a drawing.

    Args:
        photographs: RGB, 0 to 255, of shape (n, height, width, 3).
        told: sentences on how many of them have no lesion that was found.
    """

    photographs: NDArray[np.uint8]
    told: tuple[str, ...]


class Helper(Held):
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

    def prepare(
        self,
        design: GraphSpec,
        facts: Facts,
        node_id: str,
        photographs: NDArray[np.uint8],
        *,
        learning: bool = False,
    ) -> Prepared:
        """Photographs as they are after a layer that prepares them, before anything learns.

        Args:
            design: may be unfinished after that layer.
            facts: what the dataset tells.
            node_id: of the layer, one of ``preparation_ends`` or ``change_ends``.
            photographs: RGB, of shape (n, height, width, 3), of the Input's size.
            learning: with random changes, as the network is shown them while it learns.

        Raises:
            HelperError: the layer's result cannot be told, or the process took too long or too
                much memory; it starts anew with the next question.
        """
        with tempfile.TemporaryDirectory() as folder, self._lock:
            given, made = Path(folder) / "given.npy", Path(folder) / "made.npy"
            np.save(given, photographs)
            question = {
                "design": design.to_json(),
                "facts": facts.model_dump_json(),
                "node": node_id,
                "photographs": str(given),
                "to": str(made),
                "learning": learning,
            }
            (item,) = self._running().ask("prepare", question)
            return Prepared(np.load(made), tuple(item["told"]))

    def open_weights(self, file: Path, to: Path) -> dict[str, Any]:
        """Build the network that an opened file's drawing becomes, with the file's weights.

        Args:
            file: a ``.keras`` file from outside.
            to: the folder into which ``model.keras``, ``design.json`` and ``facts.json`` go.

        Returns:
            ``{weights}``: how many there are.

        Raises:
            HelperError: the weights cannot be read or do not fit, or the process took too long or
                too much memory.
        """
        asked = {"file": str(file.absolute()), "to": str(to.absolute())}
        with self._lock:
            (item,) = self._running().ask("open", asked)
        return dict(item)

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
