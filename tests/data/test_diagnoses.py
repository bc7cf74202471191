from __future__ import annotations

from data.diagnoses import in_words, to_binary


def test_abbreviations_are_said_in_words() -> None:
    assert [in_words(name) for name in ("mel", "NV", "halo")] == [
        "melanoma",
        "melanocytic nevus",
        "halo",
    ]


def test_the_seven_classes_have_a_proposal() -> None:
    seven = ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"]
    found = to_binary(seven)
    assert found
    assert [name for name in seven if found[name] == "malignant"] == ["akiec", "bcc", "mel"]


def test_unknown_names_and_one_sided_ones_have_none() -> None:
    assert to_binary(["mel", "halo"]) is None
    assert to_binary(["nv", "df"]) is None
