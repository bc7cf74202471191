"""Words: the example of the design, "melanoma" only where it is so, undefined where it is so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from runs.operating import sentences
from runs.operating.alike import by_lesion
from runs.operating.measures import predictive
from runs.operating.naming import called, lesions, usual_positive
from runs.operating.rules import Kind, Rule
from runs.operating.scored import Sides

WORTH: dict[str, Any] = {
    "found": 45, "positives": 50, "positive_groups": 50,
    "left_alone": 80, "negatives": 100, "negative_groups": 100,
    "sensitivity": 0.9, "sensitivity_low": 0.7864, "sensitivity_high": 0.9565,
    "specificity": 0.8, "specificity_low": 0.7112, "specificity_high": 0.8666,
}  # fmt: skip


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_sentence_of_the_design() -> None:
    told = WORTH | predictive(WORTH, 0.02)
    said = plain(sentences.worth(told, "malignant", grouped_by="lesion", prevalence=0.02))
    assert said == (
        "At this threshold it finds 45 of 50 malignant lesions (90 %, 79 to 96) and leaves alone "
        "80 of 100 others (80 %, 71 to 87). At a prevalence of 2 %, of every 12 lesions it flags "
        "one is malignant (8.2 to 17); of 1,000 it leaves alone 2.5 are malignant (1.1 to 5.5). "
        "This assumes the collection’s mix of cases, which is usually not yours."
    )


def test_images_of_lesions_are_not_called_lesions() -> None:
    told = WORTH | {"positive_groups": 42, "negative_groups": 90}
    said = plain(sentences.worth(told, "melanoma", grouped_by="lesion"))
    assert "45 of 50 images of melanomas (90 %, 79 to 96; of 42 lesions)" in said
    assert "80 of 100 others (80 %, 71 to 87; of 90 lesions)" in said
    by_image = plain(sentences.worth(WORTH, "melanoma", grouped_by="image"))
    assert "45 of 50 images of melanomas (90 %, 79 to 96) and" in by_image


def test_what_is_not_there_is_undefined() -> None:
    ends = ("", "_low", "_high")
    none = WORTH | {f"sensitivity{end}": None for end in ends} | {"found": 0, "positives": 0}
    said = sentences.worth(
        none | predictive(none, 0.1), "malignant", grouped_by="lesion", prevalence=0.1
    )
    assert "sensitivity undefined" in said
    assert "what a flag is worth is undefined." in said


def test_a_common_finding_is_counted_of_a_hundred() -> None:
    told = WORTH | predictive(WORTH, 0.5)
    said = sentences.worth(told, "malignant", grouped_by="lesion", prevalence=0.5)
    assert "of 100 lesions it flags 82 are malignant" in said
    told = WORTH | predictive(WORTH, 0.02)
    said = sentences.worth(told, "melanoma", grouped_by="lesion", prevalence=0.02)
    assert "one is a melanoma" in said
    assert "2.5 are melanomas" in said


@pytest.mark.parametrize(
    ("positive", "diagnoses", "name", "things"),
    [
        (("mel",), (), "melanoma", "melanomas"),
        (("Melanoma",), {"mel"}, "melanoma", "melanomas"),
        (("melanoma",), {"mel", "bcc"}, "malignant", "malignant lesions"),
        (("malignant",), (), "malignant", "malignant lesions"),
        (("malignant",), {"mel", "bcc"}, "malignant", "malignant lesions"),
        (
            ("malignant",), {"mel", "akiec"},
            "malignant or pre-malignant", "malignant or pre-malignant lesions",
        ),
        (
            ("mel", "bcc", "akiec"), (),
            "malignant or pre-malignant", "malignant or pre-malignant lesions",
        ),
        (("mel", "bcc"), (), "malignant", "malignant lesions"),
        (("bkl",), (), "benign keratosis", "lesions of “benign keratosis”"),
        (("nv", "bkl"), (), "nv or bkl", "lesions of “nv or bkl”"),
        (("mel", "bkl"), (), "mel or bkl", "lesions of “mel or bkl”"),
    ],
)  # fmt: skip
def test_names(positive: tuple[str, ...], diagnoses: set[str], name: str, things: str) -> None:
    assert called(positive, diagnoses) == name
    assert lesions(name) == things


@pytest.mark.parametrize(
    ("classes", "positive"),
    [
        (("benign", "malignant"), ("malignant",)),
        (("a", "b"), ("b",)),
        (("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"), ("akiec", "bcc", "mel")),
        (("mel", "bcc"), ("bcc",)),
    ],
)
def test_what_counts_as_positive_at_first(
    classes: tuple[str, ...], positive: tuple[str, ...]
) -> None:
    assert usual_positive(classes) == positive


def test_every_rule_has_words() -> None:
    for kind in Kind:
        rule = Rule(kind, None if kind is Kind.YOUDEN else 0.9)
        assert sentences.rule_in_words(rule)


def test_lesions_scored_like_this_are_counted_once_each() -> None:
    """300 lesions at 0, 1/300, …; those from the middle on are positive; two images of each."""
    score = np.arange(300) / 300
    sides = Sides(np.tile(score, 2), np.tile(score >= 0.5, 2), np.tile(np.arange(300), 2))
    told = by_lesion(sides, grouped_by="lesion")
    near = told.near(0.5)
    assert near is not None
    assert near["count"] in {60, 61}
    assert near["positive_count"] in {30, 31}
    assert near["score_high"] - near["score_low"] == pytest.approx(0.2, abs=0.01)
    assert told.near(1.0) == {
        "unit": "lesion", "count": 60, "positive_count": 60,
        "score_low": 240 / 300, "score_high": 299 / 300,
    }  # fmt: skip


def test_few_lesions_are_no_comparison() -> None:
    few = Sides(np.linspace(0, 1, 9), np.arange(9) > 4, np.arange(9))
    assert by_lesion(few, grouped_by="lesion").near(0.5) is None
    ties = Sides(np.full(40, 0.5), np.arange(40) > 29, np.arange(40))
    assert by_lesion(ties, grouped_by="image").near(0.5) == {
        "unit": "image", "count": 40, "positive_count": 10,
        "score_low": 0.5, "score_high": 0.5,
    }  # fmt: skip


def test_a_rule_is_told_with_all_the_digits_that_were_asked_for() -> None:
    said = plain(sentences.rule_in_words(Rule(Kind.SENSITIVITY, 0.995)))
    assert said == "sensitivity of at least 99.5 %"
    assert plain(sentences.rule_in_words(Rule(Kind.SPECIFICITY, 0.9))).endswith("at least 90 %")
