"""What a card is made of: sentences, tables and figures, whatever they are printed as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NOT_PROVIDED: Final = "NOT PROVIDED"


@dataclass(frozen=True)
class Table:
    """A head and its rows, all of them text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A drawing with its file's name, what it shows, and itself as SVG."""

    name: str
    says: str
    svg: str


Block = str | Table | Figure
Blocks = tuple[Block, ...]


def share(value: float | None) -> str:
    """``0.8731`` as "0.873"."""
    return "undefined" if value is None else f"{value:.3f}"


def ranged(numbers: Mapping[str, Any], name: str) -> str:
    """A number with its 95 % interval: "0.873 (0.840 to 0.902)"."""
    low, high = numbers.get(f"{name}_low"), numbers.get(f"{name}_high")
    interval = "" if low is None or high is None else f" ({low:.3f} to {high:.3f})"
    return f"{share(numbers.get(name))}{interval}"


def part_of(count: int, whole: int) -> str:
    """``12, 600`` as "12 of 600 (2 %)"."""
    return f"{count:,} of {whole:,} ({100 * count / whole:.0f} %)" if whole else "0"
