"""Several steps that the catalog has as one layer, found by its own lowering.

A layer is proposed, lowered, and its Calls are laid over the steps, the last one first; only where
all fit is it that layer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from builder.opening.backbones import backbone
from builder.opening.ending import refuse_many
from builder.opening.parameters import same
from layers_catalog import Layer
from layers_catalog.call import CallKind, Tensor
from layers_catalog.facts import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.opening.network import Network, Step
    from layers_catalog.call import Call

_SOURCE: Final = "source of all"
_FLIPS: Final = ("horizontal", "vertical")
_STANDARDISED: Final = "_standardised"
_VECTORS: Final = "_vectors"
_MARGINS: Final = "_margins"
_SHORTEST: Final = 2
_PHOTOGRAPH: Final = (224, 224, 3)
"""Any will do: no argument that is compared depends on it."""


@dataclass(frozen=True)
class Matched:
    """A layer of the catalog over several steps.

    Args:
        kind: its type.
        params: its parameters.
        source: the step whose result it takes.
        steps: the steps that it stands for, by the name of the Call that each is.
        classes: how many a head tells apart.
    """

    kind: str
    params: dict[str, Any]
    source: str
    steps: dict[str, str]
    classes: int


def whole(step: Step) -> bool:
    """Whether a network inside is one layer of the catalog."""
    return backbone(step) is not None


def matched(network: Network, step: Step, uses: dict[str, int], name: str) -> Matched | None:
    """The layer whose last step this is, if the catalog makes several steps of one.

    Args:
        network: flat.
        step: in it.
        uses: how many steps take each step's result.
        name: of the layer.

    Raises:
        OpeningError: it tells more classes apart than any drawing.
    """
    for kind, params in _proposed(network, step):
        try:
            layer = Layer.catalog[kind].model_validate(params)
        except ValidationError:  # what the file says is legal, but none of ours
            continue
        classes = _units(network, step) if layer.ends else _SHORTEST
        facts = Facts(class_names=tuple(map(str, range(classes))))
        facts = facts.model_copy(update={"support_vectors": {name: _vectors(network, step)}})
        tensor = Tensor(_SOURCE, _PHOTOGRAPH)
        laid = _Laid(network, uses, layer.calls(name, (tensor,), facts.at(name)))
        if laid.fits(step):
            return Matched(kind, params, laid.found.pop(_SOURCE), laid.found, classes)
    return None


def _proposed(network: Network, step: Step) -> Iterator[tuple[str, dict[str, Any]]]:
    config, before = step.config, _only_before(network, step)
    if step.kind == "RandomFlip" and config.get("mode") == _FLIPS[1]:
        yield "RandomFlip", {}
    if step.kind == "CenterCrop" and before and before.kind == "RandomCrop":
        yield "RandomCrop", {side: config.get(side) for side in ("height", "width")}
    if step.kind == "Cropping2D" and before and before.kind == "RandomSharpness":
        yield before.kind, Layer.catalog[before.kind].from_keras(before.config)
    if step.inside and (params := backbone(step)) is not None:
        yield "Backbone", params
    if step.name == network.result and before:
        yield from _heads(network, step, before)


def _heads(network: Network, step: Step, before: Step) -> Iterator[tuple[str, dict[str, Any]]]:
    """Heads that were fitted here, by the names that our own steps have."""
    if before.name == f"{step.name}{_STANDARDISED}":
        yield "LogisticRegression", {}
    if before.name == f"{step.name}{_MARGINS}":
        yield "SVM", {"kernel": "rbf" if _vectors(network, step) else "linear"}
    if before.kind == "Exp":
        yield "SVM", {}


def _only_before(network: Network, step: Step) -> Step | None:
    return network.steps[step.inputs[0]] if len(step.inputs) == 1 else None


def _units(network: Network, step: Step) -> int:
    """How many classes a head tells apart."""
    for one in (step, _only_before(network, step)):
        units = one.config.get("units") if one else None
        if one and isinstance(units, int) and units > 1:
            refuse_many(units, one.original)
            return units
    return _SHORTEST


def _vectors(network: Network, step: Step) -> int:
    """How many support vectors an SVM of ours has; 0 where there is none."""
    found = network.steps.get(f"{step.name}{_VECTORS}")
    units = found.config.get("units") if found else 0
    return units if isinstance(units, int) else 0


@dataclass
class _Laid:
    """Calls of one layer, to be laid over the steps of a network."""

    network: Network
    uses: dict[str, int]
    calls: tuple[Call, ...]
    found: dict[str, str] = field(default_factory=dict)

    def fits(self, step: Step) -> bool:
        """Whether all do, the last one over that step."""
        by_name = {call.name: call for call in self.calls}
        waiting = [(self.calls[-1].name, step.name)]
        while waiting:
            name, at = waiting.pop()
            if self.found.setdefault(name, at) != at:
                return False
            call = by_name.get(name)
            if call is None:
                continue
            one = self.network.steps[at]
            inner = name != self.calls[-1].name
            outside = self.uses[at] > sum(call.name in other.inputs for other in self.calls)
            if not _is(call, one) or (inner and outside) or len(call.inputs) != len(one.inputs):
                return False
            waiting += zip(call.inputs, one.inputs, strict=True)
        return len(self.found) == len(self.calls) + 1


def _is(call: Call, step: Step) -> bool:
    """Whether a step is what a Call makes; that of a network inside was seen to before."""
    if call.kind is CallKind.MODEL:
        return step.inside is not None
    if step.shared:
        return False
    kind = call.path.rpartition(".")[2]
    if call.kind is CallKind.OPERATION:
        kind = kind.replace("_", " ").title().replace(" ", "")
    told = {**step.config, **step.kwargs}
    return step.kind == kind and all(
        name not in told or same(value, told[name]) for name, value in call.kwargs.items()
    )
