"""Questions to the archive: how many photographs fit, which, and what collections there are.

Answers are read leniently: what is missing is unknown. Fetching the photographs is left to
``fetching``.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from data.archive.asking import Asker, checked_base
from data.archive.choices import LICENCES, licence
from data.archive.errors import ArchiveError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator

    from data.archive.asking import Patience
    from data.archive.choices import Choices

BASE = "https://api.isic-archive.com/api/v2"
VARIABLE = "LESION_STUDIO_ISIC"
"""Another archive's address, for tests and mirrors."""
NAME = re.compile(r"ISIC_[0-9]{1,12}")
"""What a photograph may be called; its file's name is made of nothing else."""
_PAGE = 100
"""Results on a page: the most that the archive gives."""
_SEARCH = "/images/search/"
_CIRCLES = "its list goes round in circles"
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SHOWN, _LONGEST = 60, 2000
_Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph of the archive.

    Args:
        isic_id: its name, safe as a file's.
        url: of the file; empty where none is told.
        size: of the file in bytes; 0 where it is unknown.
        row: what is told of it, column → cell.
    """

    isic_id: str
    url: str
    size: int
    row: dict[str, _Cell]


@dataclass(frozen=True, slots=True)
class Failed:
    """A result that is no photograph, or one that could not be had."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Photographs that fit, each once, in the archive's order (newest first).

    Args:
        total: how many there are, also where fewer were wanted.
        photographs: those wanted.
        failed: results that are none.
    """

    total: int
    photographs: list[Photograph]
    failed: list[Failed]


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of the archive."""

    collection: int
    name: str


class Archive:
    """The archive at ``base``, else where ``LESION_STUDIO_ISIC`` says, else the public one.

    Raises:
        ArchiveCallError: the address is none.
    """

    def __init__(
        self,
        base: str | None = None,
        *,
        patience: Patience | None = None,
        stop: threading.Event | None = None,
    ) -> None:
        address = checked_base(base or os.environ.get(VARIABLE) or BASE)
        self.asker = Asker(address, patience, stop)

    def count(self, choices: Choices) -> int:
        """How many photographs fit.

        Raises:
            ArchiveError: it cannot be asked.
        """
        told = self.asker.json(_SEARCH, choices.parameters | {"limit": "1"})
        return _counted(told, self.asker.base)

    def by_licence(self, choices: Choices) -> dict[str, int]:
        """How many photographs fit, by licence; one short question for each."""
        asked = [licence(name) for name in choices.licences] or LICENCES
        return {one: self.count(replace(choices, licences=(one,))) for one in dict.fromkeys(asked)}

    def photographs(
        self, choices: Choices, most: int | None, progress: Callable[[int, int], None]
    ) -> Listed:
        """Those that fit.

        Args:
            choices: what they must be.
            most: only so many of them.
            progress: called with photographs listed, and in all.

        Raises:
            ArchiveError: the list cannot be had as a whole.
        """
        found: dict[str, Photograph | Failed] = {}
        total = 0
        for page in self._pages(_SEARCH, choices.parameters):
            known = len(found)
            total = total if known else _counted(page, self.asker.base)
            for result in page["results"]:
                one = _photograph(result)
                found.setdefault(one.isic_id if isinstance(one, Photograph) else one.where, one)
            if page["results"] and len(found) == known:
                raise self._odd(_CIRCLES)
            wanted = total if most is None else min(total, most)
            progress(min(len(found), wanted), wanted)
            if len(found) >= wanted:
                break
        taken = list(found.values())[:most]
        return Listed(
            total,
            [one for one in taken if isinstance(one, Photograph)],
            [one for one in taken if isinstance(one, Failed)],
        )

    def photograph(self, isic_id: str) -> Photograph | None:
        """One photograph as it is told now; addresses of files may hold for a time only."""
        one = _photograph(self.asker.json(f"/images/{isic_id}/", {}))
        return one if isinstance(one, Photograph) and one.isic_id == isic_id else None

    def collections(self) -> list[Collection]:
        """The public collections, by name.

        Raises:
            ArchiveError: they cannot be asked for.
        """
        found: dict[int, str] = {}
        for page in self._pages("/collections/", {}):
            for one in page["results"]:
                number = one.get("id") if isinstance(one, dict) else None
                if isinstance(number, int) and one.get("public") is not False:
                    found[number] = _line(one.get("name")) or f"Collection {number}"
        named = sorted(found.items(), key=lambda pair: (pair[1].lower(), pair[0]))
        return [Collection(number, name) for number, name in named]

    def _pages(self, path: str, parameters: dict[str, str]) -> Generator[dict[str, Any]]:
        """Page after page. Of the next one's address only the question is taken, not the place."""
        asked = parameters | {"limit": str(_PAGE)}
        seen = [asked]
        while True:
            page = self.asker.json(path, asked)
            if not isinstance(page.get("results"), list):
                raise self._odd("its answer has no list of results")
            yield page
            following = page.get("next")
            if not isinstance(following, str) or not following:
                return
            asked = dict(parse_qsl(following.partition("?")[2]))
            if asked in seen:
                raise self._odd(_CIRCLES)
            seen.append(asked)

    def _odd(self, what: str) -> ArchiveError:
        return _unknown_form(self.asker.base, what)


def _unknown_form(base: str, what: str) -> ArchiveError:
    return ArchiveError(
        f"{urlsplit(base).hostname} answers in a form that this program does not know: {what}.",
        "Try again later, or with a newer version of this program.",
    )


def _counted(page: dict[str, Any], base: str) -> int:
    count = page.get("count")
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise _unknown_form(base, "it does not tell how many photographs there are")
    return count


def _photograph(result: object) -> Photograph | Failed:
    if not isinstance(result, dict):
        return Failed(repr(result)[:_SHOWN], "It is no photograph of the archive.")
    isic_id = result.get("isic_id")
    if not isinstance(isic_id, str) or not NAME.fullmatch(isic_id):
        return Failed(repr(isic_id)[:_SHOWN], "This is no name of the archive, ISIC_ and a number.")
    file = _part(result, "files", "full")
    url, size = file.get("url"), file.get("size")
    row: dict[str, _Cell] = {
        "isic_id": isic_id,
        "attribution": _line(result.get("attribution")),
        "copyright_license": _line(result.get("copyright_license")),
    }
    for part in ("acquisition", "clinical"):
        told = _part(result, "metadata", part).items()
        row |= {
            name: value if isinstance(value, int | float) else _line(value)
            for name, value in told
            if _COLUMN.fullmatch(str(name)) and isinstance(value, str | int | float)
            if name not in row
        }
    return Photograph(
        isic_id,
        url if isinstance(url, str) else "",
        max(0, size) if isinstance(size, int) else 0,
        row,
    )


def _part(told: dict[str, Any], *names: str) -> dict[str, Any]:
    """What lies within, where there is such a thing."""
    for name in names:
        within = told.get(name)
        if not isinstance(within, dict):
            return {}
        told = within
    return told


def _line(told: object) -> str:
    """A text on one line, without signs that no one sees."""
    text = told[:_LONGEST] if isinstance(told, str) else ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
