"""A design by what a person typed: a file, a template or a saved design, with changed settings.

Knows where designs live; what they mean is left to the other modules.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from builder.files import is_file
from builder.shelf.designs import DesignShelf
from builder.templates import template
from builder.upgrade import DesignError, read_design

if TYPE_CHECKING:
    from builder.spec import GraphSpec


def find_design(name: str, *, workspace: Path) -> GraphSpec:
    """The design that ``name`` means: a JSON file, else a saved design, else a template.

    Raises:
        UserError: nothing has that name, or the file is no design.
    """
    file = Path(name)
    if file.suffix == ".json" or is_file(file):
        if not is_file(file):
            raise DesignError(f"There is no design file {name}.", "Check the path.")
        return read_design(file.read_bytes())
    shelf = DesignShelf(workspace)
    return shelf.load(name) if name in shelf.names() else template(name)


def with_layer_settings(design: GraphSpec, settings: dict[str, str]) -> GraphSpec:
    """The design with ``LAYER.field`` set to each value: JSON where it reads as JSON, else text.

    Raises:
        UserError: the design has no such layer. A wrong field or value is told at the layer.
    """
    changed = {node.id: dict(node.params) for node in design.nodes}
    for key, text in settings.items():
        node_id, field = key.split(".", 1)
        if node_id not in changed:
            known = ", ".join(sorted(changed))
            raise DesignError(f"The design has no layer “{node_id}”.", f"Its layers: {known}.")
        changed[node_id][field] = _value(text)
    nodes = tuple(node.model_copy(update={"params": changed[node.id]}) for node in design.nodes)
    return design.model_copy(update={"nodes": nodes})


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
