"""What a column of a table can say of a photograph, and the names that such columns usually have.

Whether a given table is of a known layout is for that layout's file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from data.errors import ImportCallError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Role(StrEnum):
    """What is known of a photograph; the names that the command line takes."""

    IMAGE = "image"
    DIAGNOSIS = "diagnosis"
    LESION = "lesion"
    PATIENT = "patient"
    AGE = "age"
    SEX = "sex"
    SITE = "site"
    DX_TYPE = "dx_type"
    SKIN_TYPE = "skin_type"
    IMAGE_TYPE = "image_type"
    SOURCE = "source"
    LICENCE = "licence"
    ATTRIBUTION = "attribution"
    SPLIT = "split"


NEEDED: Final = (Role.IMAGE, Role.DIAGNOSIS)

USUAL: Final[Mapping[Role, tuple[str, ...]]] = {
    Role.IMAGE: (
        *("image_id", "isic_id", "image_name", "img_id", "image", "img", "filename", "file_name"),
        *("file", "image_path", "path", "photo", "photograph", "picture", "bild", "datei"),
    ),
    Role.DIAGNOSIS: (
        *("diagnosis", "dx", "diagnostic", "label", "class", "class_name", "category", "target"),
        *("benign_malignant", "disease", "lesion_type", "diagnose", "befund"),
    ),
    Role.LESION: ("lesion_id", "lesion", "lesionid", "case_id", "case"),
    Role.PATIENT: ("patient_id", "patient", "patientid", "subject_id", "subject", "person_id"),
    Role.AGE: ("age", "age_approx", "age_approximate", "patient_age", "alter"),
    Role.SEX: ("sex", "gender", "geschlecht"),
    Role.SITE: (
        *("site", "localization", "localisation", "location", "anatom_site_general", "region"),
        *("anatomical_site", "body_site", "lokalisation"),
    ),
    Role.DX_TYPE: ("dx_type", "diagnosis_confirm_type", "confirmed_by"),
    Role.SKIN_TYPE: ("skin_type", "fitzpatrick_skin_type", "fitzpatrick", "phototype"),
    Role.IMAGE_TYPE: ("image_type", "modality"),
    Role.SOURCE: ("source", "dataset", "collection", "hospital", "site_of_care", "clinic"),
    Role.LICENCE: ("licence", "license", "copyright_license"),
    Role.ATTRIBUTION: ("attribution", "credit", "copyright"),
    Role.SPLIT: ("split", "subset", "partition"),
}
"""Lower case, the likeliest first."""


def guessed(columns: Sequence[str]) -> dict[Role, tuple[str, ...]]:
    """Which column says what, by the usual names; a column says one thing only.

    Args:
        columns: of a table, in lower case.
    """
    found: dict[Role, tuple[str, ...]] = {}
    taken: set[str] = set()
    for role, names in USUAL.items():
        there = next((name for name in names if name in columns and name not in taken), None)
        if there:
            found[role] = (there,)
            taken.add(there)
    return found


def parse_columns(pairs: Iterable[str]) -> dict[str, str]:
    """Roles and their columns from the command line's notation, ``diagnosis=dx``.

    Raises:
        ImportCallError: a text is no such pair.
    """
    found: dict[str, str] = {}
    for pair in pairs:
        role, equals, column = (part.strip() for part in pair.partition("="))
        if not (role and equals):
            raise ImportCallError(
                f"“{pair}” does not say which column tells what.",
                "Write it like diagnosis=dx; without a column, as in age=, nothing tells it.",
            )
        found[role] = column
    return found
