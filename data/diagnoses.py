"""What the short names of diagnoses mean, and which are malignant or pre-malignant.

For labels on pages and for a proposal; the class map of an import is a person's decision.
"""

from __future__ import annotations

WORDS = {
    "ack": "actinic keratosis",
    "ak": "actinic keratosis",
    "akiec": "actinic keratosis or Bowen’s disease",
    "bcc": "basal cell carcinoma",
    "bkl": "benign keratosis",
    "df": "dermatofibroma",
    "mel": "melanoma",
    "nev": "melanocytic nevus",
    "nv": "melanocytic nevus",
    "scc": "squamous cell carcinoma",
    "sek": "seborrheic keratosis",
    "vasc": "vascular lesion",
}
"""As HAM10000, the ISIC challenges and PAD-UFES-20 abbreviate them, in lower case."""
WRITTEN_OUT = frozenset({"melanoma", "nevus", "seborrheic_keratosis", "seborrheic keratosis"})
"""Diagnoses that ISIC 2017 and the Archive write out, and that can be told apart as below."""
MALIGNANT = frozenset({"ack", "ak", "akiec", "bcc", "mel", "melanoma", "scc"})
"""Actinic keratosis is pre-malignant, Bowen's disease in situ: say "malignant or pre-malignant"."""
CONFIRMED = {
    "confocal": "confocal microscopy",
    "consensus": "consensus of experts",
    "follow-up": "follow-up",
    "histo": "histopathology",
}
"""How a diagnosis was confirmed, as HAM10000 abbreviates it (P. Tschandl et al., 2018)."""


def named(diagnosis: str) -> str:
    """A diagnosis with its meaning, as "melanoma (mel)"; what is not known as it stands."""
    meaning = WORDS.get(diagnosis.lower())
    return f"{meaning} ({diagnosis})" if meaning else diagnosis.replace("_", " ")


def confirmed_by(given: str) -> str:
    """How a diagnosis was confirmed, in words: "histo" as "histopathology".

    "follow_up" and "follow-up" are the same.
    """
    told = given.strip().replace("_", "-")
    return CONFIRMED.get(told.lower(), given.strip().replace("_", " "))
