"""A file that others made, as a design, with all that is to be told before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.inference import infer
from builder.opening import reading
from builder.opening.differences import Difference
from builder.opening.drawing import Drawing, drawn
from builder.opening.errors import OpeningError
from builder.opening.files import Kind, read_network
from builder.opening.parameters import LAYERS
from builder.opening.telling import sentences
from builder.problems import Severity
from builder.spec import GraphSpec
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from pathlib import Path

    from builder.inference import GraphReport
    from builder.opening.differences import Unknown

_LONGEST_NAME: Final = 120
_LONGEST_TEXT: Final = 1000
_LONGEST_FILE: Final = 200
_SHORTEST: Final = 2


@dataclass(frozen=True)
class Opened:
    """What a file holds, as it would be drawn.

    Args:
        kind: of file.
        design: as it would be opened; ``None`` where a layer is unknown.
        drawing: how it came about.
        weights: whether the file holds the network's weights.
        report: what is known of the design, for as many classes as the file tells apart.
    """

    kind: Kind
    design: GraphSpec | None
    drawing: Drawing
    weights: bool
    report: GraphReport | None

    @property
    def differences(self) -> list[Difference]:
        """What the drawing cannot say."""
        return self.drawing.differences

    @property
    def unknown(self) -> list[Unknown]:
        """The layers for which the catalog has none."""
        return self.drawing.unknown

    @property
    def problems(self) -> list[str]:
        """What keeps the drawing from training, in sentences."""
        found = self.report.problems if self.report else ()
        return [str(one) for one in found if one.severity is Severity.ERROR]


def opened(path: Path, name: str | None = None) -> Opened:
    """What a ``.keras`` file, a Keras config or a design would be on the board.

    Args:
        path: of the file, whatever is in it.
        name: of the design; by default the file's.

    Raises:
        UserError: the file cannot be read as a network.
    """
    try:
        return _opened(path, name)
    except UserError:
        raise
    except (TypeError, ValueError, LookupError, ArithmeticError, RecursionError) as strange:
        raise OpeningError(
            f"The file {path.name} says something of its network that no version of Keras writes.",
            "Save it again with model.save(“name.keras”).",
        ) from strange


def _opened(path: Path, name: str | None) -> Opened:
    found = read_network(path)
    called = _text(name or path.name.partition(".")[0])[:_LONGEST_NAME] or "Opened"
    if found.kind is Kind.DESIGN:
        design = read_design(path.read_bytes())
        if name:
            design = design.model_copy(update={"name": called})
        return Opened(found.kind, design, Drawing(), weights=False, report=infer(design, Facts()))
    drawing = drawn(reading.read(found.config))
    if found.weights:
        drawing.differences += _measured_anew(drawing)
    if drawing.unknown:
        return Opened(found.kind, None, drawing, found.weights, None)
    design = GraphSpec(
        name=called,
        description=f"Opened from a file that was made elsewhere: {found.kind.value}.",
        source=_text(path.name)[:_LONGEST_FILE],
        differs=" ".join(sentences(drawing.differences))[:_LONGEST_TEXT],
        nodes=drawing.nodes,
        edges=drawing.edges,
    )
    return Opened(found.kind, design, drawing, found.weights, infer(design, facts_of(drawing)))


def _measured_anew(drawing: Drawing) -> list[Difference]:
    """What the file's own photographs were measured for."""
    return [
        Difference(
            step.original,
            step.kind,
            "the mean and spread",
            "what was measured where it was made",
            "measured anew on your photographs",
        )
        for step in drawing.origins.values()
        if step.kind in LAYERS and LAYERS[step.kind].measures_once
    ]


def facts_of(drawing: Drawing) -> Facts:
    """As many classes as the file tells apart; it does not name them."""
    count = max(drawing.classes or _SHORTEST, _SHORTEST)
    return Facts(class_names=tuple(f"class {number}" for number in range(1, count + 1)))


def _text(name: str) -> str:
    """A name in one line, without bytes that are no text."""
    return " ".join(name.encode("utf-8", "replace").decode().split())
