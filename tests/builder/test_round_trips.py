"""A drawing with branches and blocks becomes JSON, and the JSON the same drawing again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.canvas.wire import from_wire, to_wire
from builder.shelf.designs import DesignShelf
from builder.spec import GraphSpec
from builder.upgrade import read_design

Designs = Callable[..., st.SearchStrategy[GraphSpec]]


@pytest.fixture(scope="module")
def met() -> Counter[str]:
    """How many drawings had what."""
    return Counter()


def test_any_drawing_comes_back_from_json(block_designs: Designs, met: Counter[str]) -> None:
    @settings(max_examples=100, deadline=None)
    @given(block_designs())
    def comes_back(spec: GraphSpec) -> None:
        again = read_design(spec.to_json())
        assert again == spec
        assert again.to_json() == spec.to_json()
        assert read_design(spec.to_json().encode()) == spec
        met["repeated"] += any(block.times > 1 for block in spec.blocks)
        met["branched"] += max(Counter(edge.source for edge in spec.edges).values()) > 1

    comes_back()
    assert min(met["repeated"], met["branched"]) >= 20


def test_any_drawing_comes_back_from_the_board(block_designs: Designs) -> None:
    @settings(max_examples=100, deadline=None)
    @given(block_designs())
    def comes_back(spec: GraphSpec) -> None:
        sent = json.loads(json.dumps(to_wire(spec)))
        assert from_wire(sent, name=spec.name, like=spec) == spec

    comes_back()


def test_any_drawing_comes_back_from_the_shelf(block_designs: Designs) -> None:
    @settings(max_examples=30, deadline=None)
    @given(block_designs())
    def comes_back(spec: GraphSpec) -> None:
        with TemporaryDirectory() as folder:
            shelf = DesignShelf(Path(folder))
            shelf.save(spec)
            assert shelf.load(spec.name) == spec

    comes_back()
