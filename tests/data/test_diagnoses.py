from __future__ import annotations

from data.diagnoses import MALIGNANT, WORDS, WRITTEN_OUT


def test_what_is_called_malignant_is_known() -> None:
    assert WORDS.keys() | WRITTEN_OUT >= MALIGNANT
    seven = ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"]
    assert [name for name in seven if name in MALIGNANT] == ["akiec", "bcc", "mel"]
