"""Which of thousands of runs are asked for, and a light line of each: one query, and no file.

What a whole run holds is left to ``reading``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict
from sqlalchemy import Text, cast, or_, select

from runs.store.base import LARGEST_ID
from runs.store.models import Run, Tag
from runs.store.notes import parted
from runs.store.orders import Order
from runs.store.reading import Reading, possible, tags_of, times_tested
from runs.store.states import RunState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Select

LONGEST_SEARCH = 200
"""Characters of a search that count."""


@dataclass(frozen=True)
class Wanted:
    """Which runs; a filter that names several takes runs that have any of them.

    Args:
        search: words, each of which is to be found in name, design, dataset, note or a tag, or is
            the run's number.
        states: where they stand.
        designs: names of their designs.
        datasets: names of their datasets.
        tags: that they have.
        starred: those with a star only.
        binned: those in the bin instead of those out of it.
        among: those with one of these numbers only.
        order: how they are sorted.
        limit: so many at most.
    """

    search: str = ""
    states: Collection[RunState] = ()
    designs: Collection[str] = ()
    datasets: Collection[str] = ()
    tags: Collection[str] = ()
    starred: bool = False
    binned: bool = False
    among: Collection[int] | None = None
    order: Order = Order.NEWEST
    limit: int | None = None


class RunLine(BaseModel):
    """A run as a list shows it. Shares are in 0..1, measured on validation images."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: int
    name: str
    state: RunState
    created_at: AwareDatetime
    started_at: AwareDatetime | None
    design_name: str
    design_digest: str
    dataset: str
    dataset_digest: str
    recipe: dict[str, Any]
    seed: int
    epochs_planned: int
    seconds: float | None
    starred: bool
    synthetic: bool | None
    note: str
    binned_at: AwareDatetime | None
    series: str | None
    fold: int | None
    folds: int | None
    tags: Annotated[tuple[str, ...], BeforeValidator(parted)]
    test_opened: int
    auc: float | None
    auc_low: float | None
    auc_high: float | None
    balanced_accuracy: float | None
    judged: bool
    """Whether it has come to any numbers."""


_MEASURES = ("auc", "auc_low", "auc_high", "balanced_accuracy")
_OTHERS = {"tags", "test_opened", "judged", *_MEASURES}
_PLAIN = [name for name in RunLine.model_fields if name not in _OTHERS]


class Facets(BaseModel):
    """What the runs could be filtered by, each in alphabetical order."""

    model_config = ConfigDict(frozen=True)

    designs: list[str]
    datasets: list[str]
    tags: list[str]


class Listing(Reading):
    """Light lists of runs."""

    def lines(self, wanted: Wanted | None = None) -> list[RunLine]:
        """A line for each run that is asked for, sorted as asked for."""
        asked = wanted or Wanted()
        with self._reading() as connection:
            rows = connection.execute(_sorted(_narrowed(_lines(), asked), asked)).mappings().all()
        return [RunLine.model_validate(dict(row)) for row in rows]

    def facets(self, *, binned: bool = False) -> Facets:
        """What can be asked for: all designs, datasets and tags of the runs there are.

        Args:
            binned: of the runs in the bin.
        """
        there = Run.binned_at.is_not(None) if binned else Run.binned_at.is_(None)
        tagged = select(Tag.tag).join(Run, Run.id == Tag.run_id)
        asked = {
            "designs": select(Run.design_name),
            "datasets": select(Run.dataset),
            "tags": tagged,
        }
        with self._reading() as connection:
            found = {
                name: list(connection.execute(statement.where(there).distinct()).scalars())
                for name, statement in asked.items()
            }
        return Facets(
            **{
                name: sorted(words, key=lambda word: (word.casefold(), word))
                for name, words in found.items()
            }
        )


def _lines() -> Select[tuple[object, ...]]:
    measures = [Run.summary[name].as_float().label(name) for name in _MEASURES]
    return select(
        *(getattr(Run, name) for name in _PLAIN),
        *measures,
        Run.summary.is_not(None).label("judged"),
        tags_of(),
        times_tested(),
    ).select_from(Run)


def _narrowed(statement: Select[tuple[object, ...]], asked: Wanted) -> Select[tuple[object, ...]]:
    binned = Run.binned_at.is_not(None) if asked.binned else Run.binned_at.is_(None)
    chosen = [
        (Run.state, asked.states),
        (Run.design_name, asked.designs),
        (Run.dataset, asked.datasets),
    ]
    statement = statement.where(binned, *(column.in_(any_) for column, any_ in chosen if any_))
    if asked.tags:
        statement = statement.where(_tagged(Tag.tag.in_(asked.tags)))
    if asked.starred:
        statement = statement.where(Run.starred)
    if asked.among is not None:
        statement = statement.where(Run.id.in_(possible(asked.among)))
    return statement.where(*(_found(word) for word in _words(asked.search)))


def _sorted(statement: Select[tuple[object, ...]], asked: Wanted) -> Select[tuple[object, ...]]:
    area = Run.summary["auc"].as_float()
    first: dict[Order, tuple[ColumnElement[Any], ...]] = {
        Order.OLDEST: (Run.id.asc(),),
        Order.BEST: (area.desc().nulls_last(),),
        Order.NAME: (Run.name.asc(),),
        Order.DESIGN: (Run.design_name.asc(),),
        Order.DATASET: (Run.dataset.asc(),),
        Order.LONGEST: (Run.seconds.desc().nulls_last(),),
    }
    return statement.order_by(*first.get(asked.order, ()), Run.id.desc()).limit(asked.limit)


def _words(search: str) -> list[str]:
    """The words that are to be found; "run 12" means the number."""
    typed = search[:LONGEST_SEARCH].replace("\0", " ").encode(errors="replace").decode()
    return re.sub(r"\brun\s+(?=\d)", "", typed, flags=re.IGNORECASE).split()


def _found(word: str) -> ColumnElement[bool]:
    texts = (Run.name, Run.design_name, Run.dataset, Run.note)
    within = [text.icontains(word, autoescape=True) for text in texts]
    within.append(_tagged(Tag.tag.icontains(word, autoescape=True)))
    if word.isdecimal() and int(word) <= LARGEST_ID:
        within.append(cast(Run.id, Text) == str(int(word)))
    return or_(*within)


def _tagged(which: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(Tag.tag).where(Tag.run_id == Run.id, which).exists()
