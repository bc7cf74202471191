"""The fingerprints of the pretrained networks, read off the networks themselves.

``python -m builder.networks.structures`` writes ``builder/opening/structures.json``; a test holds
the file against the networks. What a fingerprint is is told by ``builder.opening.structure``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from builder.compiler import part, whole
from builder.networks.unfilled import unfilled
from builder.opening import reading
from builder.opening.structure import TABLE, fingerprints
from layers_catalog.architectures import ARCHITECTURES, ArchitectureName, blocks
from layers_catalog.call import Call, CallKind, Part

if TYPE_CHECKING:
    from builder.opening.network import Network

SIDE: Final = 224
"""Of the picture, in pixels; fingerprints do not depend on it."""
_ENTRY: Final = "<"


def fingerprinted(name: ArchitectureName, side: int = SIDE) -> list[str]:
    """The fingerprint at the end of each block; builds the network, which takes a second."""
    known = ARCHITECTURES[name]
    kwargs = {**known.keyword, "input_shape": (side, side, 3)}
    call = Call(CallKind.MODEL, known.path, "one", kwargs=kwargs, part=Part(known.starts_at))
    with unfilled():
        built = part(whole(call), call) if known.starts_at else whole(call)
        read = reading.read(json.loads(built.to_json()))
    found = fingerprints(read)
    return [found[_place(read, one.end)] for one in blocks(name)]


def _place(read: Network, end: str) -> str:
    """The step whose result is meant; of a place after "<", that before it."""
    if end.startswith(_ENTRY):
        return read.steps[end.removeprefix(_ENTRY)].inputs[0]
    return end or read.result


def main() -> None:
    """Write the table: a line a network."""
    rows = [f" {json.dumps(one)}: {json.dumps(fingerprinted(one))}" for one in ArchitectureName]
    TABLE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
