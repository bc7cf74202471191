"""A design file from outside: what is read, and the sentence for everything that is not."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder import upgrade
from builder.spec import MAX_BYTES, Edge, GraphSpec, Node
from builder.upgrade import DesignError, read_design

SPEC = GraphSpec(
    name="Zwei Schichten",
    nodes=(Node(id="input", type="Input"), Node(id="end", type="Classifier", note="Übung")),
    edges=(Edge(source="input", target="end"),),
)

DEEP = json.loads("[" * 400 + "]" * 400)


def changed(**changes: Any) -> str:
    return json.dumps({**SPEC.model_dump(mode="json"), **changes})


def refusal(text: str | bytes) -> str:
    with pytest.raises(DesignError) as caught:
        read_design(text)
    return str(caught.value)


def test_what_is_saved_is_read_back() -> None:
    assert read_design(SPEC.to_json()) == SPEC
    assert read_design(SPEC.to_json().encode("utf-8-sig")) == SPEC


def test_a_future_version_names_both_versions_and_what_to_do() -> None:
    assert refusal(changed(version=7)) == (
        "The design has version 7, but this Lesion Studio reads designs up to version 2: "
        "it was made by a newer one. Update Lesion Studio, then open the design again."
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid JSON: line 1, column 2"),
        ("[1, 2]", "not a design of Lesion Studio"),
        ('{"format": "other"}', "not a design of Lesion Studio"),
        (b"\xff\xd8\xff\xe0", "not text"),
        ("[" * 200_000, "nested too deeply"),
        (
            changed(nodes=[{"id": "a", "type": "Dense", "params": {"x": DEEP}}], edges=[]),
            "nested too deeply",
        ),
        ("9" * 5000, "a value that no design can have"),
        ('{"x": NaN}', "NaN is not a number"),
        ('{"name": "\\ud800"}', "a value that no design can have"),
        (" " * (MAX_BYTES + 1), "larger than a design can be (2 MB)"),
        (changed(version=True), "“version” must be a whole number from 1, but is yes"),
        (changed(version=0), "“version” must be a whole number from 1, but is 0"),
        (changed(name=""), "“name” must not be empty"),
        (changed(speed=3), "“speed” is not known here"),
        (changed(nodes=3), "“nodes” must be a list of values, but is 3"),
        (
            changed(nodes=[{"id": f"n{i}", "type": "Dense"} for i in range(2001)], edges=[]),
            "“nodes” must have at most 2,000 values, but has 2,001",
        ),
        (changed(nodes=[3]), "Layer number 1 must be a set of named values, but is 3"),
        (changed(nodes=[{"id": "a"}]), "“type” of layer “a” has to be given"),
        (
            changed(nodes=[{"id": "A b", "type": "Dense"}]),
            "“id” of layer “A b” must be a plain name",
        ),
        (
            changed(nodes=[{"id": "a", "type": "Dense", "x": "left"}]),
            "“x” of layer “a” must be a number, but is “left”",
        ),
        (
            changed(edges=[{"source": "input", "target": "end", "slot": -1}]),
            "“slot” of connection number 1 must be at least 0, but is -1",
        ),
        (
            changed(edges=[{"source": "input", "target": "nowhere"}]),
            "connects “input” to “nowhere”, but there is no layer “nowhere”",
        ),
        (
            changed(nodes=[{"id": "a", "type": "Dense"}] * 2, edges=[]),
            "more than one layer with the id “a”",
        ),
        (changed(nodes=[{}] * 9), "There are 14 more."),
    ],
)
def test_bad_files_get_a_sentence(text: str | bytes, words: str) -> None:
    assert words in refusal(text)


def test_old_versions_come_up_one_step_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_to_two(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "name": raw["name"] + "!"}

    def two_to_three(raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "source": raw["name"]}

    monkeypatch.setattr(upgrade, "CURRENT_VERSION", 3)
    monkeypatch.setattr(upgrade, "UPGRADES", {1: one_to_two, 2: two_to_three})
    raw = upgrade._to_current({"version": 1, "name": "a"}, 1)
    assert raw == {"version": 3, "name": "a!", "source": "a!"}
    assert "reads designs up to version 3" in refusal(changed(version=4))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, st.sampled_from(["nodes", "edges", "name", "recipe", "version", "format"]))
def test_no_json_does_more_than_be_refused(value: object, field: str) -> None:
    with suppress(DesignError):
        read_design(changed(**{field: value}))
