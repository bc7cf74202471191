"""The text in a table's bytes: UTF-8, UTF-16 (Excel's "Unicode text"), UTF-32 or Windows-1252.

A mark at the start decides; without one, where the zeros lie. What the text says is for ``tables``.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import IO, Final

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
_PART: Final = 2**20
_BEYOND: Final = re.compile(r"[^\x00-\x7f]")
_BAD: Final = "\ufffd"
"""What a decoder writes where it cannot read."""
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


def text_of(file: IO[bytes], *, name: str) -> io.TextIOWrapper:
    """A file's text, line ends as they are; what is plainly no UTF-8 is taken as Windows-1252.

    The bytes are gone through once before, a part at a time, so that no table is too large.

    Args:
        file: open for reading, and able to go back to its start.
        name: of the file, for the sentence.

    Raises:
        ValueError: it is of another encoding by its mark, its zeros or most of its letters, but
            damaged.
    """
    encoding = encoding_of(file.read(LOOKED_AT))
    wrong = _first_wrong(file, encoding)
    old = wrong is not None and encoding == "utf-8" and not _mostly_utf_8(file)
    file.seek(0)
    if wrong is None or old:
        return io.TextIOWrapper(file, OLD if old else encoding, errors="replace", newline="")
    shown = encoding.upper().removesuffix("-SIG")
    raise ValueError(
        f"“{name}” is {shown} text, but damaged at byte {wrong:,}: save it again as CSV in UTF-8."
    )


def _first_wrong(file: IO[bytes], encoding: str) -> int | None:
    """The place of the first byte that cannot be of an encoding, or None."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    done, last = 0, False
    while not last:
        part = file.read(_PART)
        last = not part
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(part, last)
        except UnicodeDecodeError as error:
            return done - held + error.start
        done += len(part)
    return None


def _mostly_utf_8(file: IO[bytes]) -> bool:
    """Whether more letters beyond ASCII are whole in UTF-8 than are not.

    In Windows-1252 hardly any two letters make one of UTF-8: "ß“" does, "ä" alone never.
    """
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    whole = wrong = 0
    last = False
    while not last:
        part = file.read(_PART)
        last = not part
        text = decoder.decode(part, last)
        bad = text.count(_BAD)
        wrong += bad
        whole += len(_BEYOND.findall(text)) - bad
    return whole > wrong


def decoded_head(head: bytes) -> str:
    """The text of a file's first bytes; a letter that is cut at their end is left out."""
    encoding = encoding_of(head)
    try:
        return codecs.getincrementaldecoder(encoding)().decode(head)
    except UnicodeDecodeError:
        return head.decode(OLD if encoding == "utf-8" else encoding, errors="replace")
