"""How long each part of a run took and what the process needed; clocks and counters only.

Kept outside the work itself, so that a failed run can still tell; and in a file, so that a run
that was ended from outside and goes on can tell of all its attempts.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from pydantic import BaseModel, PrivateAttr, ValidationError

from runs.training import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)
FEATURES = "features"
"""The part of a run in which the photographs are looked at once."""


_KEPT_S = 1.0
"""Seconds between two writings of how long a run has taken so far."""


class Phase(BaseModel):
    """One part of a run; ``images_per_second`` stays ``None`` where no image is counted."""

    name: str
    of: str = ""
    """Which part of the learning it belongs to, where the same is done for several."""
    seconds: float = 0.0
    images_per_second: float | None = None
    ended: bool = False

    def saw(self, images: int) -> None:
        """Say how many images the phase has gone through; to be called within it, at its end."""
        self.images_per_second = images / max(1e-9, time.monotonic() - self._began)

    def clock(self) -> None:
        """Take the time."""
        self.seconds = time.monotonic() - self._began

    _began: float = PrivateAttr(default_factory=time.monotonic)


class _Kept(BaseModel):
    """What the file holds: the parts of all attempts so far, and what they took in all."""

    seconds: float = 0.0
    phases: list[Phase] = []


class Phases:
    """The parts of a run over all its attempts, in order, as the store and the pages take them.

    Args:
        behind: takes what ``told`` gives, at the end of each part that did not fail.
        file: where they are kept for the next attempt, should this one be ended from outside.
    """

    def __init__(self, behind: Callable[[list[dict[str, Any]]], object], file: Path) -> None:
        self._behind = behind
        self._file = file
        self._earlier = _read(file)
        self._phases: list[Phase] = []
        self._began = self._noted = time.monotonic()

    @contextmanager
    def phase(self, name: str, of: str = "") -> Iterator[Phase]:
        """Time a part; it counts also when it fails."""
        phase = Phase(name=name, of=of)
        self._phases.append(phase)
        try:
            yield phase
        finally:
            phase.clock()
            phase.ended = True
            self._keep()
        self._behind(self.told())

    def note(self) -> None:
        """Keep how long the part at hand has taken so far, now and then; to be called often."""
        if time.monotonic() - self._noted >= _KEPT_S:
            if self._phases and not self._phases[-1].ended:
                self._phases[-1].clock()
            self._keep()

    def told(self) -> list[dict[str, Any]]:
        """``{name, seconds, images_per_second}`` of each part that has ended, in any attempt."""
        return [
            {
                "name": phase.name,
                "seconds": round(phase.seconds, 3),
                "images_per_second": phase.images_per_second,
            }
            for phase in self._all()
            if phase.ended
        ]

    @property
    def seconds(self) -> float:
        """Of the whole run so far, earlier attempts counted in."""
        return self._earlier.seconds + time.monotonic() - self._began

    def _all(self) -> list[Phase]:
        """The parts of all attempts; what was done again counts as one, with the time of both."""
        found = {(one.name, one.of): one for one in self._earlier.phases}
        for phase in self._phases:
            key = (phase.name, phase.of)
            before = found.get(key, Phase(name=phase.name))
            together = {
                "seconds": before.seconds + phase.seconds,
                "images_per_second": phase.images_per_second or before.images_per_second,
                "ended": before.ended or phase.ended,
            }
            found[key] = phase.model_copy(update=together)
        return list(found.values())

    def _keep(self) -> None:
        """Write the file; without room for it a later attempt knows less, and nothing else."""
        self._noted = time.monotonic()
        kept = _Kept(seconds=self.seconds, phases=self._all())
        try:
            process.write_atomically(self._file, kept.model_dump_json().encode())
        except OSError as refusal:
            _log.warning("How long the run has taken could not be kept: %s", refusal)


def _read(file: Path) -> _Kept:
    """What earlier attempts have kept; nothing where there were none."""
    try:
        return _Kept.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return _Kept()


@contextmanager
def spent(doing: str) -> Iterator[None]:
    """Write into the run's log how many seconds a part of a phase has taken."""
    began = time.monotonic()
    yield
    _log.info("%s took %.1f s.", doing, time.monotonic() - began)


def peak_memory_mb() -> float:
    """The most memory this process has held, in megabytes (10^6 bytes).

    On Linux from ``VmHWM``: ``ru_maxrss`` would begin with the peak of the process that started
    this one.
    """
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
        peak = next(line for line in lines if line.startswith("VmHWM:"))
        return int(peak.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        return float(psutil.Process().memory_info().peak_wset) / 1e6
    import resource  # noqa: PLC0415  POSIX only

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes
