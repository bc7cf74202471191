"""Why nothing can be told of what is like a photograph, in words."""

from __future__ import annotations

from layers_catalog.errors import UserError


class LikenessError(UserError):
    """A run's training images are not there to compare with."""
