"""ISIC 2018, task 3: a column a class, and a table that tells which images show one lesion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.layouts import ham10000
from data.readers.plan import Plan, having, lacking
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table

ONE_HOT = ("mel", "nv", "bcc", "akiec", "bkl", "df", "vasc")


def plan(tables: Sequence[Table]) -> Plan | None:
    """By the tables of seven classes."""
    labels = having(tables, "image", *ONE_HOT)
    if not labels:
        return None
    return Plan(
        layout=Layout.ISIC_2018,
        labels=labels,
        beside=lacking(having(tables, "image", "lesion_id"), *ONE_HOT),
        roles={
            Role.IMAGE: ("image",),
            Role.LESION: ("lesion_id",),
            Role.DX_TYPE: ("diagnosis_confirm_type",),
        },
        one_hot=ONE_HOT,
        licence="CC BY-NC 4.0",
        attribution=f"ISIC 2018 challenge, arXiv:1902.03368; {ham10000.ATTRIBUTION}",
    )
