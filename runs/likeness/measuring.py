"""How one photograph stands to a run's training images, and to its own mirror images; needs Keras.

Runs in the helper process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from data.image import fitted
from data.opened import open_photograph
from runs.evaluation.heatmap.views import views
from runs.likeness.distance import distance
from runs.scripts.parts.doubts import refusal

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from runs.helper.models import Trained
    from runs.likeness.kept import Known

NEAREST: Final = 5
"""Training images that are told at most."""


def beside(trained: Trained, known: Known | None, photograph: Path) -> dict[str, Any]:
    """What is told beside the scores of a photograph.

    Args:
        trained: the network.
        known: its training images; ``None`` where they are not known.
        photograph: any file that can be imported.

    Returns:
        ``{image, problem, views, likeness}``: ``views`` are the scores of each of its four mirrored
        views, ``{class: [s, s, s, s]}``; ``likeness`` is ``{distance, limit, unlike, compared,
        training, validation, nearest: [{row, distance}]}`` or ``None``. After a ``problem`` there
        is nothing else.
    """
    try:
        picture = open_photograph(photograph)
        problem = refusal(picture)
    except ValueError as error:
        problem = str(error)
    if problem:
        return {"image": str(photograph), "problem": problem}
    size = trained.picture
    pixels = fitted(picture, size.height, size.width, size.fit)[None].astype(np.float32)
    scores = trained.score_views(views(pixels))
    return {
        "image": str(photograph),
        "problem": None,
        "views": {name: scores[:, k].tolist() for k, name in enumerate(trained.classes)},
        "likeness": None if known is None else _likeness(trained, known, pixels),
    }


def _likeness(trained: Trained, known: Known, pixels: NDArray[np.float32]) -> dict[str, Any]:
    apart = known.space.apart(trained.find(pixels))
    own = float(distance(apart)[0])
    nearest = np.argsort(apart[0], kind="stable")[:NEAREST]
    return {
        "distance": own,
        "limit": known.limit,
        "unlike": own > known.limit,
        "compared": len(known.rows),
        "training": known.training,
        "validation": known.validation,
        "nearest": [
            {"row": int(known.rows[place]), "distance": float(apart[0, place])} for place in nearest
        ],
    }
