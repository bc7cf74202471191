"""ISIC 2017, part 3: ``image_id,melanoma,seborrheic_keratosis``, 0 or 1; neither is a nevus.

Age and sex stand in tables of their own beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.plan import Plan, having, lacking
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table

ONE_HOT = ("melanoma", "seborrheic_keratosis")


def plan(tables: Sequence[Table]) -> Plan | None:
    """By the table of two diagnoses."""
    labels = having(tables, "image_id", *ONE_HOT)
    if not labels:
        return None
    return Plan(
        layout=Layout.ISIC_2017,
        labels=labels,
        beside=lacking(having(tables, "image_id", "age_approximate"), *ONE_HOT),
        roles={
            Role.IMAGE: ("image_id",),
            Role.AGE: ("age_approximate",),
            Role.SEX: ("sex",),
        },
        one_hot=ONE_HOT,
        otherwise="nevus",
        licence="CC-0",
        attribution="ISIC 2017 challenge, arXiv:1710.05006",
    )
