from __future__ import annotations

import pytest

from data.errors import ImportRefusedError
from data.mapping import class_order, labels, parse_map

DIAGNOSES = ["mel", "nv", "bcc", "nv"]


def test_the_command_lines_notation_is_read() -> None:
    text = "mel=malignant, bcc=malignant,*=benign"
    assert parse_map(text) == {"mel": "malignant", "bcc": "malignant", "*": "benign"}


@pytest.mark.parametrize("text", ["mel", "mel=malignant,", "=benign", "", "mel=a,mel=b"])
def test_what_is_no_map_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ImportRefusedError, match=r"Write it like mel=malignant"):
        parse_map(text)


def test_without_a_map_diagnoses_are_the_classes() -> None:
    assert labels(DIAGNOSES, None) == {"bcc": "bcc", "mel": "mel", "nv": "nv"}


def test_the_star_takes_all_others() -> None:
    found = labels(DIAGNOSES, {"mel": "malignant", "*": "benign"})
    assert found == {"bcc": "benign", "mel": "malignant", "nv": "benign"}


@pytest.mark.parametrize("nothing", ["", "-", " - "])
def test_a_diagnosis_can_be_left_out(nothing: str) -> None:
    assert labels(DIAGNOSES, {"nv": nothing, "*": "x"}) == {"bcc": "x", "mel": "x", "nv": None}


def test_case_does_not_matter_where_it_tells_nothing_apart() -> None:
    assert labels(["Benign", "Malignant"], {"benign": "no", "MALIGNANT": "yes"}) == {
        "Benign": "no",
        "Malignant": "yes",
    }
    assert labels(["a", "A"], {"a": "x", "A": "y"}) == {"A": "y", "a": "x"}


def test_a_name_that_no_photograph_has_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match="names “melanoma”, which no photograph has"):
        labels(DIAGNOSES, {"melanoma": "malignant", "*": "benign"})


def test_a_forgotten_diagnosis_is_refused() -> None:
    with pytest.raises(ImportRefusedError, match=r"nothing about “bcc”, “nv”\. Add “\*=CLASS”"):
        labels(DIAGNOSES, {"mel": "malignant"})


@pytest.mark.parametrize(
    ("names", "positive"),
    [
        (["malignant", "benign"], "malignant"),
        (["melanoma", "nevus"], "melanoma"),
        (["mel", "nv"], "mel"),
        (["0", "1"], "1"),
        (["melanoma", "non-melanoma"], "melanoma"),
        (["Cancer", "normal"], "Cancer"),
        (["bcc", "not_bcc"], "bcc"),
        (["apple", "pear"], "pear"),
    ],
)
def test_of_two_classes_the_positive_one_comes_second(names: list[str], positive: str) -> None:
    assert class_order(names)[1] == positive
    assert class_order(names[::-1])[1] == positive


def test_more_classes_are_in_alphabetical_order() -> None:
    assert class_order(["nv", "mel", "bcc"]) == ("bcc", "mel", "nv")


@pytest.mark.parametrize("label", ["a\nb", "y" * 81])
def test_a_class_that_no_figure_could_show_is_refused(label: str) -> None:
    with pytest.raises(ImportRefusedError, match="cannot be the name of a class"):
        parse_map(f"mel={label},nv=other")
