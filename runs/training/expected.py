"""How long an epoch of a drawing should take, from its multiply-adds and a measured rate.

A rough guess before anything has run: memory, decoding and the kind of layer matter, too. Where a
rate comes from is left to the caller. Needs no Keras.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.endings import fitted_end
from builder.inference import infer
from builder.topology import reach
from layers_catalog.base import Category
from layers_catalog.facts import Facts
from runs.training.fit_time import fit_seconds
from runs.training.kept import kept
from runs.training.recipe import Recipe
from runs.training.speed import product_rate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from data.dataset import Dataset

LEARNING = 0.4
"""Multiply-adds of a training in the time of one of a plain product of small matrices
(``speed.product_rate``): between the 0.32 of depthwise networks and the 0.54 of plain convolutions,
measured with TensorFlow 2.21."""
LOOKING = 0.8
"""The same for what is computed once, through OpenVINO in float32: measured 0.75 to 0.95."""
_NOT_FASTER = LOOKING / LEARNING
"""Layers for skin compare and sort: they are not computed faster for being computed once."""
_FLIPS: Final = "flips_at_use"
_FLIPPED: Final = 4
"""Looks at each photograph then, in use."""
_BACKWARD = 2
"""Learning costs the gradients of values and of weights: about two forward passes more."""


@dataclass(frozen=True)
class Work:
    """Multiply-adds of a training.

    Args:
        once: before the first epoch, for a frozen beginning that is computed a single time.
        epoch: in each epoch.
        look: of ``once``, for a single photograph in a single view.
        judge: for the judgement at the end, on validation and test.
        anew: of ``once``, for views that chance makes otherwise under every seed.
    """

    once: float
    epoch: float
    look: float = 0.0
    judge: float = 0.0
    anew: float = 0.0


@dataclass(frozen=True)
class Rates:
    """Multiply-adds a second of a computer.

    Args:
        looking: in what is computed a single time.
        learning: in an epoch.
    """

    looking: float
    learning: float


@dataclass(frozen=True)
class Seconds:
    """How long a training should take.

    Args:
        once: for what is computed a single time, before the first epoch.
        epoch: for each epoch; of a head that is fitted at once, for the fit.
        judge: for the scores of validation and test at the end.
        fitted: whether the head is fitted at once.
        anew: of ``once``, for views that chance makes otherwise under every seed.
    """

    once: float
    epoch: float
    judge: float
    fitted: bool
    anew: float = 0.0


def views_of(spec: GraphSpec) -> int:
    """How many views of each photograph a drawing recommends."""
    told = spec.recipe.get("views")
    default: int = Recipe.model_fields["views"].default
    return told if isinstance(told, int) and told >= 0 else default


def _flips(spec: GraphSpec) -> bool:
    """Whether it recommends to look at each photograph four times in use."""
    return spec.recipe.get(_FLIPS) is True


def as_asked(spec: GraphSpec, recipe: Recipe) -> GraphSpec:
    """The drawing, recommending what the recipe asks for, as far as the time hangs on it."""
    asked = {"views": recipe.views, _FLIPS: recipe.flips_at_use}
    return spec.model_copy(update={"recipe": {**spec.recipe, **asked}})


def rates_here() -> Rates:
    """What to expect of this computer before any training was timed."""
    product = product_rate()
    return Rates(looking=LOOKING * product, learning=LEARNING * product)


def work(
    spec: GraphSpec,
    report: GraphReport,
    counts: Mapping[str, int],
) -> Work:
    """What a training of a drawing has to compute.

    Args:
        spec: the drawing, with the recipe ``as_asked``.
        report: what was inferred of it.
        counts: images in "train", "validation" and "test".
    """
    train, validation = counts.get("train", 0), counts.get("validation", 0)
    whole = {node_id: told.macs for node_id, told in report.nodes.items()}
    judged = (validation + counts.get("test", 0)) * (_FLIPPED if _flips(spec) else 1)
    judge = _in_looking(report, whole) * judged
    if (end := fitted_end(spec)) is not None:  # each photograph is looked at once, as it is
        look = _in_looking(report, {**whole, end[0]: 0})
        return Work(once=look * (train + validation), epoch=0.0, look=look, judge=judge)
    known = kept(report, views=views_of(spec))
    learning = {node_id for node_id, told in report.nodes.items() if told.trainable}
    backward = learning | reach(report.graph.after, learning)
    each = sum(
        (told.macs - known.macs.get(node_id, 0))
        * (train * (1 + _BACKWARD * (node_id in backward)) + validation)
        for node_id, told in report.nodes.items()
    )
    look = _in_looking(report, known.macs)
    once = look * (train * known.views + validation)
    anew = look * train * (known.views - 1) if known.drawn else 0.0
    return Work(once=once, epoch=float(each), look=look, judge=judge, anew=anew)


def _in_looking(report: GraphReport, macs: Mapping[str, int]) -> float:
    """What the work of layers counts where it is done once for a photograph."""
    return sum(
        (_NOT_FASTER if _for_skin(report, node_id) else 1.0) * of_one
        for node_id, of_one in macs.items()
    )


def _for_skin(report: GraphReport, node_id: str) -> bool:
    layer = report.layers.get(node_id)
    return layer is not None and layer.category is Category.DERMATOLOGY


def seconds(
    spec: GraphSpec, report: GraphReport, counts: Mapping[str, int], *, rates: Rates
) -> Seconds | None:
    """How long a training of a drawing should take; ``None`` where nothing can be told.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        counts: images in "train", "validation" and "test".
        rates: of this computer.
    """
    train, validation = counts.get("train", 0), counts.get("validation", 0)
    computed = work(spec, report, counts)
    fitting = fit_seconds(spec, report, train)
    if not (train or validation) or not (computed.epoch or fitting):
        return None
    epoch = computed.epoch / rates.learning if fitting is None else fitting
    once, judge, anew = (
        macs / rates.looking for macs in (computed.once, computed.judge, computed.anew)
    )
    return Seconds(once=once, epoch=epoch, judge=judge, fitted=fitting is not None, anew=anew)


def seconds_here(spec: GraphSpec, dataset: Dataset) -> Seconds | None:
    """How long it should take on this computer, before any training was timed."""
    counts = {split: sum(of.values()) for split, of in dataset.counts().items()}
    report = infer(spec, Facts(class_names=dataset.classes, from_dataset=True))
    return seconds(spec, report, counts, rates=rates_here())


def heaviest(report: GraphReport) -> str:
    """What most of the work is spent in, e.g. "Backbone ResNet50": rates differ by it."""
    if not report.nodes:
        return ""
    most = max(report.nodes, key=lambda node_id: report.nodes[node_id].macs)
    layer = report.layers.get(most)
    return f"{type(layer).__name__} {getattr(layer, 'architecture', '')}".strip() if layer else ""
