"""Ready designs to start from, one JSON file each, with where they come from.

A template is an ordinary design; its ``recipe`` recommends training settings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from builder.upgrade import read_design
from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from builder.spec import GraphSpec

_ORDER = (
    "two_convolutions",
    "efficientnet_lite0_joined",
    "efficientnet_lite0_frozen",
    "efficientnet_lite0_last_blocks",
    "efficientnet_lite0_all",
    "svm_backbone",
    "svm_abcd",
    "roi_transfer",
    "resnet50_frozen",
    "dls_squeezenet",
    "dls_densenet121",
    "dls_inception_v3",
    "dls_resnet50",
    "vgg_style",
    "resnet_style",
    "attention_style",
)
"""File names in the order of the gallery: the quickest way to a good result first, then what needs
weights from the internet, then drawings to learn from. A file that is not named here comes last."""


def templates() -> dict[str, GraphSpec]:
    """All templates by name, in the order of the gallery."""
    return dict(_read())


def template(name: str) -> GraphSpec:
    """The template of that name.

    Raises:
        WrongCallError: there is none; lists those that there are.
    """
    known = _read()
    if name not in known:
        listed = ", ".join(f"“{other}”" for other in known)
        raise WrongCallError(f"There is no design or template “{name}”.", f"Templates: {listed}.")
    return known[name]


@cache
def _read() -> dict[str, GraphSpec]:
    files = sorted(Path(__file__).parent.glob("*.json"), key=lambda file: (_rank(file), file.stem))
    designs = [read_design(file.read_bytes()) for file in files]
    return {design.name: design for design in designs}


def _rank(file: Path) -> int:
    return _ORDER.index(file.stem) if file.stem in _ORDER else len(_ORDER)
