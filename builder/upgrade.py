"""Reading a design from outside: a file, an upload, an older version of this program.

Everything that can be wrong with the file becomes a ``DesignError`` that says what, where and what
to do. Whether the drawing makes a sound network is told by ``inference``.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from builder.blocks import block_faults
from builder.problems import in_a_row
from builder.spec import CURRENT_VERSION, MAX_BYTES, GraphSpec
from builder.wording import in_words, shown
from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

FORMAT = "lesion-studio/design"
_MOST_LISTED = 4
_TOO_DEEP = "The file is nested too deeply to be a design."

UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {
    1: lambda raw: {"blocks": [], **raw}
}
"""From a version to the next: the raw design of version ``n`` as one of version ``n + 1``."""


class DesignError(WrongCallError):
    """A file that cannot be read as a design."""


def read_design(text: str | bytes) -> GraphSpec:
    """A design from its JSON.

    Args:
        text: the file's content, at most 2 MB; bytes are UTF-8.

    Raises:
        DesignError: too large, not JSON, not a design, of a future version, with wrong fields,
            with two layers of one id, with an arrow from or to a layer that is not there, or with
            blocks that hold each other or share layers.
    """
    raw = _parsed(_decoded(text))
    upgraded = _to_current(raw, _version(raw))
    try:
        spec = GraphSpec.model_validate(upgraded)
    except ValidationError as refused:
        raise _as_sentences(refused, upgraded) from None
    _check_ids(spec)
    _check_blocks(spec)
    _check_depth(spec)
    return spec


def upgraded(raw: dict[str, Any]) -> dict[str, Any]:
    """A raw design as the current version writes it; as it is where its version cannot be read."""
    try:
        return _to_current(raw, _version(raw))
    except DesignError:
        return raw


def _decoded(text: str | bytes) -> str:
    if len(text) > MAX_BYTES:
        raise DesignError(
            f"The file is larger than a design can be ({MAX_BYTES // 1_000_000} MB).",
            "Choose a design file (JSON), not photographs or a trained model.",
        )
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DesignError(
            "The file is not text, so it cannot be a design.",
            "Choose a design file (JSON) that Lesion Studio saved or exported.",
        ) from None


def _parsed(text: str) -> dict[str, Any]:
    try:
        raw = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(raw, ensure_ascii=False).encode()  # lone surrogates could not be saved again
    except json.JSONDecodeError as broken:
        raise DesignError(
            f"The file is not valid JSON: line {broken.lineno}, column {broken.colno}: "
            f"{broken.msg}.",
            "It may have been cut off. Save or export the design again.",
        ) from None
    except RecursionError:
        raise DesignError(_TOO_DEEP) from None
    except ValueError as broken:  # digits without end, lone surrogates, NaN
        raise DesignError(f"The file holds a value that no design can have: {broken}.") from None
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise DesignError(
            f"The file is JSON, but not a design of Lesion Studio: its “format” is not “{FORMAT}”.",
            "Choose a design file that Lesion Studio saved or exported.",
        )
    return raw


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _version(raw: dict[str, Any]) -> int:
    version = raw.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DesignError(
            f"The design's “version” must be a whole number from 1, but is {shown(version)}.",
            f"Designs of this program have version {CURRENT_VERSION}.",
        )
    if version > CURRENT_VERSION:
        raise DesignError(
            f"The design has version {shown(version)}, but this Lesion Studio reads designs up to "
            f"version {CURRENT_VERSION}: it was made by a newer one.",
            "Update Lesion Studio, then open the design again.",
        )
    return version


def _to_current(raw: dict[str, Any], version: int) -> dict[str, Any]:
    """The raw design, brought up one version at a time."""
    for step in range(version, CURRENT_VERSION):
        raw = {**UPGRADES[step](raw), "version": step + 1}
    return raw


def _as_sentences(refused: ValidationError, raw: dict[str, Any]) -> DesignError:
    errors = refused.errors(include_url=False)
    told = [f"{_place(details, raw)} {in_words(details)}." for details in errors[:_MOST_LISTED]]
    if len(errors) > _MOST_LISTED:
        told.append(f"There are {len(errors) - _MOST_LISTED} more.")
    return DesignError(
        f"The design cannot be read. {' '.join(told)}",
        "Mend the file there, or open an earlier copy of the design.",
    )


def _place(details: ErrorDetails, raw: dict[str, Any]) -> str:
    """For example "“type” of layer “conv2d”", from pydantic's ``("nodes", 3, "type")``."""
    match details["loc"]:
        case ("nodes", int(index), *rest):
            node = raw["nodes"][index]
            node_id = node.get("id") if isinstance(node, dict) else None
            name = shown(node_id) if isinstance(node_id, str) else f"number {index + 1}"
            return _within(rest, f"layer {name}", "Layer", name)
        case ("edges", int(index), *rest):
            return _within(rest, f"connection number {index + 1}", "Connection number", index + 1)
        case ("blocks", int(index), *rest):
            return _within(rest, f"block number {index + 1}", "Block number", index + 1)
        case loc:
            return f"“{'.'.join(str(part) for part in loc)}”"


def _within(rest: list[int | str], place: str, alone: str, name: object) -> str:
    if not rest:
        return f"{alone} {name}"
    return f"“{'.'.join(str(part) for part in rest)}” of {place}"


def _check_depth(spec: GraphSpec) -> None:
    """What can be read but not saved again is no design."""
    try:
        spec.to_json()
    except ValueError:
        raise DesignError(_TOO_DEEP) from None


def _check_blocks(spec: GraphSpec) -> None:
    for fault in block_faults(spec):
        raise DesignError(*fault)


def _check_ids(spec: GraphSpec) -> None:
    counts = Counter(node.id for node in spec.nodes)
    twice = sorted(node_id for node_id, count in counts.items() if count > 1)
    if twice:
        named = in_a_row([f"“{node_id}”" for node_id in twice])
        raise DesignError(
            f"The design has more than one layer with the id {named}.",
            "Give each layer an id of its own.",
        )
    for edge in spec.edges:
        for node_id in (edge.source, edge.target):
            if node_id not in counts:
                raise DesignError(
                    f"The design connects “{edge.source}” to “{edge.target}”, but there is no "
                    f"layer “{node_id}”.",
                    "Remove that connection, or add the layer.",
                )
