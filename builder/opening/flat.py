"""A network without networks inside, but for those that a drawing has as one layer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from builder.opening.errors import OpeningError
from builder.opening.network import Given, Network
from builder.opening.operations import as_layer
from builder.wording import shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.opening.network import Step

_NOTHING: Final = "Identity"
"""A layer that gives what it takes."""


def flattened(network: Network, whole: Callable[[Step], bool]) -> Network:
    """The same with networks inside opened, and operations as the layers that do the same.

    Args:
        network: as read.
        whole: whether a network inside stays one step.
    """
    making = _Flat(whole)
    result = making.take(network, {})
    return Network(making.taken, network.entry, result)


@dataclass
class _Flat:
    """The steps that are flat so far."""

    whole: Callable[[Step], bool]
    taken: dict[str, Step] = field(default_factory=dict)

    def take(self, network: Network, names: dict[str, str], around: Step | None = None) -> str:
        """Put the steps of a network beside those that are taken; returns the name of its result.

        Args:
            network: to be taken.
            names: of its steps, where they have others here; of what it begins with at least.
            around: the step that it is, if it is inside another.
        """
        for name, step in network.steps.items():
            if name in names:
                continue
            one = as_layer(step)
            if one.kind == _NOTHING and len(one.inputs) == 1:
                names[name] = names[one.inputs[0]]
            elif one.inside and not self.whole(one):
                names[name] = self._opened(one, one.inside, names)
            else:
                names[name] = self._taken(one, names, around)
        return names[network.result]

    def _taken(self, step: Step, names: dict[str, str], around: Step | None) -> str:
        prefix = f"{around.original}_" if around else ""
        new = step.name if step.name not in self.taken else _free(prefix + step.name, self.taken)
        steady = around is not None and around.kwargs.get("training") is False
        kwargs = {**step.kwargs, "training": False} if steady else step.kwargs
        args = [_renamed(one, names) for one in step.args]
        given = {key: _renamed(one, names) for key, one in kwargs.items()}
        self.taken[new] = replace(step, name=new, args=args, kwargs=given)
        return new

    def _opened(self, step: Step, inside: Network, names: dict[str, str]) -> str:
        if len(step.inputs) != 1 or step.shared:
            used = "more than once with the same weights" if step.shared else "with several inputs"
            raise OpeningError(
                f"The network {shown(step.original)} inside is used {used}, which no drawing here "
                "can say.",
                "Save a part that is used once, with one input.",
            )
        return self.take(inside, {inside.entry: names[step.inputs[0]]}, step)


def _free(name: str, taken: dict[str, Step]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found


def _renamed(value: object, names: dict[str, str]) -> object:
    if isinstance(value, Given):
        return Given(names[value.step])
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    if isinstance(value, dict):
        return {key: _renamed(one, names) for key, one in value.items()}
    return value
