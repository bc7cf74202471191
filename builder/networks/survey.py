"""The blocks of the pretrained networks with their numbers, read off the networks themselves.

``python -m builder.networks.survey`` writes ``layers_catalog/architectures.json``; a test holds the
file against the networks. What the numbers mean is told by ``layers_catalog.architectures``.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import keras

from builder import networks
from builder.lowering import OWN_NETWORKS
from builder.networks.part_of import part_of
from builder.networks.unfilled import unfilled
from layers_catalog.architectures import ARCHITECTURES, TABLE, ArchitectureName, Block

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from layers_catalog.architectures import Architecture

SIDE: Final = 224
"""Of the picture, in pixels; at it each level of each network has a size of its own."""
ENTRY: Final = "<"
"""Before the name of a layer whose input is meant, where no lasting name ends a block."""

_RESIDUAL = r"conv\d_block\d+_out"
_INVERTED = (
    r"(block\d[a-z]|expanded_conv(_\d+)?|block_\d+)_(add|project_bn|project_BN|project_activation)"
)
_ENDS: Final[Mapping[ArchitectureName, str]] = {
    ArchitectureName.SQUEEZENET: r"fire\d_concat",
    ArchitectureName.RESNET50: _RESIDUAL,
    ArchitectureName.RESNET101: _RESIDUAL,
    ArchitectureName.RESNET50V2: _RESIDUAL,
    ArchitectureName.VGG16: r"block\d_pool",
    ArchitectureName.VGG19: r"block\d_pool",
    ArchitectureName.DENSENET121: r"conv\d_block\d+_concat",
    ArchitectureName.DENSENET169: r"conv\d_block\d+_concat",
    ArchitectureName.INCEPTION_V3: r"mixed\d+",
    ArchitectureName.INCEPTION_RESNET_V2: r"mixed_\d[ab]|block\d+_\d+_ac",
    ArchitectureName.XCEPTION: r"<(block(2|14)_sepconv1|block\d\d?_sepconv1_act)",
    ArchitectureName.MOBILENET: r"conv_pw_\d+_relu",
    ArchitectureName.NASNET_MOBILE: r"(normal|reduction)_concat_\w+",
    ArchitectureName.CONVNEXT_TINY: (
        r"<convnext_tiny_(stage_\d_block_[1-9]_depthwise_conv|downsampling_block_\d)"
    ),
}
"""Layers, by name, whose output (after ``<``: input) ends a block; else inverted residuals."""
_NO_TOP: Final = frozenset(
    {
        ArchitectureName.XCEPTION,
        ArchitectureName.INCEPTION_RESNET_V2,
        ArchitectureName.CONVNEXT_TINY,
    }
)
"""Whose last block ends at the network's end, in no layer with a lasting name."""
_ACTIVE_END: Final = frozenset(
    {ArchitectureName.DENSENET121, ArchitectureName.DENSENET169, ArchitectureName.RESNET50V2}
)
"""Whose blocks are followed by a normalisation and an activation, which multiply nothing."""
_BY_CHANNELS: Final = frozenset(
    {ArchitectureName.EFFICIENTNET_LITE0, *(name for name in ArchitectureName if name not in _ENDS)}
)
"""Where a stage ends as well when the number of maps changes."""


def surveyed(name: ArchitectureName, whole: keras.Model) -> list[dict[str, Any]]:
    """The blocks of a network as the table has them.

    Args:
        name: of the network.
        whole: itself; each of its levels has a size of its own.
    """
    known = ARCHITECTURES[name]
    sides = known.sides(whole.input_shape[1])
    levels = dict(zip(sides, range(len(known.windows) + 1), strict=True))
    blocks: list[Block] = []
    for end in [*_ends(name, whole), ""]:
        part = part_of(whole, name="part", starts_at=known.starts_at, ends_at=(end,))
        level, channels = levels[part.output_shape[1]], part.output_shape[-1]
        blocks.append(
            Block(
                end=end,
                level=level,
                stage=_stage(name, blocks, level, channels) if end or name in _NO_TOP else 0,
                channels=channels,
                trainable=_size(part.trainable_weights),
                non_trainable=_size(part.non_trainable_weights),
                macs=tuple(_macs(part, levels)),
            )
        )
    if blocks[-1].macs == blocks[-2].macs and name not in _ACTIVE_END:
        del blocks[-1]  # the last block ends where the network ends
    return [asdict(one) for one in blocks]


def _built(known: Architecture) -> keras.Model:
    own = known.path.startswith(OWN_NETWORKS)
    name = known.path.rpartition(".")[2]
    build = networks.function(known.path) if own else getattr(keras.applications, name)
    network: keras.Model = build(**known.keyword, input_shape=(SIDE, SIDE, 3))
    return network


def _ends(name: ArchitectureName, network: keras.Model) -> Iterator[str]:
    """The place at which each block ends."""
    wanted = _ENDS.get(name, _INVERTED)
    entry = ENTRY * wanted.startswith(ENTRY)
    names = {layer.name for layer in network.layers}
    for layer in network.layers:
        stem = re.sub(r"project_\w+$", "", layer.name)
        added = f"{stem}add" in names and not layer.name.endswith("_add")
        if not added and re.fullmatch(wanted.removeprefix(ENTRY), layer.name):
            yield entry + layer.name


def _stage(name: ArchitectureName, blocks: Sequence[Block], level: int, channels: int) -> int:
    if not blocks:
        return 1
    before = blocks[-1]
    changed = level != before.level or (name in _BY_CHANNELS and channels != before.channels)
    return before.stage + changed


def _macs(part: keras.Model, levels: Mapping[int, int]) -> list[int]:
    """Multiply-adds a place, by level, and at the end those done once, from the kernels' sizes."""
    found = [0] * (len(levels) + 1)
    for layer in _leaves(part.layers):
        kernels = [
            getattr(layer, one, None) for one in ("kernel", "depthwise_kernel", "pointwise_kernel")
        ]
        count = sum(math.prod(kernel.shape) for kernel in kernels if kernel is not None)
        if count:
            found[levels.get(layer.output.shape[1], -1)] += count
    return found


def _leaves(layers: Iterable[Any]) -> Iterator[Any]:
    for layer in layers:
        if isinstance(layer, keras.Sequential):
            yield from _leaves(layer.layers)
        else:
            yield layer


def _size(weights: Iterable[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def main() -> None:
    """Write the table: a line a block."""
    entries = []
    for name in ArchitectureName:
        with unfilled():
            blocks = surveyed(name, _built(ARCHITECTURES[name]))
        rows = ",\n  ".join(map(json.dumps, blocks))
        entries.append(f" {json.dumps(name)}: [\n  {rows}\n ]")
    TABLE.write_text("{\n" + ",\n".join(entries) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
