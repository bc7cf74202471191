"""PAD-UFES-20: photographs by telephone, ``metadata.csv`` with patient, lesion and skin type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.plan import Plan, having
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table


def plan(tables: Sequence[Table]) -> Plan | None:
    """By a table of img_id, diagnostic and patient_id."""
    labels = having(tables, "img_id", "diagnostic", "patient_id")
    if not labels:
        return None
    return Plan(
        layout=Layout.PAD_UFES_20,
        labels=labels,
        roles={
            Role.IMAGE: ("img_id",),
            Role.DIAGNOSIS: ("diagnostic",),
            Role.LESION: ("lesion_id",),
            Role.PATIENT: ("patient_id",),
            Role.AGE: ("age",),
            Role.SEX: ("gender",),
            Role.SITE: ("region",),
            Role.DX_TYPE: ("biopsed",),
            Role.SKIN_TYPE: ("fitspatrick",),
        },
        words={
            Role.DX_TYPE: {"true": "biopsy", "false": "clinical examination"},
            Role.SKIN_TYPE: {f"{number}.0": str(number) for number in range(1, 7)},
        },
        licence="CC BY 4.0",
        attribution=(
            "A. G. C. Pacheco et al.: PAD-UFES-20, Data in Brief 32, 106221 (2020), "
            "doi:10.1016/j.dib.2020.106221"
        ),
    )
