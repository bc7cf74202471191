"""Ends that are fitted in one go, by scikit-learn, to what the frozen layers before them give.

Here is the network that each becomes; fitting and its weights are left to ``runs.training``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Final

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.call import Call, CallKind
from layers_catalog.fields import ADVANCED, left_empty
from layers_catalog.head import length
from layers_catalog.remarks import remarks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

VECTORS: Final = 100
"""Support vectors that are shown before fitting tells their number."""
SUPPORT_VECTORS: Final = "support_vectors"
"""What the printed ``build_model`` calls that number."""
LONG_LIST: Final = 20_000
"""More numbers than the features of any network here: these are pixels."""
_TWO: Final = 2
_DENSE: Final = "keras.layers.Dense"
NORMALIZATION: Final = "keras.layers.Normalization"
_WITH_WEIGHTS: Final = frozenset({_DENSE, NORMALIZATION})

Strength = Annotated[float, Field(gt=0.0, le=1e6)]


class Kernel(StrEnum):
    """What two images are compared by, by scikit-learn's names."""

    LINEAR = "linear"
    RBF = "rbf"


class _Fitted(Layer):
    """What both heads share: a list of numbers comes in, is standardised, and is judged."""

    category = Category.HEAD
    ends = True
    fitted = True
    refuses: ClassVar[dict[str, str]] = {
        "needs-list": "Keras would judge every pixel of an image on its own, and there is nothing "
        "to fit to.",
    }

    C: Annotated[Strength | None, left_empty("found by trying")] = None
    """How closely it follows the training images: small values keep it simple, large ones let it
    learn details by heart. Left empty, it is chosen on the training images by cross-validation,
    which keeps the images of one lesion together."""

    def _standardised(self, name: str, source: str) -> Call:
        """Each number minus its mean, by its spread; both from the training images."""
        return _layer(f"{name}_standardised", NORMALIZATION, source, {"axis": -1}, node=name)


class LogisticRegression(_Fitted):
    """Weighs all its inputs together, fitted at once: seconds instead of many epochs.

    It takes the place of the Classifier where nothing before it learns, as after a frozen Backbone.
    It finds the same kind of answer as a Classifier, but the best one for its settings, in a single
    go. Random changes of the pictures have no effect on it, for it sees each picture once.
    """

    summary = "Best weights, found at once"
    example = "Input, frozen Backbone, GlobalAveragePooling2D, LogisticRegression."
    shown = ("C",)

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """One number for each class."""
        features = length(inputs[0], layer=type(self).__name__)
        classes = len(facts.class_names)
        kernel = features * classes
        return Inference(
            (classes,),
            kernel + classes,
            2 * features + 1,
            macs=kernel,
            remarks=remarks(_long_list(features, self)),
        )

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """Standardised numbers, weighed by a Dense layer with a unit for each class."""
        first = self._standardised(name, inputs[0].call)
        return first, _answer(name, first.name, facts)


