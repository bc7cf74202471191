"""How fast a training goes and how long it will still take; clocks only, no model.

Estimates are for the eye: nothing is decided by them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass
class Pace:
    """Measures steps as they come.

    Args:
        steps: of training in one epoch.
        epochs: planned.
        images: of training in one epoch.
    """

    steps: int
    epochs: int
    images: int
    _first: float = field(default=0.0, init=False)
    _step_s: float | None = field(default=None, init=False)
    _rest_s: float = field(default=0.0, init=False)

    def step(self, number: int) -> None:
        """Step ``number`` (from 1) of an epoch has just ended; the first one builds and is slow."""
        now = time.monotonic()
        if number == 1:
            self._first = now
        else:
            self._step_s = (now - self._first) / (number - 1)

    def epoch(self, seconds: float) -> None:
        """An epoch has ended just now after ``seconds``, validation and saving included.

        What its first step took beyond a usual one built the network, and does not come again.
        """
        if self._step_s is None:  # a single step an epoch
            self._step_s = seconds / self.steps
        began = time.monotonic() - seconds
        built = max(0.0, self._first - began - self._step_s) if self.steps > 1 else 0.0
        self._rest_s = max(0.0, seconds - self._step_s * self.steps - built)

    def images_per_second(self) -> float | None:
        """Training images a second in this epoch."""
        return self.images / (self.steps * self._step_s) if self._step_s else None

    def seconds_left(self, epoch: int, step: int) -> float | None:
        """Until all planned epochs are done, standing in ``epoch`` (from 1) after ``step``."""
        if self._step_s is None:
            return None
        whole = self.epochs - epoch
        steps = self.steps - step + whole * self.steps
        return steps * self._step_s + (whole + 1) * self._rest_s
