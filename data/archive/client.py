"""Questions to the archive: how many photographs fit, which, and what collections there are.

What the answers say is left to ``results``, fetching the photographs to ``fetching``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from data.archive.asking import Asker, checked_base
from data.archive.choices import LICENCES, licence
from data.archive.errors import ArchiveError
from data.archive.results import Collection, Failed, Listed, Photograph, line, photograph

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Generator

    from data.archive.asking import Patience
    from data.archive.choices import Choices

BASE = "https://api.isic-archive.com/api/v2"
VARIABLE = "LESION_STUDIO_ISIC"
"""Another archive's address, for tests and mirrors."""
_PAGE = 100
"""Results on a page: the most that the archive gives."""
_SEARCH = "/images/search/"
_CIRCLES = "its list goes round in circles"


@dataclass(frozen=True, slots=True)
class Overview:
    """How many photographs fit, and how large they are.

    Args:
        count: of all.
        mean_bytes: of the files on the list's first page; None where no size is told.
    """

    count: int
    mean_bytes: int | None


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

    def overview(self, choices: Choices) -> Overview:
        """How many photographs fit, and how large the first hundred are.

        Raises:
            ArchiveError: it cannot be asked.
        """
        page = next(self._pages(_SEARCH, choices.parameters))
        found = [photograph(result) for result in page["results"]]
        sizes = [one.size for one in found if isinstance(one, Photograph) and one.size]
        mean = sum(sizes) // len(sizes) if sizes else None
        return Overview(_counted(page, self.asker.base), mean)

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
                one = photograph(result)
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
        one = photograph(self.asker.json(f"/images/{isic_id}/", {}))
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
                    found[number] = line(one.get("name")) or f"Collection {number}"
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
