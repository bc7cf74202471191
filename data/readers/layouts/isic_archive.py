"""A download from the ISIC Archive: images and ``metadata.csv``, with licence and attribution each.

Older ones name a ``diagnosis``, newer ones ``diagnosis_1`` to ``diagnosis_5``, from "benign or
malignant" to ever finer names; the third is the one that people speak of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.plan import Plan, having
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table

DIAGNOSES = ("diagnosis", "diagnosis_3", "diagnosis_2", "diagnosis_1", "benign_malignant")
SITES = (
    *("anatom_site_general", "anatom_site_3", "anatom_site_2", "anatom_site_1"),
    "anatom_site_special",
)


def plan(tables: Sequence[Table]) -> Plan | None:
    """By a table of isic_id and any diagnosis."""
    own = having(tables, "isic_id")
    told = tuple(table for table in own if set(DIAGNOSES) & set(table.columns))
    if not told:
        return None
    there = {name for table in told for name in table.columns}
    return Plan(
        layout=Layout.ISIC_ARCHIVE,
        labels=told,
        beside=tuple(table for table in own if table not in told),
        roles={
            Role.IMAGE: ("isic_id",),
            Role.DIAGNOSIS: tuple(name for name in DIAGNOSES if name in there),
            Role.LESION: ("lesion_id",),
            Role.PATIENT: ("patient_id",),
            Role.AGE: ("age_approx",),
            Role.SEX: ("sex",),
            Role.SITE: SITES,
            Role.DX_TYPE: ("diagnosis_confirm_type",),
            Role.SKIN_TYPE: ("fitzpatrick_skin_type",),
            Role.IMAGE_TYPE: ("image_type",),
            Role.SOURCE: ("attribution",),
            Role.LICENCE: ("copyright_license",),
            Role.ATTRIBUTION: ("attribution",),
        },
    )
