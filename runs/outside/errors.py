"""Why something outside cannot be judged, in words."""

from __future__ import annotations

from layers_catalog.errors import UserError, WrongCallError


class OutsideError(UserError):
    """A run cannot be judged on this."""


class OutsideCallError(OutsideError, WrongCallError):
    """What it was to be judged on is not there, or means nothing."""
