"""Readers: from chosen paths to records and a report of every row not taken.

They look at names and tables only; no photograph is decoded here. ``layouts`` tells which tables
are whose, ``tabled`` reads them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from data.errors import ImportCallError, ImportRefusedError
from data.readers import tabled
from data.readers.layouts import (
    class_folders,
    ham10000,
    isic_2016,
    isic_2017,
    isic_2018,
    isic_2019,
    isic_2020,
    isic_2024,
    isic_archive,
    pad_ufes_20,
    table,
)
from data.readers.plan import tables_of
from data.readers.records import Layout
from data.readers.roles import NEEDED
from data.readers.sources import Absent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from data.readers.plan import Plan, Table
    from data.readers.records import Reading
    from data.readers.sources import File, Source

PLANS: Final[dict[Layout, Callable[[Sequence[Table]], Plan | None]]] = {
    Layout.HAM10000: ham10000.plan,
    Layout.PAD_UFES_20: pad_ufes_20.plan,
    Layout.ISIC_2024: isic_2024.plan,
    Layout.ISIC_2020: isic_2020.plan,
    Layout.ISIC_2019: isic_2019.plan,
    Layout.ISIC_2018: isic_2018.plan,
    Layout.ISIC_2017: isic_2017.plan,
    Layout.ISIC_2016: isic_2016.plan,
    Layout.ISIC_ARCHIVE: isic_archive.plan,
    Layout.TABLE: table.plan,
}
"""Layouts with a table, in the order in which they are looked for."""
KNOWN: Final = (
    "Known are class folders (CLASS/*.jpg, or train/CLASS/*.jpg), HAM10000, downloads from the "
    "ISIC Archive and its challenges, PAD-UFES-20, and any table that names the photograph and its "
    "diagnosis in each line."
)


def read_sources(
    sources: Sequence[Source],
    layout: str = Layout.AUTO,
    *,
    columns: Mapping[str, str] | None = None,
    look: bool = True,
) -> Reading:
    """Read what the sources hold.

    Args:
        sources: open sources, taken together.
        layout: one of ``Layout``; "auto" recognises it.
        columns: which column says what, where a person chose: role → column.
        look: whether each photograph that a table names must be there.

    Raises:
        ImportCallError: there is no such layout or column.
        ImportRefusedError: there is nothing, or nothing that the layout could be.
    """
    if layout not in set(Layout):
        raise ImportCallError(
            f"There is no layout “{layout}”.", f"Choose one of: {', '.join(Layout)}."
        )
    files = [file for source in sources for file in source.files()]
    names = ", ".join(f"“{source.label}”" for source in sources)
    if not files:
        raise ImportRefusedError(
            f"There are no files in {names}.", "Choose the folder that holds the photographs."
        )
    try:
        plan = _plan(files, layout, columns, look=look)
        if plan is not None:
            told = tabled.read(plan, files, present=None if look else Absent())
            told.remarks += _torn(sources)
            return told
        own = [file for file in files if not file.source.attached]
        if layout in {Layout.AUTO, Layout.CLASS_FOLDERS} and class_folders.recognises(own):
            found = class_folders.read(own)
            found.columns = _columns(table.likely(tables_of(own)))
            return found
    except ImportRefusedError:
        raise
    except ValueError as error:
        raise ImportRefusedError(str(error), "Mend the file, and import again.") from error
    raise _unknown(files, layout, names, _torn(sources))


def _torn(sources: Sequence[Source]) -> list[str]:
    return [source.remark for source in sources if isinstance(source, Absent)]


def table_columns(sources: Sequence[Source]) -> tuple[str, ...]:
    """The columns of the table that a person may name; none where there is no table."""
    return _columns(tables_of([file for source in sources for file in source.files()]))


def _columns(tables: Sequence[Table]) -> tuple[str, ...]:
    found = table.asked(tables)
    return found.columns if found and len(found.columns) >= len(NEEDED) else ()


def _plan(
    files: Sequence[File], layout: str, columns: Mapping[str, str] | None, *, look: bool
) -> Plan | None:
    """How the tables are read; None where there is none, or only the folders' names tell.

    Raises:
        ImportCallError: there is no such column, or no table at all that could have it.
        ValueError: a table cannot be read; with a sentence.
    """
    if layout == Layout.CLASS_FOLDERS:
        if columns:
            raise ImportCallError("Class folders have no columns.", "Leave the columns out.")
        return None
    tables = tables_of(files)
    named = list(PLANS) if layout == Layout.AUTO else [Layout(layout)]
    found = next(filter(None, (PLANS[one](tables) for one in named)), None)
    if found and found.layout is Layout.TABLE and layout == Layout.AUTO and not columns:
        return found if not look or tabled.names_most(found, files) else None
    if found is None or found.layout is Layout.TABLE:
        wanted = columns or layout == Layout.TABLE
        found = table.asked(tables, (columns or {}).values()) if wanted else found
    if found is None:
        if columns:
            raise ImportCallError(
                "There is no table among what was chosen, so no column can tell anything.",
                "Choose the table as well, or leave the columns out.",
            )
        return None
    if layout == Layout.AUTO:
        found = replace(found, remarks=_of_others(found, tables))
    return found.with_columns(columns or {})


def _of_others(plan: Plan, tables: Sequence[Table]) -> tuple[str, ...]:
    """Sentences about tables of other layouts, which are not read with those of the first."""
    used = {*plan.labels, *plan.beside, *plan.pairs}
    others = (make(tables) for one, make in PLANS.items() if one is not Layout.TABLE)
    return tuple(
        f"{_names(other.labels)} is of another layout ({other.layout}) and was not read: choose it "
        "with its photographs, without the rest, for a dataset of its own."
        for other in others
        if other and other.layout is not plan.layout and not used & {*other.labels}
    )


def _names(tables: Sequence[Table]) -> str:
    return " with ".join(f"“{one.file.name}”" for one in tables)


def _unknown(
    files: Sequence[File], layout: str, names: str, torn: Sequence[str]
) -> ImportRefusedError:
    zips = sum(file.inner.suffix.lower() == ".zip" for file in files)
    several = f"{zips:,} zips: unpack them first, or choose them all"
    which = "a zip: unpack it first, or choose it" if zips == 1 else several
    hint = f"It holds {which}. " if zips else ""
    what = "a known layout" if layout == Layout.AUTO else f"the layout “{layout}”"
    found = "file in {} is" if len(files) == 1 else "files in {} are"
    said = " ".join([f"The {len(files):,} {found.format(names)} not {what}.", *torn])
    return ImportRefusedError(said, hint + KNOWN)
