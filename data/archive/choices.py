"""Which photographs are wanted, in plain choices, and the same in the archive's search language.

The language has no way to write a quotation mark within a value, so none is let through. Asking is
left to ``client``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.archive.errors import ArchiveCallError

if TYPE_CHECKING:
    from collections.abc import Iterable

SEXES = ("female", "male")
LICENCES = ("CC-0", "CC-BY", "CC-BY-NC")
SITES = (
    *("anterior torso", "posterior torso", "lateral torso", "head/neck", "upper extremity"),
    *("lower extremity", "palms/soles", "oral/genital"),
)
IMAGE_TYPES = (
    *("dermoscopic", "clinical: close-up", "clinical: overview", "TBP tile: close-up"),
    *("TBP tile: overview", "RCM: macroscopic", "RCM: mosaic", "RCM: tile"),
)
DIAGNOSES = (
    *("Benign", "Indeterminate", "Malignant", "Nevus", "Melanoma*", "Melanoma Invasive"),
    *("Melanoma in situ", "Melanoma, NOS", "Basal cell carcinoma", "Squamous cell carcinoma*"),
    *("Solar or actinic keratosis", "Seborrheic keratosis", "Pigmented benign keratosis"),
    *("Solar lentigo", "Dermatofibroma"),
)
"""Usual ones; the archive knows hundreds."""
OLDEST = 120
_LEVELS = tuple(f"diagnosis_{level}" for level in range(1, 6))
"""From "benign or malignant" to ever finer names; people name any of them."""
_WORD = re.compile(r"[A-Za-z0-9_*-]+")
_RESERVED = {"AND", "OR", "TO", "NOT"}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """What photographs must be; within one field any of its values will do, empty ones ask nothing.

    Args:
        diagnoses: names of any level, as the archive writes them; ``Melanoma*`` for all such.
        sites: on the body.
        sexes: of ``SEXES``.
        age_from: years, inclusive.
        age_to: years, inclusive.
        collections: their numbers.
        licences: of ``LICENCES``.
        image_types: such as "dermoscopic".

    Raises:
        ArchiveCallError: a value that means nothing.
    """

    diagnoses: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    sexes: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    collections: tuple[int, ...] = ()
    licences: tuple[str, ...] = ()
    image_types: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for sex in self.sexes:
            if sex not in SEXES:
                raise ArchiveCallError(
                    f"The archive knows no sex “{sex}”.", f"It knows: {', '.join(SEXES)}."
                )
        low, high = self.ages
        if not 0 <= low <= high <= OLDEST:
            raise ArchiveCallError(
                f"No age is from {low} to {high} years.", f"Name years from 0 to {OLDEST}."
            )
        if any(number < 1 for number in self.collections):
            raise ArchiveCallError("A collection is named by its number, from 1.")
        _ = self.query  # it names what cannot be asked for

    @property
    def ages(self) -> tuple[int, int]:
        """The youngest and the oldest, open ends filled."""
        low = 0 if self.age_from is None else self.age_from
        return low, OLDEST if self.age_to is None else self.age_to

    @property
    def query(self) -> str:
        """All but the collections, in the archive's language; empty where all will do."""
        parts = [
            _any((level, _named(name)) for name in self.diagnoses for level in _LEVELS),
            _any(("anatom_site_general", site) for site in self.sites),
            _any(("sex", sex) for sex in self.sexes),
            _any(("copyright_license", licence(name)) for name in self.licences),
            _any(("image_type", kind) for kind in self.image_types),
        ]
        if (self.age_from, self.age_to) != (None, None):
            parts.append("age_approx:[{} TO {}]".format(*self.ages))
        return " AND ".join(part for part in parts if part)

    @property
    def parameters(self) -> dict[str, str]:
        """What a search is asked with."""
        told = {"query": self.query, "collections": ",".join(map(str, self.collections))}
        return {name: value for name, value in told.items() if value}


def licence(name: str) -> str:
    """A licence as the archive writes it: ``cc0`` as "CC-0".

    Raises:
        ArchiveCallError: it is none of the archive's.
    """
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    for known in LICENCES:
        if plain == known.replace("-", ""):
            return known
    raise ArchiveCallError(
        f"The archive has no licence “{name}”.", f"It has: {', '.join(LICENCES)}."
    )


def _named(diagnosis: str) -> str:
    """The archive's names of diagnoses begin with a capital letter."""
    return diagnosis.strip()[:1].upper() + diagnosis.strip()[1:]


def _any(terms: Iterable[tuple[str, str]]) -> str:
    told = [f"{field}:{_quoted(value)}" for field, value in terms]
    return f"({' OR '.join(told)})" if len(told) > 1 else "".join(told)


def _quoted(value: str) -> str:
    text = value.strip()
    if not text or len(text) > _LONGEST or not text.isprintable() or set('"\\') & set(text):
        raise ArchiveCallError(
            f"“{text[:_LONGEST]}” cannot be searched for.",
            "Write it as the archive does, without quotation marks and backslashes.",
        )
    plain = _WORD.fullmatch(text) and text not in _RESERVED
    return text if plain else f'"{text}"'
