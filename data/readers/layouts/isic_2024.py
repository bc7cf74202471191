"""ISIC 2024 (SLICE-3D): ``train-metadata.csv`` and images in a folder or in one HDF5 file.

Columns that exist only because a diagnosis is known (iddx_…, mel_…, tbp_lv_dnn_lesion_confidence)
are read by nobody; lesion_id keeps views of a lesion together and is no input of a network.
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
    """By a table of isic_id, target and patient_id."""
    labels = having(tables, "isic_id", "target", "patient_id")
    if not labels:
        return None
    return Plan(
        layout=Layout.ISIC_2024,
        labels=labels,
        roles={
            Role.IMAGE: ("isic_id",),
            Role.DIAGNOSIS: ("target",),
            Role.LESION: ("lesion_id",),
            Role.PATIENT: ("patient_id",),
            Role.AGE: ("age_approx",),
            Role.SEX: ("sex",),
            Role.SITE: ("anatom_site_general",),
            Role.IMAGE_TYPE: ("image_type",),
            Role.SOURCE: ("attribution",),
            Role.LICENCE: ("copyright_license",),
            Role.ATTRIBUTION: ("attribution",),
        },
        words={Role.DIAGNOSIS: WORDS},
    )
