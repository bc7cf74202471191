"""The catalog as plain JSON, for the palette and the inspector.

What the page draws from it is the canvas's affair.
"""

from __future__ import annotations

import inspect
import json
from functools import lru_cache
from typing import Any, cast

from layers_catalog.base import Category, Layer


def describe() -> list[dict[str, Any]]:
    """What the canvas needs to know of each layer type.

    Returns:
        ``type, category, summary, help, example, schema, defaults, slots, ends, shown, required``
        for each, by category, then in the order of declaration. ``schema`` is the JSON Schema of
        the fields with every reference resolved; ``defaults`` are the values a new layer starts
        with.
    """
    return cast("list[dict[str, Any]]", json.loads(_as_json(tuple(Layer.catalog.values()))))


@lru_cache(maxsize=1)
def _as_json(types: tuple[type[Layer], ...]) -> str:
    """Made once: schemas take milliseconds, and the page asks on every rerun."""
    families = list(Category)
    in_order = sorted(types, key=lambda layer: families.index(layer.category))
    return json.dumps([_described(layer) for layer in in_order], ensure_ascii=False)


def _described(layer: type[Layer]) -> dict[str, Any]:
    schema = layer.model_json_schema()
    fields = _resolved(schema.get("properties", {}), schema.get("$defs", {}))
    required = schema.get("required", [])
    return {
        "type": layer.__name__,
        "category": layer.category,
        "summary": layer.summary,
        "help": _unwrapped(layer.__doc__ or ""),
        "example": layer.example,
        "schema": {"type": "object", "properties": fields, "required": required},
        "defaults": fresh(layer),
        "slots": {
            "least": layer.slots.least,
            "most": layer.slots.most,
            "names": list(layer.slots.names),
        },
        "ends": layer.ends,
        "shown": list(layer.shown),
        "required": required,
    }


def fresh(layer: type[Layer]) -> dict[str, Any]:
    """The values that a new layer of a type starts with, every field, as plain JSON."""
    return layer(**layer.presets).model_dump(mode="json")


def _resolved(part: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema with each ``$ref`` replaced by what it names; its neighbours take precedence."""
    name = part.get("$ref", "").rpartition("/")[2]
    merged = {**definitions.get(name, {}), **part}
    merged.pop("$ref", None)
    if "description" in merged:
        merged["description"] = _unwrapped(merged["description"])
    return {key: _within(value, definitions) for key, value in merged.items()}


def _within(value: object, definitions: dict[str, Any]) -> object:
    """A value of a schema, any piece of JSON, in which every schema is resolved."""
    if isinstance(value, list):
        return [_within(item, definitions) for item in value]
    return _resolved(value, definitions) if isinstance(value, dict) else value


def _unwrapped(text: str) -> str:
    """A docstring's paragraphs, each in one line: the page breaks lines by itself."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(text).split("\n\n"))
