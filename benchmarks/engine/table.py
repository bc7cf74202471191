"""What was measured, and its arithmetic: medians, ratios, scaling, a Markdown table. No Keras."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

NOTHING = "–"
_WHOLE_FROM = 10
"""Ratios and rates from here on are told without a digit behind the point."""


class Way(StrEnum):
    """How a network was trained."""

    USUAL = "usual script"
    CAREFUL = "careful script"
    OURS = "ours"
    OURS_FLOAT32 = "ours, `precision=float32`"
    OURS_AGAIN = "ours, a second run"


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One training, or the median of several.

    Args:
        seconds: from the command to the saved model.
        peak_mb: memory of its processes together at most, in 10^6 bytes.
        images_per_second: that the network went through; None where none was looked at.
        validation_auc: None where it was not judged.
        test_auc: None where it was not judged.
        scaled: only some epochs were run, and ``seconds`` extended to all.
    """

    seconds: float
    peak_mb: float
    images_per_second: float | None = None
    validation_auc: float | None = None
    test_auc: float | None = None
    scaled: bool = False

    def scaled_to(self, epochs: int, *, run: int, epoch_seconds: float) -> Measured:
        """The same with the time of the epochs that were not run.

        Args:
            epochs: of the whole training.
            run: epochs that were run; the start is in their time.
            epoch_seconds: that the last of them took.
        """
        if run >= epochs:
            return self
        return replace(self, seconds=self.seconds + (epochs - run) * epoch_seconds, scaled=True)


def median(repeats: Sequence[Measured]) -> Measured:
    """The median of each number over the repeats; None where one of them lacks it."""
    columns = {
        field.name: [getattr(one, field.name) for one in repeats] for field in fields(Measured)
    }
    scaled = any(columns.pop("scaled"))
    middle: dict[str, Any] = {
        name: None if None in values else statistics.median(values)
        for name, values in columns.items()
    }
    return Measured(**middle, scaled=scaled)


@dataclass(frozen=True)
class Paired:
    """Two ways over the same seeds.

    Args:
        mean: of the differences, ours minus the other's.
        deviation: the standard deviation of the differences; 0 of a single one.
    """

    mean: float
    deviation: float


def paired(*, ours: Sequence[float], other: Sequence[float]) -> Paired:
    """The mean and the spread of the differences, seed by seed.

    Raises:
        ValueError: not as many of the one as of the other, or none.
    """
    differences = [mine - its for mine, its in zip(ours, other, strict=True)]
    if not differences:
        raise ValueError("Expected at least one pair. Received none")
    spread = statistics.stdev(differences) if len(differences) > 1 else 0.0
    return Paired(statistics.fmean(differences), spread)


def share_of_limit(*, images_per_second: float, operations_per_image: float, limit: float) -> float:
    """At what share of the machine's matrix product a network was computed, 1 being all of it.

    Args:
        images_per_second: of the network.
        operations_per_image: floating-point operations; a multiply-add is two.
        limit: floating-point operations a second of the matrix product.
    """
    return images_per_second * operations_per_image / limit


def ratio(numerator: float | None, denominator: float | None) -> str:
    """How many times the one is the other, to two digits, or to the whole number from 10 on."""
    if numerator is None or denominator is None:
        return NOTHING
    times = numerator / denominator
    return f"{times:.0f} ×" if round(times, 1) >= _WHOLE_FROM else f"{times:.1f} ×"


def markdown(measured: Mapping[Way, Measured]) -> str:
    """A row for each way, with ratios to the usual and the careful script."""
    usual, careful = measured.get(Way.USUAL), measured.get(Way.CAREFUL)
    usual_seconds, usual_rate = (usual.seconds, usual.images_per_second) if usual else (None, None)
    careful_seconds = careful.seconds if careful else None
    columns: dict[str, Callable[[Measured], str]] = {
        "seconds": lambda one: f"{one.seconds:.1f}{'*' if one.scaled else ''}",
        "faster than usual": lambda one: ratio(usual_seconds, one.seconds),
        "faster than careful": lambda one: ratio(careful_seconds, one.seconds),
        "images/s": lambda one: _rate(one.images_per_second),
        "× usual": lambda one: ratio(one.images_per_second, usual_rate),
        "peak memory, MB": lambda one: f"{one.peak_mb:,.0f}",
        "validation AUC": lambda one: _number(one.validation_auc, ".3f"),
        "test AUC": lambda one: _number(one.test_auc, ".3f"),
    }
    lines = [["", *columns], ["---", *["--:"] * len(columns)]]
    lines += [[way, *(shown(one) for shown in columns.values())] for way, one in measured.items()]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _rate(images_per_second: float | None) -> str:
    small = images_per_second is not None and round(images_per_second, 1) < _WHOLE_FROM
    return _number(images_per_second, ".1f" if small else ".0f")


def _number(value: float | None, form: str) -> str:
    return NOTHING if value is None else format(value, form)
