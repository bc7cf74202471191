"""Rows as CSV, safe to be opened by a spreadsheet; where it goes is left to pages and commands."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from runs.spreadsheet import defused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV; a cell that a spreadsheet would take for a formula is prefixed with ``'``."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]) if rows else [])
    writer.writeheader()
    writer.writerows({key: defused(value) for key, value in row.items()} for row in rows)
    return out.getvalue()
