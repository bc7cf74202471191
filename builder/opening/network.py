"""The steps of a network as data: who takes what from whom, and with which settings.

Found in a config by ``reading``; what a step means is left to ``parameters`` and ``drawing``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.opening.errors import OpeningError
from builder.problems import in_a_row
from builder.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Given:
    """The result of another step, where it stands among a step's arguments."""

    step: str


@dataclass(frozen=True)
class Step:
    """One layer, operation or network as it is applied.

    Args:
        name: unique among the steps of its network.
        kind: Keras's name of its class.
        module: where Keras keeps that class; empty where the file does not say.
        registered: under which name the author registered it; empty for Keras's own.
        config: its settings.
        args: what it is given by place: ``Given``, lists of them, and plain values.
        kwargs: what it is given by name.
        shape: of its input with the batch axis, where the file tells; else ``None``.
        inside: the network that it is, if it is one.
        place: where the file keeps its weights.
        original: the layer's own name in the file.
        shared: whether another step uses the same weights.
    """

    name: str
    kind: str
    module: str
    registered: str
    config: dict[str, Any]
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    shape: tuple[Any, ...] | None = None
    inside: Network | None = None
    place: tuple[str, ...] = ()
    original: str = ""
    shared: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The steps whose results it takes, in order."""
        return _steps(self.args, *self.kwargs.values())

    def placed(self, names: tuple[str, ...]) -> tuple[str, ...] | None:
        """The same in the order of a layer's slots, whether given by place or by name.

        Args:
            names: of the slots, where they have any; without names all inputs are alike.

        Returns:
            ``None`` where it takes more than that, such as a mask.
        """
        by_name = {name: one for name, one in self.kwargs.items() if _steps(one)}
        sources = len(by_name) + sum(bool(_steps(one)) for one in self.args)
        if sources <= 1:
            return self.inputs
        if by_name.keys() - set(names) or _steps(*self.args[len(names) or 1 :]):
            return None
        by_place = dict(zip(names, self.args, strict=False))
        return _steps(*({**by_place, **by_name}.get(name) for name in names))


@dataclass(frozen=True)
class Network:
    """Steps by name, in the file's order, with the one that it begins with and its result."""

    steps: dict[str, Step]
    entry: str
    result: str


def _steps(*values: object) -> tuple[str, ...]:
    return tuple(one.step for one in _given(values))


def _given(values: Iterable[object]) -> Iterator[Given]:
    for one in values:
        if isinstance(one, Given):
            yield one
        elif isinstance(one, list):
            yield from _given(one)


def in_order(steps: dict[str, Step]) -> dict[str, Step]:
    """Each step after those whose results it takes.

    Raises:
        OpeningError: some lead in a circle.
    """
    waiting = {name: len(set(step.inputs)) for name, step in steps.items()}
    after: dict[str, list[str]] = {name: [] for name in steps}
    for name, step in steps.items():
        for source in dict.fromkeys(step.inputs):
            after[source].append(name)
    ready = [name for name in reversed(steps) if waiting[name] == 0]
    done: dict[str, Step] = {}
    while ready:
        name = ready.pop()
        done[name] = steps[name]
        for target in reversed(after[name]):
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    if len(done) < len(steps):
        stuck = [shown(name) for name in steps if name not in done]
        raise OpeningError(
            f"Layers of the file lead in a circle: {in_a_row(stuck)}.",
            "What flows through a network must come to an end; save it again.",
        )
    return done
