"""What people note of runs: a star, tags, a note, another name. Any run may be noted at any time.

What a tag or note may hold is left to ``notes``. Several runs are changed together, or none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update

from runs.store.base import Transactions, check_number, refusal
from runs.store.models import Run, Tag
from runs.store.notes import MOST_TAGS, NoteError, clean_note, clean_tags

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Connection


class Noting(Transactions):
    """Writes that concern people only."""

    def star(self, *run_ids: int, starred: bool) -> None:
        """Mark runs among the many, or take the mark away.

        Raises:
            RunMissingError: one of them is not there; then none has changed.
        """
        with self._writing() as connection:
            for run_id in run_ids:
                _note(connection, run_id, starred=starred)

    def rename(self, run_id: int, name: str) -> None:
        """Give a run another name, 1..200 characters."""
        with self._writing() as connection:
            _note(connection, run_id, name=name)

    def write_note(self, run_id: int, text: str) -> None:
        """Replace the note of a run; an empty one takes it away.

        Raises:
            NoteError: it is too long, or no text.
            RunMissingError: there is no such run.
        """
        note = clean_note(text)
        with self._writing() as connection:
            _note(connection, run_id, note=note)

    def tag(self, *run_ids: int, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Give runs tags, and take others away; a tag that is there, or is not, stays so.

        Raises:
            NoteError: a tag is too long or no text, or a run would have too many.
            RunMissingError: one of the runs is not there; then none has changed.
        """
        wanted, unwanted = clean_tags(add), clean_tags(remove)
        with self._writing() as connection:
            for run_id in run_ids:
                _retag(connection, run_id, wanted, unwanted)

    def set_tags(self, run_id: int, tags: Iterable[str]) -> None:
        """Replace all tags of a run.

        Raises:
            NoteError: a tag is too long or no text, or there are too many.
            RunMissingError: there is no such run.
        """
        wanted = clean_tags(tags)
        with self._writing() as connection:
            _retag(connection, run_id, wanted, _tags(connection, run_id) - set(wanted))

    def tell_synthetic(self, told: Mapping[int, bool]) -> None:
        """Keep which runs of an earlier studio learnt from drawings; what is known stays so."""
        with self._writing() as connection:
            for drawn in (True, False):
                those = [run_id for run_id, synthetic in told.items() if synthetic is drawn]
                change = update(Run).where(Run.id.in_(those), Run.synthetic.is_(None))
                connection.execute(change.values(synthetic=drawn))


def _note(connection: Connection, run_id: int, **noted: object) -> None:
    check_number(run_id)
    changed = connection.execute(update(Run).where(Run.id == run_id).values(**noted))
    if changed.rowcount != 1:
        raise refusal(connection, run_id, "be changed")


def _retag(
    connection: Connection, run_id: int, wanted: Collection[str], unwanted: Collection[str]
) -> None:
    check_number(run_id)
    if connection.execute(select(Run.id).where(Run.id == run_id)).scalar() is None:
        raise refusal(connection, run_id, "be tagged")
    connection.execute(delete(Tag).where(Tag.run_id == run_id, Tag.tag.in_(unwanted)))
    new = [tag for tag in wanted if tag not in _tags(connection, run_id)]
    if new:
        connection.execute(insert(Tag), [{"run_id": run_id, "tag": tag} for tag in new])
    count = connection.execute(select(func.count()).where(Tag.run_id == run_id)).scalar_one()
    if count > MOST_TAGS:
        raise NoteError(
            f"Run {run_id} would have {count} tags.",
            f"A run has at most {MOST_TAGS}; take some away first.",
        )


def _tags(connection: Connection, run_id: int) -> set[str]:
    return set(connection.execute(select(Tag.tag).where(Tag.run_id == run_id)).scalars())
