"""What a drawing's layers make of a photograph; runs in the helper process.

``{"do": "look", "design", "facts", "run", "node", "photograph", "to"}``: the first two are JSON
texts, ``run`` a number or null, the last two paths of ``.npy`` files, one to read and one to write.
The item is ``{"kind", "shape", "places", "ranges", "values", "told", "classes"}`` of what
``runs.feature_maps.choosing`` shows; its pictures go to the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from builder.upgrade import read_design
from layers_catalog.facts import Facts
from runs.feature_maps.kept import Networks, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Layers:
    """Answers for one workspace.

    Args:
        workspace: the folder with the runs.
    """

    def __init__(self, workspace: Path) -> None:
        self._networks = Networks(workspace)

    def looked(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Do what is asked.

        Raises:
            UserError: the layer's result cannot be told, or the run's network cannot be loaded.
        """
        facts = Facts.model_validate_json(request["facts"])
        wanted = Wanted(read_design(request["design"].encode()), facts, request["run"])
        network = self._networks.get(wanted, request["node"])
        photograph = np.load(request["photograph"]).astype(np.float32)
        found = network.look(request["node"], photograph)
        np.save(request["to"], found.pictures)
        return {
            "kind": found.kind,
            "shape": found.shape,
            "places": found.places,
            "ranges": found.ranges,
            "values": found.values,
            "told": network.told_at(request["node"]),
            "classes": network.facts.class_names,
        }
