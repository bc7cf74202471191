"""The views of the Data page, one at a time; what each shows is left to its neighbours."""

from __future__ import annotations

from enum import StrEnum

VIEW = "data_view"
"""Names the chosen view in the session."""
FINDING = "gallery_finding"
"""Names the finding whose photographs the gallery shows."""


class View(StrEnum):
    """What the page shows."""

    LOOK = "This dataset"
    GALLERY = "Gallery"
    IMPORT = "Import photographs"
