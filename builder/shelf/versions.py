"""One earlier state of a design, in a file of its own: who left it so, when, and why.

Which states are kept, and for how long, is left to ``builder.shelf.history``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from builder.shelf.person import LONGEST
from builder.spec import MAX_BYTES
from builder.upgrade import read_design
from layers_catalog.errors import UserError, WrongCallError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from builder.spec import GraphSpec

FORMAT: Final = "lesion-studio/design-version"
LONGEST_WHY: Final = 500
_ROOM = 100_000
"""Bytes that a version's file may have beside its design."""


class VersionError(UserError):
    """A version that cannot be read."""


class VersionMissingError(VersionError, WrongCallError):
    """There is no version of that number."""


class Kind(StrEnum):
    """How a version came to be kept."""

    DRAWN = "drawn"
    """By itself, before it was drawn on: thinned as it grows old."""
    KEPT = "kept"
    """Because a person said so."""
    ASIDE = "aside"
    """Because another drawing took its place at once."""


class Version(BaseModel):
    """A design as it was once, with its number, from 1, among the versions of that design."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["lesion-studio/design-version"] = FORMAT
    version: Literal[1] = 1
    number: Annotated[int, Field(ge=1)]
    made: AwareDatetime
    who: Annotated[str, Field(max_length=LONGEST)]
    kind: Kind = Kind.DRAWN
    why: Annotated[str, Field(max_length=LONGEST_WHY)] = ""
    trained: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...] = ()
    """Digests of the designs that runs of this version were frozen with."""
    design: dict[str, Any]
    """The design's JSON as it stood in its file, of whatever version that was."""

    @property
    def lasting(self) -> bool:
        """Whether it stays however old it grows."""
        return self.kind is not Kind.DRAWN or bool(self.trained)


@dataclass(frozen=True)
class Entry:
    """A line of a history: a version with its drawing, or why it cannot be read.

    Args:
        number: of the version.
        version: who, when and why; None where the file is damaged.
        spec: the drawing; None where it cannot be read.
        problem: the sentence about what cannot be read; "" where all can.
    """

    number: int
    version: Version | None = None
    spec: GraphSpec | None = None
    problem: str = ""

    @property
    def made(self) -> datetime | None:
        """When it was left so."""
        return self.version.made if self.version else None


def read_version(path: Path) -> Version:
    """The version in a file.

    Raises:
        VersionError: it is damaged, or was written by a later Lesion Studio.
    """
    try:
        content = path.read_bytes()
        if len(content) > MAX_BYTES + _ROOM:
            raise _damaged(path)
        return Version.model_validate_json(content)
    except ValidationError as refused:
        told = refused.errors(include_url=False)
        if any(one["loc"] == ("version",) for one in told):
            raise VersionError(
                f"The version in {path} was written by another version of Lesion Studio.",
                "Update Lesion Studio, then open it again.",
            ) from refused
        raise _damaged(path) from refused
    except OSError as failed:
        raise _damaged(path) from failed


def readable(path: Path) -> Version | None:
    """The version in a file, if it can be read."""
    try:
        return read_version(path)
    except VersionError:
        return None


def _damaged(path: Path) -> VersionError:
    return VersionError(
        f"The version in {path} cannot be read: the file is damaged.",
        "Restore it from a backup; all other versions are as they were.",
    )


def entry(path: Path) -> Entry:
    """A version's file as a line of the history; what cannot be read is told, not raised."""
    number = int(path.stem)
    try:
        version = read_version(path)
    except VersionError as error:
        return Entry(number, problem=str(error))
    try:
        return Entry(number, version, read_design(json.dumps(version.design)))
    except UserError as error:
        return Entry(number, version, problem=str(error))
