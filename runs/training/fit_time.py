"""How long it should take to fit a head at once, by laws measured with scikit-learn 1.9.

Rough, like every guess before a training: how hard the classes are to tell apart matters, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder.endings import fitted_end

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec

_LOGISTIC_S: Final = 2e-7
"""Seconds for each feature, class and image, all fits together where C is to be chosen."""
_LOGISTIC_FITS: Final = 31
"""How often a logistic regression is fitted then, at most: each C in each fold, and the chosen."""
_MORE_CLASSES, _MORE_IMAGES = 4, 4_000
"""Counted on top: a logistic regression hardly takes less time for few classes or few images."""
_PAIRS_S: Final = 1e-10
"""Seconds for each pair of images and feature: the table of all pairs."""
_MACHINE_S: Final = 1e-8
"""Seconds for each pair of images, fit and machine."""
_FITS: Final = {("linear", True): 36, ("linear", False): 6, ("rbf", True): 21, ("rbf", False): 6}
"""How often a machine is fitted, by its kernel and whether C is to be chosen."""
_TWO: Final = 2


def fit_seconds(spec: GraphSpec, report: GraphReport, images: int) -> float | None:
    """Seconds for the fitting alone; ``None`` where the drawing does not end in such a head.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        images: in "train".
    """
    end = fitted_end(spec)
    if end is None or not report.sound:
        return None
    node, layer = end
    drawn = layer.model_dump(mode="json")
    features, classes = (_length(report, one) for one in (*report.graph.before[node], node))
    if "kernel" not in drawn:
        more = (classes + _MORE_CLASSES) * (images + _MORE_IMAGES)
        fits = 1 if drawn["C"] is None else _LOGISTIC_FITS
        return _LOGISTIC_S * features * more / fits
    fits = _FITS[drawn["kernel"], drawn["C"] is None]
    machines = 1 if classes == _TWO else classes
    return images**2 * (_PAIRS_S * features + _MACHINE_S * fits * machines)


def _length(report: GraphReport, node_id: str) -> int:
    """How many numbers a layer of a sound drawing gives."""
    shape = report.nodes[node_id].shape or ()
    return next((side for side in shape if side), 0)
