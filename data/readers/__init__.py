"""Readers, a file a layout: from chosen paths to records and a report of every row not taken.

They look at names and tables only; no photograph is decoded here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from data.errors import ImportCallError, ImportRefusedError
from data.readers import class_folders, ham10000
from data.readers.records import Layout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.readers.records import Reading
    from data.readers.sources import File, Source


class Reader(Protocol):
    """What a module of a layout offers."""

    def recognises(self, files: Sequence[File]) -> bool:
        """Whether the files are of its layout."""
        ...

    def read(self, files: Sequence[File]) -> Reading:
        """Records and report; a ``ValueError`` says what cannot be read at all."""
        ...


READERS: dict[Layout, Reader] = {Layout.HAM10000: ham10000, Layout.CLASS_FOLDERS: class_folders}
"""In the order in which a layout is looked for."""
KNOWN = "Known are class folders (CLASS/*.jpg, or train/CLASS/*.jpg) and HAM10000 with its table."


def read_sources(sources: Sequence[Source], layout: str = Layout.AUTO) -> Reading:
    """Read what the sources hold.

    Args:
        sources: open sources, taken together.
        layout: one of ``Layout``; "auto" recognises it.

    Raises:
        ImportCallError: there is no such layout.
        ImportRefusedError: there is nothing, or nothing that the layout could be.
    """
    files = [file for source in sources for file in source.files()]
    names = ", ".join(f"“{source.label}”" for source in sources)
    if not files:
        raise ImportRefusedError(
            f"There are no files in {names}.", "Choose the folder that holds the photographs."
        )
    reader = READERS[_layout(files, layout, names)]
    try:
        return reader.read(files)
    except ValueError as error:
        raise ImportRefusedError(str(error), "Mend the file, and import again.") from error


def _layout(files: Sequence[File], asked: str, names: str) -> Layout:
    if asked not in set(Layout):
        kinds = ", ".join(Layout)
        raise ImportCallError(f"There is no layout “{asked}”.", f"Choose one of: {kinds}.")
    candidates = READERS if asked == Layout.AUTO else [Layout(asked)]
    for layout in candidates:
        if READERS[layout].recognises(files):
            return layout
    zips = sum(file.inner.suffix.lower() == ".zip" for file in files)
    hint = f"It holds {zips} zips: unpack them first, or choose them all. " if zips else ""
    what = "a known layout" if asked == Layout.AUTO else f"the layout “{asked}”"
    raise ImportRefusedError(f"The {len(files):,} files in {names} are not {what}.", hint + KNOWN)
