"""From a node's stored parameters to its layer, or to problems in words.

What the layer makes of its inputs is left to ``inference``.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

import layers_catalog
from builder.nearest import allowed
from builder.problems import error, in_a_row
from builder.wording import in_words

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from builder.problems import Problem
    from builder.spec import Node
    from layers_catalog import Layer


def layer_type(name: str) -> type[Layer] | None:
    """The layer type of that name, or ``None`` when the catalog has none."""
    return layers_catalog.Layer.catalog.get(name)


def read_layer(node: Node, name: str) -> tuple[Layer | None, tuple[Problem, ...]]:
    """The layer that a node stands for, or ``None`` with the problems that keep it from being one.

    Args:
        node: its type may be unknown and its parameters anything.
        name: how messages call it.
    """
    known = layer_type(node.type)
    if known is None:
        return None, (_unknown(node),)
    try:
        return known.model_validate(node.params), ()
    except ValidationError as refused:
        errors = refused.errors(include_url=False)
        return None, tuple(_bad_value(node, name, known, details) for details in errors)


def _unknown(node: Node) -> Problem:
    near = get_close_matches(node.type, layers_catalog.Layer.catalog, n=1)
    return error(
        node,
        "unknown-type",
        f"There is no layer type “{node.type}” here.",
        f"Replace it by {near[0]}, or delete it." if near else "Delete it or replace it.",
    )


def _bad_value(node: Node, name: str, known: type[Layer], details: ErrorDetails) -> Problem:
    """Our own refusals bring their sentence; pydantic's are put into words."""
    context = details.get("ctx", {})
    if "hint" in context:
        return error(node, details["type"], context["message"], context["hint"])
    if details["type"] == "extra_forbidden":
        return _unknown_field(node, name, known, details)
    code = "missing-value" if details["type"] == "missing" else "bad-value"
    field = _title(known, str(details["loc"][0]))
    place = _part(known, *details["loc"])
    message = f"“{field}” of {name}{place} {in_words(details)}."
    told = error(node, code, message, "Change it in the layer's settings.")
    return replace(told, mends=allowed(node, known, details, field))


def _unknown_field(node: Node, name: str, known: type[Layer], details: ErrorDetails) -> Problem:
    field = str(details["loc"][-1])
    titles = in_a_row([_title(known, one) for one in known.model_fields]) or "none"
    told = error(
        node,
        "unknown-value",
        f"{name} has no setting “{field}”.",
        f"Remove it. The settings of {known.__name__}: {titles}.",
    )
    return replace(told, mends=allowed(node, known, details, field))


def _title(known: type[Layer], field: str) -> str:
    """As the inspector writes it: ``kernel_size`` as "Kernel size"."""
    info = known.model_fields.get(field)
    return (info.title if info else None) or field.replace("_", " ").capitalize()


def _part(known: type[Layer], field: int | str, *rest: int | str) -> str:
    """Which value of a pair, where the error is in one of them, called as the inspector does."""
    parts = known.model_json_schema()["properties"].get(field, {}).get("prefixItems", [])
    for part in rest:
        if isinstance(part, int):
            title = parts[part].get("title") if part < len(parts) else None
            return f", {title or f'value {part + 1}'},"
    return ""
