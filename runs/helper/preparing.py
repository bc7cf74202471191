"""Photographs after the layers of a drawing that prepare them; runs in the helper process.

``{"do": "prepare", "design", "facts", "node", "photographs", "to", "learning"}``: the first two are
JSON texts, the next but one two paths of ``.npy`` files, one to read and one to write; ``learning``
asks for what the network is shown while it learns. The item is ``{"told": […]}``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from builder.compiler import build
from builder.lowering import lower_until
from builder.upgrade import read_design
from layers_catalog.facts import Facts
from runs.training.lesions import finders, told
from runs.training.network import without_xla

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SHOWN = "photographs shown"


def prepared(request: Mapping[str, Any]) -> dict[str, Any]:
    """Do what is asked and tell in how many photographs no lesion was found.

    Raises:
        NotSoundError: the result of that layer cannot be told.
    """
    import keras

    spec = read_design(request["design"].encode())
    calls = lower_until(spec, Facts.model_validate_json(request["facts"]), request["node"])
    keras.config.set_dtype_policy("float32")
    model = without_xla(build(calls))
    photographs = np.load(request["photographs"]).astype(np.float32)
    made = model.predict(photographs, verbose=0)
    if request.get("learning"):
        made = _as_photographs(np.asarray(model(photographs, training=True)), made, photographs)
    np.save(request["to"], np.clip(np.rint(made), 0, 255).astype(np.uint8))
    found = finders(spec, calls, model)
    return {"told": [told(one, one.unfound(photographs), SHOWN) for one in found]}


def _as_photographs(
    changed: NDArray[np.float32], plain: NDArray[np.float32], photographs: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Changed pictures from 0 to 255, whatever a rescaling before the changes made of them.

    Where no change is drawn, the photograph itself comes out.
    """
    span = float(plain.max() - plain.min()) or 1.0
    scale = float(photographs.max() - photographs.min()) / span
    found: NDArray[np.float32] = (changed - plain.min()) * scale + photographs.min()
    return found
