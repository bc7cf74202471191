"""A network inside that is one of the pretrained ones: the Backbone that is built as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.opening.structure import fingerprints, known
from layers_catalog.architectures import ARCHITECTURES, ArchitectureName, blocks
from layers_catalog.pretrained import IMAGENET, JOINED_STAGES, NO_WEIGHTS, Backbone, Features

if TYPE_CHECKING:
    from builder.opening.network import Network, Step

_MEAN = "GlobalAveragePooling2D"


def backbone(step: Step) -> dict[str, Any] | None:
    """The parameters of the Backbone that a network inside is; ``None`` where it is none.

    Its weights are named as what it most probably began with, since no file tells; its
    preparation is not looked at.
    """
    if step.inside is None or len(step.inputs) != 1:
        return None
    prints = fingerprints(step.inside)
    for name in ArchitectureName:
        taken = _taken(step.inside, prints, name)
        if taken is None:
            continue
        learns = step.config.get("trainable") is not False
        given = step.kwargs.get("training") is False or not learns
        imagenet = given and ARCHITECTURES[name].imagenet is not None
        params = {
            "architecture": name.value,
            "weights": IMAGENET if imagenet else NO_WEIGHTS,
            "trainable": learns,
            **taken,
        }
        return _learning(step.inside, prints, params)
    return None


def _taken(
    network: Network, prints: dict[str, str], name: ArchitectureName
) -> dict[str, Any] | None:
    """Where its features are taken, if it is that network."""
    ends, every = known()[name], blocks(name)
    result = prints[network.result]
    if result == ends[-1]:
        return {}
    last = {one.stage: end for one, end in zip(every, ends, strict=True) if one.stage}
    for stage, end in last.items():
        if result == end:
            return {"features": f"stage {stage}"}
    return _joined(network, prints, [*last.values()])


def _joined(network: Network, prints: dict[str, str], last: list[str]) -> dict[str, Any] | None:
    end = network.steps[network.result]
    means = end.inputs if end.kind == "Concatenate" else (network.result,)
    steps = [network.steps[one] for one in means]
    if any(one.kind != _MEAN or len(one.inputs) != 1 for one in steps):
        return None
    found = [prints[one.inputs[0]] for one in steps]
    if not found or found[0] not in last or last[last.index(found[0]) :] != found:
        return None
    first = last.index(found[0]) + 1
    usual = first == max(1, len(last) - JOINED_STAGES + 1)
    joined = {"features": Features.JOINED.value}
    return joined if usual else {**joined, "joined_from": first}


def _learning(network: Network, prints: dict[str, str], params: dict[str, Any]) -> dict[str, Any]:
    """The same with the number of its last blocks that learn, where it is not all."""
    if not params["trainable"]:
        return params
    still = frozenset(
        name
        for name, step in network.steps.items()
        if step.config.get("trainable") is False and name != network.entry
    )
    if not still:
        return params
    ends = known()[params["architecture"]]
    places = {prints[name]: name for name in reversed(network.steps)}
    for count in range(1, len(ends)):
        one = Backbone.model_validate({**params, "learning_blocks": count})
        until = one.frozen_at
        if until is None:
            break
        place = places.get(ends[until])
        if place is not None and _before(network, place) == still:
            return {**params, "learning_blocks": count}
    return params


def _before(network: Network, place: str) -> frozenset[str]:
    """All steps that lead to a place, itself included, but the picture."""
    found: set[str] = set()
    waiting = [place]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(network.steps[name].inputs)
    return frozenset(found - {network.entry})
