"""Values as a person would recognise them, however strange."""

from __future__ import annotations

import pytest

from builder.problems import in_a_row
from builder.wording import shown


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a", "“a”"),
        ("a" * 60, "“" + "a" * 39 + "…”"),
        (None, "empty"),
        (True, "yes"),
        (False, "no"),
        (-3, "-3"),
        (10**400, "a number with very many digits"),
        ([3, None], "[3, null]"),
        (list(range(60)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …"),
        (object(), "a value of type object"),
        ({(1, 2): 3}, "a value of type dict"),
    ],
)
def test_shown(value: object, words: str) -> None:
    assert shown(value) == words


def test_a_value_that_is_nested_without_end() -> None:
    value: list[object] = []
    for _ in range(100_000):
        value = [value]
    assert shown(value) == "a value of type list"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (list("abcdefg"), "a, b, c and 4 more"),
    ],
)
def test_in_a_row(words: list[str], said: str) -> None:
    assert in_a_row(words) == said
