"""A new layer touches one file: the example of CONTRIBUTING.md, used as it is printed there."""

from __future__ import annotations

import importlib.util
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import layers_catalog
from layers_catalog import Layer
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRIBUTING = Path(__file__).resolve().parents[2] / "CONTRIBUTING.md"
HEADER = """
from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer

if TYPE_CHECKING:
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


"""


@pytest.fixture
def forgetting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Layer]]:
    """The class that CONTRIBUTING.md shows, in a file of its own."""
    found = re.search(r"```python\n(.*?)```", CONTRIBUTING.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    source = tmp_path / "forgetting.py"
    source.write_text(HEADER + textwrap.dedent(found[1]), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("forgetting", source)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "forgetting", module)
    spec.loader.exec_module(module)
    yield Layer.catalog["AlphaDropout"]
    del Layer.catalog["AlphaDropout"]


def test_one_class_is_a_whole_layer(forgetting: type[Layer]) -> None:
    entry = next(one for one in layers_catalog.describe() if one["type"] == "AlphaDropout")
    assert entry["defaults"] == {"rate": 0.1}
    assert entry["schema"]["properties"]["rate"]["minimum"] == 0
    assert entry["schema"]["properties"]["rate"]["description"].startswith("The share")
    layer = forgetting(rate=0.2)
    assert layer.infer((4, 4, 3), facts=Facts()).shape == (4, 4, 3)
    (call,) = layer.calls("forget", (Tensor("image", (4, 4, 3)),), Facts())
    assert (call.path, call.kwargs) == ("keras.layers.AlphaDropout", {"rate": 0.2})


def test_the_example_leaves_no_trace() -> None:
    assert "AlphaDropout" not in {one["type"] for one in layers_catalog.describe()}
