"""What the short names of diagnoses mean, and which are malignant or pre-malignant.

For labels on pages and for a proposal; the class map of an import is a person's decision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS = {
    "akiec": "actinic keratosis or Bowen's disease",
    "bcc": "basal cell carcinoma",
    "bkl": "benign keratosis",
    "df": "dermatofibroma",
    "mel": "melanoma",
    "nv": "melanocytic nevus",
    "vasc": "vascular lesion",
    "scc": "squamous cell carcinoma",
    "ak": "actinic keratosis",
    "sek": "seborrheic keratosis",
}
"""As HAM10000, ISIC 2019 and PAD-UFES-20 abbreviate them, in lower case."""
MALIGNANT = frozenset({"akiec", "ak", "bcc", "mel", "scc"})
"""Actinic keratosis is pre-malignant, Bowen's disease in situ: say "malignant or pre-malignant"."""


def in_words(diagnosis: str) -> str:
    """``"mel"`` as "melanoma"; an unknown name as it is."""
    return WORDS.get(diagnosis.lower(), diagnosis)


def to_binary(diagnoses: Iterable[str]) -> dict[str, str] | None:
    """A proposal: diagnosis → "benign" or "malignant"; None unless all are known and both occur."""
    names = list(diagnoses)
    if any(name.lower() not in WORDS for name in names):
        return None
    proposed = {name: "malignant" if name.lower() in MALIGNANT else "benign" for name in names}
    return proposed if len(set(proposed.values())) > 1 else None
