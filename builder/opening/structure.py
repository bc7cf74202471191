"""Whether two networks are built alike: a fingerprint of all that leads to a step's result.

Names, starting weights and what learns do not count. The fingerprints of the pretrained networks
are in ``structures.json``, which ``builder.networks.structures`` writes.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from builder.opening.network import Given

if TYPE_CHECKING:
    from builder.opening.network import Network, Step

TABLE: Final = Path(__file__).with_name("structures.json")
_LENGTH: Final = 16
_LEFT_OUT: Final = frozenset(
    {"name", "trainable", "dtype", "seed", "data_format", "groups", "fused", "build_config"}
    | {"renorm_momentum"}  # means something only beside renorm; Keras 2 does not write it without
)
_ENTRY: Final = "image"
_EXACT: Final = 2**53
"""Up to here every whole number is a float, too."""


def fingerprints(network: Network) -> dict[str, str]:
    """For each step of a network, what leads to its result, in 16 hexadecimal digits."""
    found: dict[str, str] = {}
    for name, step in network.steps.items():
        found[name] = _ENTRY if name == network.entry else _of(step, found)
    return found


def _of(step: Step, before: dict[str, str]) -> str:
    inside = fingerprints(step.inside)[step.inside.result] if step.inside else ""
    given = [_plain(one, before) for one in (step.args, step.kwargs)]
    text = json.dumps([step.kind, inside, _settings(step), given], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _settings(step: Step) -> dict[str, Any]:
    """What changes a result once weights are learned.

    The zeros before a strided window depend on whether the picture has an even side: one row less
    on the first side than on the last is taken as the same.
    """
    if step.inside:
        return {}
    settings = {
        name: _plain(value, {})
        for name, value in step.config.items()
        if value is not None
        and value is not False
        and name not in _LEFT_OUT
        and not name.endswith("_initializer")
    }
    if step.kind == "ZeroPadding2D":
        told = settings.get("padding")
        settings["padding"] = [_last(side) for side in told] if isinstance(told, list) else told
    if settings.get("axis") in ([3], 3):  # as Keras 2 writes the last one
        settings["axis"] = -1.0
    return settings


def _last(side: object) -> object:
    match side:
        case [float(first), float(last)] if first in {last, last - 1}:
            return last
    return side


def _plain(value: object, before: dict[str, str]) -> object:
    if isinstance(value, Given):
        return {"result": before[value.step]}
    if isinstance(value, list):
        return [_plain(one, before) for one in value]
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if key not in {"training", "mask"}}
        return {key: _plain(one, before) for key, one in kept.items()}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _EXACT:
        return float(value)
    return value


@cache
def known() -> dict[str, tuple[str, ...]]:
    """For each pretrained network, the fingerprint at the end of each of its blocks."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return {name: tuple(blocks) for name, blocks in table.items()}