class SVM(_Fitted):
    """Draws the widest possible border between the classes, fitted at once to all images.

    A support vector machine takes the place of the Classifier where nothing before it learns, as
    after a frozen Backbone. With the kernel “rbf” the border may be curved; it then compares each
    picture with the training images next to the border. One machine is fitted for each class
    against the rest, and its scores are turned into probabilities (Platt's method) on training
    images that it has not seen. Random changes of the pictures have no effect on it.
    """

    summary = "Widest border, found at once"
    example = "Input, frozen Backbone, GlobalAveragePooling2D, SVM."
    shown = ("kernel", "C")

    kernel: Kernel = Kernel.RBF
    """The border's form: “linear” is straight, “rbf” may curve around groups of images."""
    gamma: Annotated[Strength | None, ADVANCED] = None
    """How sharply “rbf” curves: large values look only at the nearest images. Left empty, it
    follows from how many numbers come in and how they spread (“scale” in scikit-learn)."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """One number for each class; the weights of “rbf” are known after fitting."""
        features = length(inputs[0], layer=type(self).__name__)
        classes = len(facts.class_names)
        weights, macs, note = features * classes + classes, features * classes, ""
        if self.kernel is Kernel.RBF:
            vectors = facts.vectors or VECTORS
            macs = features * vectors + features + vectors * classes
            weights = macs + vectors + classes
            note = "" if facts.vectors else "weights known after training"
        found = remarks(_long_list(features, self))
        return Inference((classes,), weights, 2 * features + 1, macs=macs, remarks=found, note=note)

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """Standardised numbers, compared with the support vectors where the kernel is “rbf”.

        Two classes need one machine, and softmax of (0, t) is (1 − sigmoid t, sigmoid t). More
        classes need one each, whose sigmoids are divided by their sum: that is softmax after
        log-sigmoid, which cannot divide by zero.
        """
        made = [self._standardised(name, inputs[0].call)]
        if self.kernel is Kernel.RBF:
            made += _compared(name, made[-1].name, facts.vectors or VECTORS)
        if len(facts.class_names) == _TWO:
            return *made, _answer(name, made[-1].name, facts)
        kwargs = {"units": len(facts.class_names), "activation": "log_sigmoid"}
        margins = _layer(f"{name}_margins", _DENSE, made[-1].name, kwargs, node=name)
        shares = _layer(name, "keras.layers.Softmax", margins.name, {"axis": -1}, node=name)
        return *made, margins, shares


def drawn_normalizations(calls: Iterable[Call]) -> tuple[Call, ...]:
    """The Normalization layers that were drawn; that of a fitted head is filled with the head."""
    return tuple(call for call in calls if call.path == NORMALIZATION and call.name == call.node)


def filled(calls: Iterable[Call], node: str) -> tuple[str, ...]:
    """The layers of the head drawn as ``node`` that fitting gives their weights, in order."""
    return tuple(call.name for call in calls if call.node == node and call.path in _WITH_WEIGHTS)


def _compared(name: str, source: str, vectors: int) -> list[Call]:
    """exp(−g |x − s|²) for each support vector s, from 2g s·x − g |s|² and −g |x|², g for gamma.

    The vectors are weights of Dense layers; as constants they would swell the file's config.
    """
    near = Call(
        CallKind.LAYER,
        _DENSE,
        f"{name}_vectors",
        (source,),
        {"units": vectors},
        node=name,
        from_data={"units": SUPPORT_VECTORS},
    )
    squares = _operation(f"{name}_squares", "keras.ops.square", source, node=name)
    kwargs = {"units": 1, "use_bias": False}
    length = _layer(f"{name}_length", _DENSE, squares.name, kwargs, node=name)
    distances = _operation(f"{name}_distances", "keras.ops.add", near.name, length.name, node=name)
    alike = _operation(f"{name}_alike", "keras.ops.exp", distances.name, node=name)
    return [near, squares, length, distances, alike]


def _answer(name: str, source: str, facts: Facts) -> Call:
    kwargs = {"units": len(facts.class_names), "activation": "softmax"}
    return _layer(name, _DENSE, source, kwargs, node=name)


def _layer(name: str, path: str, source: str, kwargs: dict[str, Any], *, node: str) -> Call:
    return Call(CallKind.LAYER, path, name, (source,), kwargs, node=node)


def _operation(name: str, path: str, *sources: str, node: str) -> Call:
    return Call(CallKind.OPERATION, path, name, sources, node=node)


def _long_list(features: int, layer: Layer) -> Remark | None:
    """For a head that is given pixels."""
    if features <= LONG_LIST:
        return None
    return Remark(
        "long-list",
        f"{type(layer).__name__} receives {features:,} numbers for each photograph, which takes "
        "long to fit and is learnt by heart easily.",
        "Put GlobalAveragePooling2D in place of Flatten.",
    )
