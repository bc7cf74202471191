"""Text of others in a bundle's ``README.md``, which people read as it stands, too."""

from __future__ import annotations


def plain(text: str) -> str:
    """Text in one line, without what would be a table's border, a tag, a link or a picture."""
    return " ".join(text.split()).replace("|", "/").replace("<", "&lt;").replace("[", "\\[")
