"""The weights of a file from outside in our own network; runs in the helper process.

``{"do": "open", "file", "to"}``: paths of the file and of a folder, into which the network is
written as a finished run has it. The item is ``{"weights": …}``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.opening.opened import facts_of, opened
from builder.opening.transplant import MODEL, transplanted
from runs.files import DESIGN, FACTS
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping


def kept(request: Mapping[str, Any]) -> dict[str, Any]:
    """Do what is asked; the folder is there.

    Raises:
        UserError: the file cannot be opened, or its weights cannot be read or do not fit.
    """
    import keras

    keras.config.set_dtype_policy("float32")
    file, folder = Path(request["file"]), Path(request["to"])
    model = transplanted(file)
    model.save(folder / MODEL)
    found = opened(file)
    if found.design is not None:
        write_atomically(folder / DESIGN, found.design.to_json().encode())
        write_atomically(folder / FACTS, facts_of(found.drawing).model_dump_json(indent=1).encode())
    return {"weights": int(model.count_params())}
