"""ISIC 2020: "benign" or "malignant" by patient; a list of repeats may stand beside it.

The column "diagnosis" is mostly "unknown" there, so it is not the one that is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.layouts.isic_2016 import WORDS
from data.readers.plan import Plan, having
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table


def plan(tables: Sequence[Table]) -> Plan | None:
    """By a table of image_name, patient_id and target."""
    labels = having(tables, "image_name", "patient_id", "target")
    if not labels:
        return None
    return Plan(
        layout=Layout.ISIC_2020,
        labels=labels,
        pairs=having(tables, "image_name_1", "image_name_2"),
        roles={
            Role.IMAGE: ("image_name",),
            Role.DIAGNOSIS: ("benign_malignant", "target"),
            Role.LESION: ("lesion_id",),
            Role.PATIENT: ("patient_id",),
            Role.AGE: ("age_approx",),
            Role.SEX: ("sex",),
            Role.SITE: ("anatom_site_general_challenge",),
        },
        words={Role.DIAGNOSIS: WORDS},
        licence="CC BY-NC 4.0",
        attribution=(
            "V. Rotemberg et al.: A patient-centric dataset, Scientific Data 8, 34 (2021), "
            "doi:10.1038/s41597-021-00815-z"
        ),
    )
