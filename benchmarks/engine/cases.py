"""What is trained: four networks, read from the templates, without random changes of the pictures.

How each way trains them is left to ``usual``, ``careful`` and ``ours``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

_TEMPLATES = Path(__file__).resolve().parents[2] / "builder" / "templates"


def without_random_changes(design: dict[str, Any]) -> dict[str, Any]:
    """A design with its Random… layers taken out and the arrows around each joined.

    Args:
        design: the JSON of a drawing; it is not changed. Each of those layers has one input.
    """
    random = {node["id"] for node in design["nodes"] if node["type"].startswith("Random")}
    before = {edge["target"]: edge["source"] for edge in design["edges"]}

    def origin(node: str) -> str:
        return origin(before[node]) if node in random else node

    return {
        **design,
        "nodes": [node for node in design["nodes"] if node["id"] not in random],
        "edges": [
            {**edge, "source": origin(edge["source"])}
            for edge in design["edges"]
            if edge["target"] not in random
        ],
    }


@dataclass(frozen=True, kw_only=True)
class Case:
    """One training that every way does.

    Args:
        name: as ``--only`` takes it.
        title: above its table.
        template: the template's file, without ".json".
        network: as ``networks`` names it.
        epochs: of the whole training.
        timed_epochs: of the usual script, where all of them would take too long.
        images: at most so many photographs of the split, validation and test included.
        settings: what ``lesion-studio train`` sets beside the template.
        judged: whether its AUC is told: not of random weights, nor after two epochs of many.
    """

    name: str
    title: str
    template: str
    network: str
    epochs: int
    timed_epochs: int | None = None
    images: int | None = None
    settings: tuple[str, ...] = ()
    judged: bool = False

    @cached_property
    def design(self) -> dict[str, Any]:
        """The template's drawing without random changes of the pictures."""
        text = (_TEMPLATES / f"{self.template}.json").read_text(encoding="utf-8")
        return without_random_changes(json.loads(text))

    @property
    def frozen(self) -> bool:
        """Whether it has a Backbone that does not learn, so that features can be stored."""
        return any(node["params"].get("trainable") is False for node in self.design["nodes"])

    @property
    def script_options(self) -> list[str]:
        """What the usual and the careful script are told of the network and its learning."""
        told = {"optimiser": "adam", **self.design["recipe"], **self.design["nodes"][0]["params"]}
        names = {
            "height": "height",
            "width": "width",
            "learning-rate": "learning_rate",
            "optimiser": "optimiser",
        }
        given = [part for name, key in names.items() for part in (f"--{name}", str(told[key]))]
        return ["--network", self.network, *given]


CASES = (
    Case(
        name="resnet50",
        title="ResNet50 frozen, 224 × 224, 10 epochs, random weights",
        template="resnet50_frozen",
        network="resnet50",
        epochs=10,
        timed_epochs=2,
        settings=("backbone.weights=none",),
    ),
    Case(
        name="lite0",
        title="EfficientNet-Lite0 frozen, 224 × 224, 10 epochs, ImageNet weights",
        template="efficientnet_lite0_frozen",
        network="efficientnet_lite0",
        epochs=10,
        timed_epochs=2,
        judged=True,
    ),
    Case(
        name="cnn",
        title="Two-convolution CNN, 224 × 224, 2 epochs of 1,600 photographs",
        template="two_convolutions",
        network="two_convolutions",
        epochs=2,
        images=1600,
    ),
    Case(
        name="lite0_all",
        title="EfficientNet-Lite0, all layers learn, 160 × 160, 2 epochs of 640 photographs",
        template="efficientnet_lite0_all",
        network="efficientnet_lite0",
        epochs=2,
        images=640,
    ),
)
