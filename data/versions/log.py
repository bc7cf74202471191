"""The decisions about a dataset as they were taken, and the version that is in force.

``decisions.json`` beside the imported manifest holds all of them, also those that were undone; the
manifests that came of them are kept by ``data.versions.manifests``, so that a run finds its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter, ValidationError

from data.counting import by_split, distinct
from data.errors import DatasetError, DecisionError
from data.files import locked, settle, write_json
from data.manifest import LEFT_OUT, MANIFEST, read_manifest
from data.versions.applying import applied
from data.versions.decisions import Decision, check
from data.versions.kinds import Kind
from data.versions.manifests import in_words, keep_version
from data.versions.ties import Ties, read_ties
from data.versions.untying import refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from data.versions.division import Division

LOG: Final = "decisions.json"
FORMAT: Final = 1


@dataclass(frozen=True)
class Entry:
    """A decision with its number, from 1, and when it was undone, if it was."""

    number: int
    decision: Decision
    undone: str | None = None


@dataclass(frozen=True)
class Log:
    """All decisions about a dataset.

    Args:
        entries: in the order in which they were taken.
        digest: of the version in force; None where nothing was ever decided.
        counts: what the version in force holds, under the names of the import's summary.
        format: of the file.
    """

    entries: tuple[Entry, ...] = ()
    digest: str | None = None
    counts: dict[str, Any] | None = None
    format: int = FORMAT

    @property
    def in_force(self) -> tuple[Decision, ...]:
        """Decisions that were not undone."""
        return tuple(entry.decision for entry in self.entries if entry.undone is None)

    @property
    def division(self) -> Division | None:
        """How the dataset was last divided, where a person did."""
        found = [one.division for one in self.in_force if one.division is not None]
        return found[-1] if found else None


@dataclass(frozen=True)
class _Head:
    """What every version of the file tells."""

    format: int = FORMAT


_LOG, _HEAD = TypeAdapter(Log), TypeAdapter(_Head)


def read_log(folder: Path) -> Log:
    """What was decided about the dataset in a folder.

    Raises:
        DatasetError: the file is damaged, or from a later version of the program.
    """
    path = folder / LOG
    if not path.exists():
        return Log()
    try:
        content = path.read_bytes()
        if _HEAD.validate_json(content).format != FORMAT:
            raise _of_another_version(path)
        return _LOG.validate_json(content)
    except (OSError, ValidationError) as error:
        if isinstance(error, ValidationError) and _knows_more(error):
            raise _of_another_version(path) from error
        raise DatasetError(
            f"The decisions in {path} cannot be read.",
            "Restore the file from a backup; without it the dataset is as it was imported.",
        ) from error


def _knows_more(error: ValidationError) -> bool:
    """Whether nothing is wrong but that decisions are of kinds that are not known here."""
    return all(one["type"] == "enum" and one["loc"][-1] == "kind" for one in error.errors())


def _of_another_version(path: Path) -> DatasetError:
    return DatasetError(
        f"The decisions in {path} were written by another version of this program.",
        "Use that version.",
    )


def decide(
    folder: Path, classes: Sequence[str], decision: Decision, *, seen: str | None = None
) -> Entry:
    """Take a decision about a dataset; its next version is in force when this returns.

    Args:
        folder: of the dataset.
        classes: its classes.
        decision: to take; its time is set here.
        seen: the digest of the version that the person had before their eyes, where that matters.

    Raises:
        DecisionError: it cannot be taken, or another decision was taken meanwhile; nothing has
            changed.
    """
    now = replace(decision, reason=decision.reason.strip(), made=_now())

    def more(log: Log, manifest: pd.DataFrame) -> tuple[Entry, ...]:
        if seen is not None and log.digest not in {None, seen}:
            raise DecisionError(
                "Something else was decided about this dataset meanwhile, in another window.",
                "Look at it as it is now, then decide.",
            )
        check(now, manifest, classes)
        if now.kind is Kind.UNTIE:
            refuse(now, manifest, read_ties(folder), log.entries)
        return (*log.entries, Entry(len(log.entries) + 1, now))

    return _change(folder, classes, more).entries[-1]


def undo(folder: Path, classes: Sequence[str], number: int) -> Entry:
    """Undo a decision by its number: the dataset is as if it had never been taken.

    Raises:
        DecisionError: there is none, it was undone before, or what was decided later cannot be
            without it; nothing has changed.
    """

    def without(log: Log, _: pd.DataFrame) -> tuple[Entry, ...]:
        open_ones = [entry.number for entry in log.entries if entry.undone is None]
        if number not in open_ones:
            known = ", ".join(map(str, open_ones)) or "none"
            raise DecisionError(f"There is no decision {number} to undo.", f"There are: {known}.")
        return tuple(
            replace(entry, undone=_now()) if entry.number == number else entry
            for entry in log.entries
        )

    return _change(folder, classes, without).entries[number - 1]


def _change(
    folder: Path,
    classes: Sequence[str],
    changed: Callable[[Log, pd.DataFrame], tuple[Entry, ...]],
) -> Log:
    """Write the version that follows from changed entries, then the log that names it."""
    with locked(folder, wait=True):
        log, manifest = read_log(folder), read_manifest(folder / MANIFEST)
        new = Log(changed(log, manifest))
        unties = any(one.kind is Kind.UNTIE for one in new.in_force)
        ties = read_ties(folder) if unties else Ties()
        found = applied(manifest, new.in_force, ties)
        digest = keep_version(folder, found)
        new = replace(new, digest=digest, counts=_counts(found, classes))
        with in_words(folder):
            write_json(folder / LOG, _LOG.dump_python(new, mode="json"))
            settle(folder)
    return new


def _counts(manifest: pd.DataFrame, classes: Sequence[str]) -> dict[str, Any]:
    used = manifest[manifest["split"] != LEFT_OUT]
    labels = list(used["label"])
    return {
        "images": len(used),
        "classes": {name: labels.count(name) for name in classes},
        "lesions": distinct(used["lesion_id"]),
        "patients": distinct(used["patient_id"]),
        "groups": int(used["group"].nunique()),
        "splits": by_split(used["split"], labels, classes),
    }


def told(log: Log) -> dict[str, int]:
    """How many photographs the decisions in force name, by kind; 1 for each division."""
    return {
        kind.value: sum(max(len(one.images), 1) for one in log.in_force if one.kind is kind)
        for kind in Kind
        if any(one.kind is kind for one in log.in_force)
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
