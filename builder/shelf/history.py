"""The earlier states of one design: which are kept, and who drew them.

A folder with a file a version, so that a damaged one costs no other. Callers hold the shelf's lock;
for how long they are kept is left to ``builder.shelf.thinning``, where the folder lies, and the
design itself, to ``builder.shelf.designs``.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from builder.files import sweep, write_atomically
from builder.shelf.thinning import due, thin, written
from builder.shelf.versions import (
    LONGEST_WHY,
    Entry,
    Kind,
    Version,
    VersionMissingError,
    entry,
    read_version,
    readable,
)
from builder.upgrade import upgraded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from builder.spec import GraphSpec

PAUSE: Final = timedelta(minutes=5)
"""While somebody draws, no two versions are nearer to each other."""
_ABOUT: Final = "about.json"


class About(BaseModel):
    """Who saved the design last, and what it was called before."""

    model_config = ConfigDict(frozen=True)

    who: str = ""
    names: tuple[str, ...] = ()


class History:
    """The versions of one design.

    Args:
        folder: with their files; made when first needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> list[Path]:
        """The files of versions, the oldest first."""
        return sorted(
            (path for path in self.folder.glob("*.json") if path.stem.isdecimal()),
            key=lambda path: int(path.stem),
        )

    def entries(self, most: int | None = None) -> list[Entry]:
        """The newest versions, the newest first; one that cannot be read says so.

        Args:
            most: so many are read; all without it.
        """
        return [entry(path) for path in self.files()[::-1][:most]]

    def entry(self, number: int) -> Entry:
        """One version.

        Raises:
            VersionMissingError: there is none of that number.
        """
        path = self._path(number)
        if not path.exists():
            known = ", ".join(str(int(one.stem)) for one in self.files()) or "none"
            raise VersionMissingError(f"There is no version {number}.", f"Versions: {known}.")
        return entry(path)

    def about(self) -> About:
        """Who saved last, and earlier names; nothing where that is not known."""
        try:
            return About.model_validate_json((self.folder / _ABOUT).read_bytes())
        except (OSError, ValidationError):
            return About()

    def tell(self, *, who: str | None = None, former: str | None = None) -> None:
        """Note who saves now, or a name that is given up."""
        before = self.about()
        names = dict.fromkeys((*before.names, *([former] if former else [])))
        now = About(who=before.who if who is None else who, names=tuple(names))
        if now != before:
            self._write(_ABOUT, now)

    def before(self, there: bytes, *, changed: datetime, who: str) -> None:
        """Keep the state that is about to be drawn over, where it is due.

        It is due when no version was kept for a while, or when another person draws now.

        Args:
            there: the design's file as it is.
            changed: when it was written.
            who: saves now.
        """
        if (self.about().who or who) != who or self._long_since():
            self.keep_found(there, changed=changed, who=who)

    def keep_found(self, there: bytes, *, changed: datetime, who: str) -> None:
        """Keep the state of a file under whoever saved it, and when it was saved.

        Args:
            there: the design's file as it is.
            changed: when it was written.
            who: saved it, where that is not known.
        """
        self.add(_raw(there), who=self.about().who or who, made=changed)

    def add(
        self,
        design: dict[str, Any],
        *,
        who: str,
        why: str = "",
        kind: Kind = Kind.DRAWN,
        made: datetime | None = None,
        anew: bool = False,
    ) -> int:
        """Keep a state; the newest version is it already where it is the same drawing.

        Args:
            design: the state.
            who: drew it.
            why: it is kept.
            kind: how it came to be kept.
            made: when it was left so; by default now.
            anew: whether it gets a number of its own in any case, to be drawn over.

        Returns:
            The number of the version.
        """
        files = self.files()
        newest = readable(files[-1]) if files else None
        if not anew and newest is not None and _same(newest.design, design):
            if kind is Kind.DRAWN or (newest.kind is Kind.KEPT and kind is not Kind.KEPT):
                return newest.number  # what a person kept stays as it was left
            told = why[:LONGEST_WHY] or newest.why
            return self._put(_with(newest, {"who": who, "why": told, "kind": kind}))
        number = int(files[-1].stem) + 1 if files else 1
        self._put(
            Version(
                number=number,
                made=made or _now(),
                who=who,
                why=why[:LONGEST_WHY],
                kind=kind,
                design=design,
            )
        )
        sweep(self.folder)
        if due(newest):
            thin(files)
        return number

    def draw_over(self, number: int, design: dict[str, Any]) -> None:
        """Let a version that another window draws hold its latest state."""
        self._put(_with(read_version(self._path(number)), {"design": design, "made": _now()}))

    def renew(self, number: int) -> None:
        """Let a version stay as long as a new one: somebody is told of its number now.

        Raises:
            VersionError: it cannot be read.
        """
        self._put(read_version(self._path(number)))

    def trained(self, design: dict[str, Any], digest: str, *, who: str) -> int:
        """Keep a state for good, as a run was trained on it.

        Args:
            design: as it was drawn.
            digest: of the design that the run was frozen with.
            who: started it.
        """
        there = (one for one in map(readable, reversed(self.files())) if one is not None)
        found = next((one for one in there if _same(one.design, design)), None)
        if found is None:
            found = read_version(self._path(self.add(design, who=who)))
        if digest not in found.trained:
            self._put(_with(found, {"trained": (*found.trained, digest)}))
        return found.number

    def trained_as(self, digest: str) -> int | None:
        """The newest version that a run was trained on, by what the run was frozen with."""
        for path in reversed(self.files()):
            version = readable(path)
            if version is not None and digest in version.trained:
                return version.number
        return None

    def _long_since(self) -> bool:
        """Whether the last version was kept a while ago, or by a clock that was ahead."""
        files = self.files()
        return not files or abs(_now() - written(files[-1])) >= PAUSE

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.json"

    def _put(self, version: Version) -> int:
        self._write(self._path(version.number).name, version)
        return version.number

    def _write(self, name: str, told: BaseModel) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(told.model_dump(mode="json"), ensure_ascii=False)
        write_atomically(self.folder / name, text.encode(errors="replace"))


def raw(spec: GraphSpec) -> dict[str, Any]:
    """A design as its file holds it."""
    return _raw(spec.to_json().encode(errors="replace"))


def _raw(content: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(content.decode("utf-8-sig"))
    return told


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two states are one drawing, whatever it was called and which version wrote it."""
    return {**upgraded(one), "name": ""} == {**upgraded(other), "name": ""}


def _with(version: Version, changes: Mapping[str, object]) -> Version:
    return Version.model_validate({**version.model_dump(), **changes})


def _now() -> datetime:
    return datetime.now(UTC)
