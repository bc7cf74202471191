"""The text in a table's bytes: UTF-8, UTF-16 (Excel's "Unicode text"), UTF-32 or Windows-1252.

A mark at the start decides; without one, where the zeros lie. What the text says is for ``tables``.
"""

from __future__ import annotations

import codecs
from typing import Final

MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""In the order of the search: UTF-16's little-endian mark begins UTF-32's."""
LOOKED_AT = 512
"""Bytes that tell UTF-16 without a mark: at least a header."""
MOSTLY = 0.7
OLD: Final = "cp1252"


def encoding_of(content: bytes) -> str:
    """The Python name of the encoding; UTF-8 where nothing speaks for another."""
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), None)
    return marked or _unmarked(content[:LOOKED_AT])


def _unmarked(head: bytes) -> str:
    """Latin letters in UTF-16 have a zero each: after the letter, or before it."""
    pairs = len(head) // 2
    zeros = {"utf-16-le": head[1::2].count(0), "utf-16-be": head[::2].count(0)}
    likely = max(zeros, key=lambda name: zeros[name])
    return likely if pairs and zeros[likely] >= MOSTLY * pairs else "utf-8"


def decoded(content: bytes, *, name: str) -> str:
    """All of a file's text; what is no UTF-8 is taken as Windows-1252.

    Args:
        content: the file's bytes.
        name: of the file, for the sentence.

    Raises:
        ValueError: it is of another encoding by its mark or its zeros, but damaged.
    """
    encoding = encoding_of(content)
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return content.decode(OLD, errors="replace")
        shown = encoding.upper().removesuffix("-SIG")
        raise ValueError(
            f"“{name}” is {shown} text, but damaged at byte {error.start:,}: "
            "save it again as CSV in UTF-8."
        ) from error


def decoded_head(head: bytes) -> str:
    """The text of a file's first bytes; a letter that is cut at their end is left out."""
    encoding = encoding_of(head)
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return head.decode(OLD if encoding == "utf-8" else encoding, errors="replace")
