"""What can go wrong between this computer and the archive, each with words for a person."""

from __future__ import annotations

from layers_catalog.errors import UserError, WrongCallError

WEBSITE = "https://www.isic-archive.com"
BY_HAND = (
    f"The way by hand: choose the images at {WEBSITE} from another network, download them as a zip "
    "with their metadata, bring it here, and import it from the disk."
)


class ArchiveError(UserError):
    """The archive cannot give what was asked for; whole photographs stay where they are."""


class ArchiveUnreachableError(ArchiveError):
    """Something stands between this computer and the archive, or the archive is down."""


class ArchiveCallError(ArchiveError, WrongCallError):
    """What was asked for means nothing to the archive, or to this program."""


class StoppedError(Exception):
    """Somebody asked to stop; never shown."""
