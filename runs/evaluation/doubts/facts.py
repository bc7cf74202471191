"""What is known of a study besides the scores of one part: plain values, wherever they are from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Doubt(NamedTuple):
    """One objection: its code, a sentence that says it, and what to do."""

    code: str
    sentence: str
    do: str


class Thing(NamedTuple):
    """How well one thing alone tells the classes apart, without the lesion.

    Args:
        name: in words, to stand at the beginning of a sentence.
        of_picture: of how the photograph was taken or stored, and not of the patient.
        auc: that it reaches alone.
        low: where its 95 % interval begins.
        label: the class that it tells from all others.
    """

    name: str
    of_picture: bool
    auc: float
    low: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a study is known for; what is not known is empty or ``None``.

    Args:
        grouped_by: what is never on two sides, in the singular: "patient", "lesion" or "image".
        parts: among which nothing may lie in two.
        counts: images by part, then by class; of the parts that there are.
        two_sided: how many patients, lesions or pictures lie in more than one part, by that word
            in the singular.
        copies: pairs of near-identical photographs in two parts.
        things: each judged alone.
        learned: the share of training images called rightly and that of validation images, at the
            same epoch.
        validation: the numbers of validation where it is the test that is judged.
    """

    grouped_by: str = "image"
    parts: str = "train, validation and test"
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    two_sided: Mapping[str, int] = field(default_factory=dict)
    copies: int = 0
    things: Sequence[Thing] = ()
    learned: tuple[float, float] | None = None
    validation: Mapping[str, Any] | None = None

    def units(self, count: int) -> str:
        """A count of what is kept together, in words: "12 lesions"."""
        return counted(count, self.grouped_by)


def counted(count: int, what: str) -> str:
    """“1 lesion”, “1,200 lesions”."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """“a”, “b” and “c”."""
    quoted = [f"“{name}”" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"
