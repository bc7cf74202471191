"""What cannot be done about an operating point, in sentences."""

from __future__ import annotations

from layers_catalog.errors import UserError, WrongCallError


class OperatingPointError(UserError):
    """An operating point cannot be chosen, read or applied."""


class PointCallError(OperatingPointError, WrongCallError):
    """What was asked for means nothing: a class, a rule or a number."""
