"""Why no control can be made, in words."""

from __future__ import annotations

from layers_catalog.errors import UserError


class ControlError(UserError):
    """The control with the lesion masked cannot be made."""
