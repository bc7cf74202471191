"""No table that is given out computes anything where it is opened."""

from __future__ import annotations

import pytest

from runs.csv_text import as_csv
from runs.spreadsheet import defused
from runs.time_left import seconds_left


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_text_that_begins_like_a_formula_is_defused(sign: str) -> None:
    assert defused(f"{sign}1+1") == f"'{sign}1+1"
    assert defused(f"a{sign}1+1") == f"a{sign}1+1"


@pytest.mark.parametrize("value", [-0.5, -3, None, ""])
def test_numbers_and_what_is_empty_stay(value: object) -> None:
    assert defused(value) is value


def test_the_data_of_a_figure_follow_the_same_rule() -> None:
    rows = [{"name": "=1+1", "value": -0.5}, {"name": "a,b", "value": 1}]
    assert as_csv(rows) == 'name,value\r\n\'=1+1,-0.5\r\n"a,b",1\r\n'


@pytest.mark.parametrize(
    ("done", "seconds", "left"),
    [(0, 5.0, None), (1, 60.0, None), (50, 0.5, None), (2, 4.0, 196.0), (100, 9.0, 0.0)],
)
def test_the_time_left_is_told_once_the_pace_says_something(
    done: int, seconds: float, left: float | None
) -> None:
    assert seconds_left(done, 100, seconds) == left
