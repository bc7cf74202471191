"""What is said of a file that cannot be opened."""

from __future__ import annotations

from layers_catalog.errors import WrongCallError


class OpeningError(WrongCallError):
    """A file that cannot become a drawing, in words."""


class MisfitError(OpeningError):
    """Weights that are not there, or not of the size that the drawing needs.

    Args:
        message: what is wrong.
        hint: what to do about it.
        layer: whose weights they would be, by its name in the file, where that is known.
    """

    def __init__(self, message: str, hint: str = "", *, layer: str = "") -> None:
        super().__init__(message, hint)
        self.layer = layer
