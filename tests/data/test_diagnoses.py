from __future__ import annotations

from data.diagnoses import MALIGNANT, WORDS, WRITTEN_OUT, confirmed_by, named


def test_what_is_called_malignant_is_known() -> None:
    assert WORDS.keys() | WRITTEN_OUT >= MALIGNANT
    seven = ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"]
    assert [name for name in seven if name in MALIGNANT] == ["akiec", "bcc", "mel"]


def test_codes_have_their_meaning_and_others_stay() -> None:
    assert named("nv") == "melanocytic nevus (nv)"
    assert named("MEL") == "melanoma (MEL)"
    assert named("seborrheic_keratosis") == "seborrheic keratosis"
    assert [confirmed_by(one) for one in ("histo", "follow_up", "follow-up", "Confocal")] == [
        "histopathology",
        "follow-up",
        "follow-up",
        "confocal microscopy",
    ]
    assert confirmed_by("single image expert consensus") == "single image expert consensus"
