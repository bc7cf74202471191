"""What is asked of drawings, not of runs: photographs after their layers, and foreign weights.

Answered in the helper process by ``preparing``, ``mapping`` and ``opening``; no Keras here.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from runs.feature_maps.choosing import Kind, Shown
from runs.helper.held import Held

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts


@dataclass(frozen=True)
class Prepared:
    """Photographs after a layer of a drawing.

    Args:
        photographs: RGB, 0 to 255, of shape (n, height, width, 3).
        told: sentences on how many of them have no lesion that was found.
    """

    photographs: NDArray[np.uint8]
    told: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """What a layer of a drawing makes of a photograph.

    Args:
        shown: of its result.
        told: sentences on where the weights are from; none where there are no weights.
        classes: in the order of the scores.
    """

    shown: Shown
    told: tuple[str, ...]
    classes: tuple[str, ...]


class OfDrawings(Held):
    """Asks Keras about drawings; safe to share among threads."""

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
                **_of_a_layer(design, facts, node_id, made),
                "photographs": str(given),
                "learning": learning,
            }
            (item,) = self._running().ask("prepare", question)
            return Prepared(np.load(made), tuple(item["told"]))

    def look(
        self,
        design: GraphSpec,
        facts: Facts,
        node_id: str,
        photograph: NDArray[np.uint8],
        *,
        run_id: int | None = None,
    ) -> Looked:
        """What a layer of a drawing makes of a photograph.

        Args:
            design: may be unfinished after that layer.
            facts: what the dataset tells.
            node_id: of the layer.
            photograph: RGB, of shape (height, width, 3), of the Input's size.
            run_id: of a run of the same drawing, whose weights are taken; without it, those from
                which a training would start.

        Raises:
            HelperError: the layer's result cannot be told, or the process took too long or too
                much memory; it starts anew with the next question.
        """
        with tempfile.TemporaryDirectory() as folder, self._lock:
            given, made = Path(folder) / "given.npy", Path(folder) / "made.npy"
            np.save(given, photograph)
            question = {
                **_of_a_layer(design, facts, node_id, made),
                "photograph": str(given),
                "run": run_id,
            }
            (item,) = self._running().ask("look", question)
            shown = Shown(
                Kind(item["kind"]),
                tuple(item["shape"]),
                np.load(made),
                tuple(item["places"]),
                tuple((low, high) for low, high in item["ranges"]),
                tuple(item["values"]),
            )
            return Looked(shown, tuple(item["told"]), tuple(item["classes"]))

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


def _of_a_layer(design: GraphSpec, facts: Facts, node_id: str, to: Path) -> dict[str, Any]:
    """What every question about a layer of a drawing says; ``to``: where the answer goes."""
    return {
        "design": design.to_json(),
        "facts": facts.model_dump_json(),
        "node": node_id,
        "to": str(to),
    }
