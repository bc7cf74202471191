"""How long each part of a run took and what the process needed; clocks and counters only.

Kept outside the work itself, so that a failed run can still tell.
"""

from __future__ import annotations

import logging
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)
FEATURES = "features"
"""The part of a run in which the photographs are looked at once."""


@dataclass
class Phase:
    """One part of a run; ``images_per_second`` stays ``None`` where no image is counted."""

    name: str
    seconds: float = 0.0
    images_per_second: float | None = None

    def saw(self, images: int) -> None:
        """Say how many images the phase has gone through; to be called within it, at its end."""
        self.images_per_second = images / max(1e-9, time.monotonic() - self.began)

    began: float = field(default_factory=time.monotonic, repr=False)


class Phases:
    """The parts of a run, in order, as the store and the pages take them.

    Args:
        behind: takes what ``told`` gives, at the end of each part that did not fail.
    """

    def __init__(self, behind: Callable[[list[dict[str, Any]]], object]) -> None:
        self._behind = behind
        self._phases: list[Phase] = []
        self._began = time.monotonic()
        self.carried = 0.0
        """Seconds of training in earlier attempts."""

    @contextmanager
    def phase(self, name: str) -> Iterator[Phase]:
        """Time a part; it counts also when it fails."""
        phase = Phase(name)
        self._phases.append(phase)
        try:
            yield phase
        finally:
            phase.seconds = time.monotonic() - phase.began
        self._behind(self.told())

    def told(self) -> list[dict[str, Any]]:
        """``{name, seconds, images_per_second}`` of each part so far."""
        return [
            {
                "name": phase.name,
                "seconds": round(phase.seconds, 3),
                "images_per_second": phase.images_per_second,
            }
            for phase in self._phases
        ]

    @property
    def seconds(self) -> float:
        """Of the whole run so far, earlier attempts' training counted in."""
        return self.carried + time.monotonic() - self._began


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
