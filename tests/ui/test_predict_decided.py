"""What a card says of a score: flagged or not, the threshold marked, and how its like fared."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from runs.operating import sentences
from runs.scripts.parts.flagging import at_point
from runs.scripts.parts.table import columns, table_lines

ALIKE = {
    "positive": ["malignant"], "unit": "lesion", "count": 60, "positive_count": 34,
    "score_low": 0.31, "score_high": 0.52,
}  # fmt: skip


def card(answer: dict[str, object]) -> None:
    from ui.pages.predict import decided

    decided.show(answer)


def shown(score: float, threshold: float | None) -> AppTest:
    probabilities = {"benign": 1 - score, "malignant": score}
    point = None if threshold is None else {"positive": ["malignant"], "threshold": threshold}
    answer = {
        "class": "malignant",
        "operating_point": at_point(probabilities, point),
        "scored_alike": ALIKE,
    }
    app = AppTest.from_function(card, kwargs={"answer": answer}).run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("score", "threshold", "said"),
    [
        (0.41, 0.4, "Flagged: **malignant**"),
        (0.4, 0.4, "Flagged: **malignant**"),
        (0.39, 0.4, "Not flagged as malignant"),
        (0.9, None, "Highest score: **malignant**"),
    ],
)
def test_a_card_says_what_was_decided(score: float, threshold: float | None, said: str) -> None:
    app = shown(score, threshold)
    assert app.markdown[0].value == said
    assert "34 of 60 were malignant" in app.caption[-1].value
    if threshold is not None:
        assert f"left:{100 * threshold:.2f}%" in app.get("html")[0].proto.body


def test_its_like_are_counted_in_a_sentence() -> None:
    said = "Of validation lesions scored like this (0.31 to 0.52), 34 of 60 were malignant."
    assert sentences.alike(ALIKE) == said
    assert "1 of 60 was malignant." in sentences.alike(ALIKE | {"positive_count": 1})


def test_the_table_has_columns_of_the_point_only_where_there_is_one() -> None:
    names = ("benign", "malignant")
    assert columns(names) == ["file", "benign", "malignant", "class", "note"]
    probabilities = {"benign": 0.25, "malignant": 0.75}
    point = {"positive": ["malignant"], "threshold": 0.5}
    flagged = {
        "image": "a.jpg", "probabilities": probabilities, "class": "malignant", "problem": None,
        "notes": [], "operating_point": at_point(probabilities, point),
    }  # fmt: skip
    none = {**flagged, "probabilities": {}, "class": None, "operating_point": at_point({}, point)}
    head, *rows = (line.strip() for line in table_lines([flagged, none], names, point=True))
    assert head == "file,benign,malignant,class,positive,positive_score,threshold,flagged,note"
    assert rows == ["a.jpg,0.25,0.75,malignant,malignant,0.75,0.5,yes,", "a.jpg,,,,,,,,"]
    assert columns(("flagged", "b"), point=True)[1] == "flagged (score)"
