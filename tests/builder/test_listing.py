"""Which lines of the printed network belong to which drawn layer."""

from __future__ import annotations

import ast
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.codegen import network_listing, network_source
from builder.lowering import lower
from builder.templates import template, templates
from layers_catalog.facts import Facts


def named(statements: str) -> set[str]:
    """The names that are given to layers in some statements."""
    values = [
        one.value
        for one in ast.walk(ast.parse(statements))
        if isinstance(one, ast.keyword) and one.arg == "name"
    ]
    return {str(one.value) for one in values if isinstance(one, ast.Constant)}


@pytest.mark.parametrize("name", templates())
def test_each_layer_has_its_own_whole_statements(name: str) -> None:
    spec = template(name)
    calls = lower(spec, Facts())
    found = network_listing(calls)
    assert found.text == network_source(calls)
    assert set(found.lines) == {node.id for node in spec.nodes}
    printed = found.text.splitlines()
    for node_id, (first, last) in found.lines.items():
        own = "\n".join(line[4:] for line in printed[first - 1 : last])
        given_names = {call.name for call in calls if call.node == node_id}
        assert named(own) <= given_names
        assert node_id in own


@pytest.mark.parametrize("name", templates())
def test_lines_of_layers_are_all_that_the_function_does(name: str) -> None:
    found = network_listing(lower(template(name), Facts()))
    spans = sorted(found.lines.values())
    for (_, last), (first, _) in pairwise(spans):
        assert first == last + 1
    after = found.text.splitlines()[spans[-1][1]]
    assert after.startswith("    return keras.Model(")


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400))
def test_a_statement_over_many_lines_is_one_span(filters: int) -> None:
    spec = template("Two-convolution CNN (64, 64)").with_params("Conv2D", filters=filters)
    found = network_listing(lower(spec, Facts()))
    first, last = found.lines["conv2d_1"]
    lines = found.text.splitlines()[first - 1 : last]
    assert f"filters={filters}," in "\n".join(lines)
    assert lines[0].startswith("    conv2d_1 = ")
    ast.parse("\n".join(line[4:] for line in lines))
