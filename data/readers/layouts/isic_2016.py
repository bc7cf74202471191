"""ISIC 2016, task 3: a table without header, an image and "benign" or "malignant" a line.

The table of the test images has 0 and 1 in place of the words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from data.readers.plan import Plan
from data.readers.records import Layout
from data.readers.roles import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.plan import Table

WORDS: Final = {"0": "benign", "0.0": "benign", "1": "malignant", "1.0": "malignant"}
_IMAGE: Final = re.compile(r"isic_\d{7}(\.jpe?g)?")
_COLUMNS: Final = ("image", "diagnosis")


def plan(tables: Sequence[Table]) -> Plan | None:
    """By a table whose first line is a row already."""
    found = tuple(
        replace(table, columns=_COLUMNS, headed=False) for table in tables if _is_row(table.columns)
    )
    if not found:
        return None
    return Plan(
        layout=Layout.ISIC_2016,
        labels=found,
        roles={Role.IMAGE: ("image",), Role.DIAGNOSIS: ("diagnosis",)},
        words={Role.DIAGNOSIS: WORDS},
        licence="CC-0",
        attribution="ISIC 2016 challenge, arXiv:1605.01397",
    )


def _is_row(cells: tuple[str, ...]) -> bool:
    match cells:
        case (image, diagnosis):
            known = diagnosis in WORDS or diagnosis in WORDS.values()
            return known and _IMAGE.fullmatch(image) is not None
        case _:
            return False
