"""``control.json``: what the control with the lesion masked came to, as it was kept with a run.

Only a file is read: light enough for the pages.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from runs.likeness.kept import trained_at
from runs.training.process import write_atomically
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

CONTROL: Final = "control.json"
LIMIT: Final = 0.55
"""An AUC whose interval lies above it is more than chance."""

_Share = Annotated[float, Field(ge=0, le=1)]


class Area(BaseModel):
    """An AUC with its 95 % interval; ``None`` where it is not defined.

    Args:
        auc: of one class against the other, or the mean of each against the rest.
        low: of the interval.
        high: of the interval.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    auc: _Share | None
    low: _Share | None
    high: _Share | None


class Control(Area):
    """A head that was trained anew on photographs whose lesions were painted over.

    Args:
        auc_of: which class against which, in words.
        images: of validation that it was judged on.
        groups: of them.
        grouped_by: "lesion", "patient" or "image".
        trained_on: training images.
        left_out: images of both, in which no lesion was found, so that none was painted over.
        warns: whether the whole interval lies above ``LIMIT``.
        outlines: "given" or "estimated": how it was known where the lesions are.
        patch: what the size and place of the painted patch alone tell: not the surroundings' doing.
        made_at: when.
        trained: when the network was written that this is of.
        seconds: that it took.
    """

    run: int
    auc_of: str
    images: int
    groups: int
    grouped_by: str
    trained_on: int
    left_out: int
    warns: bool
    outlines: Literal["given", "estimated"]
    patch: Area
    made_at: AwareDatetime
    trained: int
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """As the file holds it."""
        return self.model_dump(mode="json")


def read_control(workspace: Path, run_id: int) -> Control | None:
    """What the control came to; ``None`` where none was made of the network as it is now."""
    folder = run_folder(workspace, run_id)
    try:
        found = Control.model_validate_json((folder / CONTROL).read_bytes())
        return found if found.trained == trained_at(folder) else None
    except (OSError, ValueError):
        return None


def write_control(folder: Path, control: Control) -> None:
    """Keep it with its run, whole or not at all.

    Raises:
        OSError: the disk is full or refuses.
    """
    text = json.dumps(control.as_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    write_atomically(folder / CONTROL, text.encode())
