"""Groups of one dataset and of another, made into one: what either holds together stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def united(groupings: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    """One number for each image, the same for all that hang together through any grouping.

    Args:
        groupings: at least one, each of shape (n,).

    Returns:
        of shape (n,).
    """
    images = len(groupings[0])
    members: list[NDArray[np.int64]] = []
    groups: list[NDArray[np.int64]] = []
    count = images
    for grouping in groupings:
        _, codes = np.unique(grouping, return_inverse=True)
        members.append(np.arange(images))
        groups.append(codes + count)
        count += int(codes.max(initial=-1)) + 1
    rows, columns = np.concatenate(members), np.concatenate(groups)
    ties = coo_array((np.ones(len(rows)), (rows, columns)), shape=(count, count))
    _, found = connected_components(ties, directed=False)
    return np.asarray(found[:images], dtype=np.int64)
