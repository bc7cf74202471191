"""Calls printed as handsome Python that needs Keras alone.

The same Calls are built by ``compiler``. How an expression is laid out is told by ``layout``; the
weights from which a network starts are printed by ``starting_code``, reading photographs and
training by ``runs.scripts``.
"""

from __future__ import annotations

import builtins
import keyword
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from builder import own_source
from builder.layout import INDENT, Name, expression, statement
from builder.lowering import NETWORK_NAME, OWN_NETWORKS, arguments
from builder.own_source import PART, STEADY, Source
from layers_catalog.call import CallKind
from layers_catalog.fitted import SUPPORT_VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from layers_catalog.call import Call

    _Line = tuple[str, str]  # the id of a drawn layer, or nothing; and the text

_LONGEST_VARIABLE: Final = 40
"""So that a statement's head fits into a line; the layer's name stays whole."""
_RESERVED: Final = frozenset(
    {
        *keyword.kwlist,
        *keyword.softkwlist,
        *dir(builtins),
        "keras",
        "layers",
        "build_model",
        SUPPORT_VECTORS,
    }
)


@dataclass(frozen=True)
class Listing:
    """A whole file, and where in it each drawn layer stands.

    Args:
        text: of the file.
        lines: for each layer, by its id, its first and its last line, counted from 1.
    """

    text: str
    lines: dict[str, tuple[int, int]]


def network_source(calls: Sequence[Call]) -> str:
    """A whole Python file that defines ``build_model()``, the network with random weights.

    Args:
        calls: as ``lower`` gives them.
    """
    return str(network_parts(calls))


def network_listing(calls: Sequence[Call]) -> Listing:
    """The same file with the lines of each drawn layer."""
    source, steps = _written(calls)
    text = str(source)
    lines: dict[str, tuple[int, int]] = {}
    for number, (node_id, _) in enumerate(steps, start=text.count("\n") - len(steps) + 1):
        if node_id:
            lines[node_id] = (lines.get(node_id, (number, 0))[0], number)
    return Listing(text, lines)


def network_parts(calls: Sequence[Call]) -> Source:
    """The same in two parts, for a file that holds more than the network."""
    return _written(calls)[0]


def _written(calls: Sequence[Call]) -> tuple[Source, list[_Line]]:
    """The file, and the lines with which it ends: each with the layer that it belongs to."""
    modules = own_source.modules(calls)
    own = [own_source.whole(module) for module in modules]
    told = {name: call.kwargs[key] for call in calls for key, name in call.from_data.items()}
    taken = ", ".join(f"{name}: int = {expression(value)}" for name, value in told.items())
    lines = [
        f"def build_model({taken}) -> keras.Model:",
        f'{INDENT}"""Build the network; each layer has the name that it has in the drawing."""',
    ]
    steps = list(_steps(calls, [path.removeprefix(OWN_NETWORKS) for path in modules]))
    lines += [line for _, line in steps]
    printed = [*(part.body for part in own), "\n".join(lines) + "\n"]
    return Source(tuple(own_source.imports(own)), "\n\n".join(printed)), steps


def _steps(calls: Sequence[Call], functions: Sequence[str]) -> Iterator[_Line]:
    """What ``build_model`` does, line for line; the last one belongs to no layer."""
    variables = _variables(calls, functions)
    for call in calls:
        for line in _step(call, variables):
            yield call.node, line
    first = next(variables[call.name] for call in calls if call.kind is CallKind.INPUT)
    ends = {"inputs": first, "outputs": variables[calls[-1].name], "name": NETWORK_NAME}
    for line in statement("return keras.Model", ends):
        yield "", line


def _step(call: Call, variables: Mapping[str, Name]) -> Iterator[str]:
    """One statement for a Call; a network takes two or three, for it may be frozen."""
    head = f"{variables[call.name]} = {function_of(call)}"
    given = [variables[name] for name in call.inputs]
    if call.kind is CallKind.MODEL:
        yield from _network(call, variables, given)
    elif call.kind is CallKind.OPERATION:
        yield from statement(head, _printed(call), first=given)
    else:
        yield from statement(head, _printed(call), then=given, apart=call.apart)


def _printed(call: Call) -> dict[str, Any]:
    """Its arguments; what fitting tells is taken from those of ``build_model``."""
    return {**arguments(call), **{key: Name(name) for key, name in call.from_data.items()}}


def _network(call: Call, variables: Mapping[str, Name], given: Sequence[Name]) -> Iterator[str]:
    """A network is made, a part of it taken, frozen or not, and then used."""
    network = variables[_made(call)]
    partial = bool(call.part.kwargs())
    yield from statement(
        f"{network} = {function_of(call)}", call.kwargs if partial else arguments(call)
    )
    if partial:
        yield from part_of(call, network)
    if not call.trainable:
        yield f"{INDENT}{network}.trainable = False"
    used, how = network, {}
    if call.steady:
        used, how = Name(f"{STEADY.removeprefix(OWN_NETWORKS)}({network})"), {"training": False}
    yield from statement(f"{variables[call.name]} = {used}", how, first=given)


def part_of(call: Call, network: Name) -> list[str]:
    """How a part of a network takes its place."""
    given = {"name": call.name, **call.part.kwargs()}
    return list(statement(f"{network} = {PART.removeprefix(OWN_NETWORKS)}", given, first=[network]))


def function_of(call: Call) -> str:
    """What is called, as the printed file knows it."""
    return call.path.removeprefix(OWN_NETWORKS)


def _variables(calls: Sequence[Call], functions: Sequence[str]) -> dict[str, Name]:
    """For each Call the variable of its result: its name, changed where Python has taken it."""
    names = [call.name for call in calls]
    taken = {*_RESERVED, *functions}
    free = [name for name in names if name not in taken and len(name) <= _LONGEST_VARIABLE]
    found = {name: Name(name) for name in free}
    taken.update(free)
    made = [_made(call) for call in calls if call.kind is CallKind.MODEL]
    for key in [*(name for name in names if name not in found), *made]:
        variable = key.replace(" ", "_")[:_LONGEST_VARIABLE]
        while variable in taken:
            variable += "_"
        taken.add(variable)
        found[key] = Name(variable)
    return found


def _made(call: Call) -> str:
    """The key of the variable that holds a network before it is used; no Call has a space."""
    return f"network {call.name}"
