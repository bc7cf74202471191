"""HAM10000: one table (lesion_id, image_id, dx, …) and images in one folder, in parts or in zips.

Other files beside them (masks, other tables) are left aside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.plan import Plan, having
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table

LICENCE = "CC BY-NC 4.0"
ATTRIBUTION = (
    "P. Tschandl, C. Rosendahl, H. Kittler: The HAM10000 dataset, "
    "Scientific Data 5, 180161 (2018), doi:10.1038/sdata.2018.161"
)


def plan(tables: Sequence[Table]) -> Plan | None:
    """By the table called HAM10000_metadata, if several have its columns."""
    found = having(tables, "lesion_id", "image_id", "dx")
    named = [one for one in found if one.file.inner.name.lower().startswith("ham10000_metadata")]
    if not found:
        return None
    return Plan(
        layout=Layout.HAM10000,
        labels=(*named, *found)[:1],
        roles={
            Role.IMAGE: ("image_id",),
            Role.DIAGNOSIS: ("dx",),
            Role.LESION: ("lesion_id",),
            Role.PATIENT: ("patient_id",),
            Role.AGE: ("age",),
            Role.SEX: ("sex",),
            Role.SITE: ("localization",),
            Role.DX_TYPE: ("dx_type",),
            Role.SOURCE: ("dataset",),
        },
        licence=LICENCE,
        attribution=ATTRIBUTION,
        lesions_begin="HAM_",
    )
