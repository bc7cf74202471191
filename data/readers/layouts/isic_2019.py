"""ISIC 2019: a column a class, and a table of age, sex, site and lesion beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.readers.layouts import ham10000
from data.readers.plan import Plan, having, lacking
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table

ONE_HOT = ("mel", "nv", "bcc", "ak", "bkl", "df", "vasc", "scc", "unk")


def plan(tables: Sequence[Table]) -> Plan | None:
    """By the tables of nine classes."""
    labels = having(tables, "image", *ONE_HOT)
    if not labels:
        return None
    return Plan(
        layout=Layout.ISIC_2019,
        labels=labels,
        beside=lacking(having(tables, "image", "age_approx"), *ONE_HOT),
        roles={
            Role.IMAGE: ("image",),
            Role.LESION: ("lesion_id",),
            Role.AGE: ("age_approx",),
            Role.SEX: ("sex",),
            Role.SITE: ("anatom_site_general",),
        },
        one_hot=ONE_HOT,
        licence="CC BY-NC 4.0",
        attribution=(
            f"ISIC 2019 challenge; {ham10000.ATTRIBUTION}; BCN_20000, arXiv:1908.02288; "
            "MSK, arXiv:1710.05006"
        ),
    )
