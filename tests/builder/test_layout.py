"""Printed Python means what it should and is laid out as ruff would."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from builder.layout import Name, expression, statement
from layers_catalog.call import penalty


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (1 / 255, "1 / 255"),
        (1 / 128, "1 / 128"),
        (0.003921, "0.003921"),
        (0.25, "0.25"),
        (1e-05, "1e-05"),
        (1 / 3, "1 / 3"),
        ((3,), "(3,)"),
        ((3, None), "(3, None)"),
        ([True, 1.0, "a"], '[True, 1.0, "a"]'),
        ({"a": (1, 2)}, '{"a": (1, 2)}'),
        ("don't", '"don\'t"'),
        ('say "a"', "'say \"a\"'"),
        (Name("x"), "x"),
        (penalty(0.0, 1e-4), "keras.regularizers.L1L2(l1=0.0, l2=0.0001)"),
    ],
)
def test_values_as_a_person_would_write_them(value: object, printed: str) -> None:
    assert expression(value) == printed


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), max_size=12)
    | st.integers(1, 2000).map(lambda n: 1 / n),
    lambda inner: st.lists(inner, max_size=9) | st.lists(inner, max_size=9).map(tuple),
    max_leaves=25,
)
_names = st.integers(1, 40).map(lambda length: Name("x" * length))


@given(_values)
def test_a_printed_value_evaluates_to_itself(value: object) -> None:
    assert repr(eval(expression(value))) == repr(value)  # noqa: S307 - what we printed ourselves


def formatted(source: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=100", "-"]
    done = subprocess.run(
        command, input=source, capture_output=True, encoding="utf-8", check=True, timeout=60
    )
    return done.stdout


_statements = st.builds(
    lambda target, kwargs, first, then, apart: [
        "def f():",
        *statement(f"{target} = keras.layers.Conv2D", kwargs, first=first, then=then, apart=apart),
    ],
    _names,
    st.dictionaries(
        st.text("abcdefgh", min_size=1, max_size=20),
        _values | st.builds(penalty, st.floats(0, 1), st.floats(0, 1)),
        min_size=1,
        max_size=6,
    ),
    st.lists(_names, max_size=2),
    st.lists(_names, max_size=5),
    st.booleans(),
)


def test_any_statement_stays_as_it_is_under_ruff() -> None:
    drawn: list[str] = []

    @settings(phases=[Phase.generate])
    @given(_statements)
    def collect(lines: list[str]) -> None:
        drawn.append("\n".join(lines) + "\n")

    collect()  # all in one, for a process each would take minutes
    source = "\n\n".join(drawn)
    assert formatted(source) == source
