"""The network that was looked at last, kept so that its other layers are told fast."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.topology import until
from runs.feature_maps.network import drawn_network, trained_network
from runs.training.origins import START, with_files
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts
    from runs.feature_maps.network import Network


@dataclass(frozen=True)
class Wanted:
    """Of which network a result is wanted.

    Args:
        spec: the drawing; what is wrong in it after the layer does not matter.
        facts: what its dataset tells.
        run_id: of the run whose weights are taken; ``None`` for those before learning.
    """

    spec: GraphSpec
    facts: Facts
    run_id: int | None

    def does_for(self, other: Wanted, node_id: str) -> bool:
        """Whether its network tells a layer's result as the other's would.

        Before learning, drawings may differ after the layer: an edit there builds nothing anew.
        """
        if (self.facts, self.run_id) != (other.facts, other.run_id):
            return False
        if self.spec.recipe.get(START) != other.spec.recipe.get(START):
            return False
        if self.run_id is not None:
            return self.spec.digest() == other.spec.digest()
        return until(self.spec, node_id).digest() == until(other.spec, node_id).digest()


class Networks:
    """Networks by what is wanted; one is kept.

    Args:
        workspace: the folder with the runs.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._last: tuple[Wanted, Network] | None = None

    def get(self, wanted: Wanted, node_id: str) -> Network:
        """A network of which that layer's result can be told.

        Raises:
            UserError: a run's files are damaged, or a run that the drawing names is not there.
        """
        if self._last is None or not self._last[0].does_for(wanted, node_id):
            self._last = None  # its memory is needed now
            self._last = wanted, self._built(wanted)
        return self._last[1]

    def _built(self, wanted: Wanted) -> Network:
        spec = with_files(wanted.spec, self._workspace)
        if wanted.run_id is None:
            return drawn_network(spec, wanted.facts)
        return trained_network(spec, run_folder(self._workspace, wanted.run_id), wanted.run_id)
