"""What the canvas is told of each layer, and that the web process pays little for it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import layers_catalog
from layers_catalog import Layer
from layers_catalog.base import Category
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts

ROOT = Path(__file__).resolve().parents[2]
DESCRIBED = {entry["type"]: entry for entry in layers_catalog.describe()}
FIRST_ISSUE = (
    "Input Rescaling RandomFlip RandomRotation RandomZoom RandomContrast Conv2D SeparableConv2D "
    "DepthwiseConv2D MaxPooling2D AveragePooling2D GlobalAveragePooling2D GlobalMaxPooling2D "
    "Flatten Dense Dropout SpatialDropout2D BatchNormalization Activation Add Concatenate "
    "Backbone Classifier"
)
AMERICAN = re.compile(
    r"\b(colors?|gray|(?:re|nor|optim|memor|regular)\w*iz(?:e|es|ed|ing|ation)|behavior|centered)\b"
)
every = pytest.mark.parametrize("entry", DESCRIBED.values(), ids=DESCRIBED)


def test_all_layers_are_described_by_family() -> None:
    assert set(FIRST_ISSUE.split()) <= set(DESCRIBED) == set(Layer.catalog)
    families = [list(Category).index(entry["category"]) for entry in DESCRIBED.values()]
    assert families == sorted(families)
    assert list(DESCRIBED)[:2] == ["Input", "Rescaling"]


def test_what_is_given_is_the_callers_own() -> None:
    layers_catalog.describe()[0]["type"] = "changed"
    assert layers_catalog.describe()[0]["type"] == "Input"


@every
def test_description_is_complete_json(entry: dict[str, Any]) -> None:
    assert json.loads(json.dumps(entry)) == entry
    assert "$ref" not in json.dumps(entry)
    fields = entry["schema"]["properties"]
    assert set(entry["defaults"]) == set(fields)
    assert set(entry["shown"]) <= set(fields)
    assert set(entry["required"]) <= set(Layer.catalog[entry["type"]].presets)
    assert len(entry["shown"]) <= 2


def test_each_number_of_a_pair_is_named() -> None:
    names = {
        name: [item.get("title") for item in _items(field)]
        for entry in DESCRIBED.values()
        for name, field in entry["schema"]["properties"].items()
    }
    assert all(all(given) for given in names.values()), names
    assert names["kernel_size"] == ["height", "width"]
    assert names["kernel_regularizer"] == ["L1", "L2"]
    assert names["value_range"] == ["lowest", "highest"]
    assert names["cropping"] == ["top", "bottom", "left", "right"]


def _items(field: dict[str, Any]) -> list[dict[str, Any]]:
    """The numbers of a pair, however the field wraps it; nothing for another field."""
    inner = [field, *field.get("anyOf", [])]
    return [item for part in inner for item in part.get("prefixItems", [])]


@every
def test_words_are_plain_and_whole(entry: dict[str, Any]) -> None:
    assert 2 <= len(entry["summary"].split()) <= 6
    fields = entry["schema"]["properties"].values()
    sentences = [entry["help"], entry["example"], *(field["description"] for field in fields)]
    for text in sentences:
        assert text.endswith((".", ".”"))
        assert "\n" not in text.replace("\n\n", "")
    everything = " ".join([entry["summary"], *sentences])
    assert "``" not in everything
    assert not AMERICAN.search(everything.lower())


@every
def test_a_fresh_layer_is_valid_and_makes_plain_calls(entry: dict[str, Any]) -> None:
    layer = Layer.catalog[entry["type"]](**entry["defaults"])
    count = max(entry["slots"]["least"], 0)
    given = tuple(Tensor(f"in{slot}", (64, 64, 3)) for slot in range(count))
    for call in layer.calls("fresh", given, Facts()):
        assert _plain(call.kwargs)
        assert call.node == "fresh"
    assert call.name == "fresh"


def _plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and _plain(inner) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return all(_plain(inner) for inner in value)
    return value is None or type(value) in {bool, int, float, str}


def test_choices_and_empty_values_are_spelled_out_for_the_form() -> None:
    conv = DESCRIBED["Conv2D"]["schema"]["properties"]
    assert conv["padding"]["enum"] == ["valid", "same"]
    assert conv["filters"]["minimum"] == 1
    assert conv["kernel_size"]["title"] == "Kernel size"
    assert conv["strides"]["advanced"] is True
    assert "advanced" not in conv["filters"]
    assert DESCRIBED["Conv2D"]["defaults"]["kernel_size"] == [3, 3]
    assert DESCRIBED["Add"]["slots"] == {"least": 2, "most": None, "names": []}
    assert DESCRIBED["MaxPooling2D"]["defaults"]["strides"] is None


def test_the_catalog_loads_pydantic_and_the_standard_library_only() -> None:
    program = "import sys, layers_catalog; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}"],
        capture_output=True,
        text=True,
        check=True,
    )
    allowed = {"layers_catalog", "pydantic", "pydantic_core", "annotated_types"}
    allowed |= {"typing_extensions", "typing_inspection", "__main__", "sitecustomize"}
    loaded = {name for name in done.stdout.split() if not name.startswith(("__editable__", "_"))}
    assert loaded - allowed <= set(sys.stdlib_module_names)
