"""The kinds of image that are read, in words and as endings of files, for all who tell of them.

Which they are is declared once, in ``data.image``, which exported code carries, too.
"""

from __future__ import annotations

from data.image import FORMATS, IMAGE_SUFFIXES

IN_WORDS = ", ".join(FORMATS)
"""As README and docs have it."""
ENDINGS = tuple(sorted(suffix.removeprefix(".") for suffix in IMAGE_SUFFIXES))
"""Without their point, as a browser's upload wants them."""
