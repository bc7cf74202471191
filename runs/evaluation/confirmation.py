"""How labels were confirmed, and what the numbers are on those that pathology confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from runs.evaluation import decisions, intervals, metrics
from runs.evaluation.ranking import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.evaluation.metrics import Booleans, Floats, Integers


def confirmed(
    labels: Integers,
    scores: Floats,
    groups: Integers,
    class_names: Sequence[str],
    by_pathology: Booleans,
) -> list[dict[str, Any]]:
    """How many labels pathology has confirmed, and the rate of right calls on those alone.

    Of two classes this is told of the negative one: the rate is the specificity on lesions of which
    it is known that they are benign, where follow-up or a look alone often stands for the label.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes); the highest decides.
        groups: of shape (n,).
        class_names: in the order of the columns.
        by_pathology: of shape (n,), whether each image's label was confirmed so.

    Returns:
        for each class ``class, measure`` ("specificity" or "sensitivity"), ``images, groups,
        confirmed, confirmed_groups, share`` of the images, ``right`` with its interval.
    """
    decided = scores.argmax(axis=1)
    two = metrics.binary(scores)
    rows = []
    for k in [0] if two else range(len(class_names)):
        own = labels == k
        sure = own & by_pathology
        right = float((decided[sure] == k).mean()) if sure.any() else None
        units = decisions.count(groups, sure)
        rows.append(
            {
                "class": class_names[k],
                "measure": "specificity" if two else "sensitivity",
                "images": int(own.sum()),
                "groups": decisions.count(groups, own),
                "confirmed": int(sure.sum()),
                "confirmed_groups": units,
                "share": float(sure.sum() / own.sum()) if own.any() else None,
                **told("right", right, intervals.wilson(right, units)),
            }
        )
    return rows
