"""Networks with the weights from which they start: as built, as printed, and of a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from builder.codegen import network_source
from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_code import starting_weights_source
from layers_catalog.call import Call
from layers_catalog.facts import Facts

JOINED = {"features": "several stages, joined"}
FACTS = Facts()


def started(calls: tuple[Call, ...]) -> Any:
    """A network with the weights from which it starts."""
    from builder.compiler import build
    from builder.loading import initialise

    model = build(calls)
    initialise(model, calls)
    return model


def printed(calls: tuple[Call, ...], folder: Path, file: str) -> Any:
    """The same network from the printed code, with the printed way to its weights."""
    source = network_source(calls) + "\n\n" + starting_weights_source(calls, {"b": file})
    namespace: dict[str, Any] = {"Path": Path, "__file__": str(folder / "train.py")}
    exec(source, namespace)  # noqa: S102 - what we printed ourselves
    model = namespace["build_model"]()
    namespace["load_starting_weights"](model)
    return model


def same(one: Any, other: Any) -> bool:
    """Whether two networks hold the same weights in “b”."""
    pairs = zip(one.get_layer("b").get_weights(), other.get_layer("b").get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


def finished(spec: GraphSpec, folder: Path, *, flips: bool = False) -> Any:
    """A run's folder with a model in it."""
    from runs.scripts.parts.flips import flipped

    model = started(lower(spec, FACTS))
    folder.mkdir()
    (flipped(model) if flips else model).save(folder / "model.keras")
    (folder / "design.json").write_text(spec.to_json(), encoding="utf-8")
    (folder / "facts.json").write_text(FACTS.model_dump_json(), encoding="utf-8")
    return model
