"""The published JSON Schema is that of the code, and takes what the program takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder import schema
from builder.spec import GraphSpec
from builder.templates import templates
from builder.upgrade import read_design
from layers_catalog.errors import UserError

SCHEMA = json.loads(schema.PLACE.read_text(encoding="utf-8"))
TEMPLATES = sorted((Path(schema.__file__).parent / "templates").glob("*.json"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_file_is_what_the_code_says() -> None:
    assert schema.PLACE.read_text(encoding="utf-8") == schema.text(), "run `make schema`"
    VALIDATOR.check_schema(SCHEMA)


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_every_template_is_valid(file: Path) -> None:
    VALIDATOR.validate(json.loads(file.read_bytes()))
    assert len(templates()) == 16


def test_every_drawing_that_is_saved_is_valid(
    sound_designs: Callable[..., st.SearchStrategy[GraphSpec]],
) -> None:
    @settings(max_examples=30, deadline=None)
    @given(sound_designs())
    def valid(spec: GraphSpec) -> None:
        VALIDATOR.validate(json.loads(spec.to_json()))

    valid()


@pytest.mark.parametrize(
    "change",
    [
        {"format": "another/format"},
        {"version": 99},
        {"surprise": 1},
        {"name": ""},
        {"nodes": [{"id": "Not An Id", "type": "Input"}]},
        {"nodes": [{"id": "a"}]},
        {"edges": [{"source": "a", "target": "b", "slot": -1}]},
    ],
)
def test_what_is_refused_here_is_invalid_there(change: dict[str, Any]) -> None:
    raw = {**json.loads(GraphSpec().to_json()), **change}
    assert not VALIDATOR.is_valid(raw)
    with pytest.raises(UserError):
        read_design(json.dumps(raw))
