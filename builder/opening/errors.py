"""What is said of a file that cannot be opened."""

from __future__ import annotations

from layers_catalog.errors import WrongCallError


class OpeningError(WrongCallError):
    """A file that cannot become a drawing, in words."""


class MisfitError(OpeningError):
    """Weights that are not there, or not of the size that the drawing needs."""
