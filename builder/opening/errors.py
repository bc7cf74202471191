"""What is said of a file that cannot be opened."""

from __future__ import annotations

from layers_catalog.errors import WrongCallError


class OpeningError(WrongCallError):
    """A file that cannot become a drawing, in words."""
