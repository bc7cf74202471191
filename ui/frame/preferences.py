"""What the pages remember in the workspace: the tour, and what was last in hand.

A convenience only: a broken or missing file means "nothing remembered", never an error.
"""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

FILE = "preferences.json"


def read(workspace: Path) -> dict[str, Any]:
    """Everything remembered; empty when nothing is."""
    try:
        kept = json.loads((workspace / FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(workspace: Path, **changes: Any) -> None:  # noqa: ANN401  any JSON value
    """Keep ``changes`` beside what is remembered; a full disk costs no more than the memory."""
    kept = read(workspace)
    if all(kept.get(key) == value for key, value in changes.items()):
        return
    partial = workspace / f"{FILE}.partial"
    with suppress(OSError):
        partial.write_text(json.dumps(kept | changes, ensure_ascii=False), encoding="utf-8")
        partial.replace(workspace / FILE)
