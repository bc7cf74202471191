"""How full each part is of each class, and which part a group's classes need most.

In plain Python: a group holds one class or a few, and for so little NumPy's calls take longer.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Room:
    """The parts while groups are put into them, one after the other.

    Args:
        wanted: images wanted, by class and part; all above 0.
        groups: how many groups of each class are to come.
    """

    def __init__(self, wanted: Sequence[Sequence[float]], groups: Sequence[int]) -> None:
        self._wanted = wanted
        self._filled = [[0.0] * len(parts) for parts in wanted]
        self._share = [[0.0] * len(parts) for parts in wanted]
        self._empty = [len(parts) for parts in wanted]
        self._left = list(groups)

    def take(self, classes: Sequence[int], images: Sequence[float]) -> int:
        """Put a group where its classes are filled least, and return that part.

        Where as many parts lack one of its classes as there are groups of it to come, it goes to
        one of those.

        Args:
            classes: that it holds.
            images: of each of them.
        """
        levels = self._levels(classes, images)
        if any(self._empty[one] >= self._left[one] for one in classes):
            urgent = self._urgent(classes)
            levels = [level if part in urgent else math.inf for part, level in enumerate(levels)]
        part = levels.index(min(levels))
        for one, more in zip(classes, images, strict=True):
            self._empty[one] -= not self._filled[one][part]
            self._filled[one][part] += more
            self._share[one][part] = self._filled[one][part] / self._wanted[one][part]
            self._left[one] -= 1
        return part

    def _levels(self, classes: Sequence[int], images: Sequence[float]) -> list[float]:
        """How full each part is of a group's classes, each by its share of the group."""
        size = sum(images)
        if size == 1:  # one image: the commonest group
            return self._share[classes[0]]
        found = [share * images[0] for share in self._share[classes[0]]]
        for one, more in zip(classes[1:], images[1:], strict=True):
            found = [
                so_far + share * more for so_far, share in zip(found, self._share[one], strict=True)
            ]
        return [level / size for level in found]

    def _urgent(self, classes: Sequence[int]) -> set[int]:
        """The parts without one of the classes, where no group of it can go elsewhere."""
        return {
            part
            for one in classes
            if self._empty[one] >= self._left[one]
            for part, images in enumerate(self._filled[one])
            if not images
        }
