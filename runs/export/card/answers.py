"""What only a person can tell of a model, kept with its run and proposed for the next one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers_catalog.errors import UserError
from runs.training import process
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

ANSWERS: Final = "card.json"
_DEFAULTS: Final = "card_defaults.json"
_RECURRING: Final = frozenset(
    {"authors", "intended_use", "users", "device", "ethics", "funding", "contact"}
)
"""What is usually the same for the next run."""

Text = Annotated[str, Field(max_length=4000)]


class AnswersError(UserError):
    """What a person told cannot be kept."""


class Answers(BaseModel):
    """A person's words for the card; "" where nothing was told."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    authors: Annotated[Text, Field(title="Authors", description="Who made this model.")] = ""
    intended_use: Annotated[
        Text,
        Field(
            title="Intended use",
            description="The question that it helps with, where, and in which clinical role.",
        ),
    ] = ""
    users: Annotated[
        Text, Field(title="Users", description="Who may use it, and what they must know.")
    ] = ""
    out_of_scope: Annotated[
        Text, Field(title="Out of scope", description="For whom and what it must not be used.")
    ] = ""
    device: Annotated[
        Text,
        Field(
            title="Camera or dermatoscope",
            description="Maker and kind, polarised or not, with or without contact.",
        ),
    ] = ""
    participants: Annotated[
        Text,
        Field(
            title="Where the photographs come from",
            description="Place and dates; consecutive, random or chosen; looking back or ahead.",
        ),
    ] = ""
    reference: Annotated[
        Text,
        Field(
            title="Reference standard",
            description="Why it was chosen, who set the labels, how far they agreed.",
        ),
    ] = ""
    robustness: Annotated[
        Text,
        Field(
            title="Robustness",
            description="What happened with other cameras, hair, ink, blur, other collections.",
        ),
    ] = ""
    limitations: Annotated[
        Text, Field(title="Limitations", description="What a reader must bear in mind.")
    ] = ""
    ethics: Annotated[
        Text, Field(title="Ethics", description="Approval, consent, how names were taken out.")
    ] = ""
    funding: Annotated[
        Text, Field(title="Funding", description="Who paid, and what they had to say.")
    ] = ""
    contact: Annotated[
        Text, Field(title="Contact", description="Whom to ask, and to tell of errors.")
    ] = ""


def answers_of(workspace: Path, run_id: int) -> Answers:
    """What was told of a run; before anything was, what recurs of the run told of last."""
    own = _read(run_folder(workspace, run_id) / ANSWERS)
    if own is not None:
        return own
    return _read(workspace / _DEFAULTS) or Answers()


def told_of(workspace: Path, run_id: int) -> Answers:
    """What was told of this run itself: nothing of another run stands on its card."""
    return _read(run_folder(workspace, run_id) / ANSWERS) or Answers()


def keep(workspace: Path, run_id: int, answers: Answers) -> None:
    """Keep what was told of a run, and propose what recurs for the next.

    Raises:
        AnswersError: the disk is full or refuses.
    """
    recurring = answers.model_dump(include=set(_RECURRING))
    try:
        for path, told in (
            (run_folder(workspace, run_id) / ANSWERS, answers.model_dump()),
            (workspace / _DEFAULTS, recurring),
        ):
            text = json.dumps(told, indent=1, ensure_ascii=False)
            process.write_atomically(path, text.encode())
    except OSError as error:
        raise AnswersError(
            f"The card of run {run_id} cannot be kept: {error.strerror or error}.",
            "Make room on the disk, then save again.",
        ) from error


def _read(path: Path) -> Answers | None:
    try:
        return Answers.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
