"""Calls printed as handsome Python that needs Keras alone.

The same Calls are built by ``compiler``. Reading photographs and training are printed elsewhere
(``runs.scripts``); how an expression is laid out is told by ``layout``.
"""

from __future__ import annotations

import ast
import builtins
import keyword
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from builder import networks
from builder.layout import INDENT, Name, expression, statement
from builder.lowering import NETWORK_NAME, OWN_NETWORKS, arguments
from builder.starting_weights import IMAGENET, donor, finished_calls, weights_file
from layers_catalog.call import CallKind
from layers_catalog.fitted import SUPPORT_VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from layers_catalog.call import Call

    _Line = tuple[str, str]  # the id of a drawn layer, or nothing; and the text

PART: Final = f"{OWN_NETWORKS}part_of"
"""Takes a part of a pretrained network."""
STEADY: Final = f"{OWN_NETWORKS}steady"
"""Lets it act as in use while it learns."""
_START: Final = """\
    kept = keras.saving.load_model(Path(__file__).with_name({file}), compile=False)
    given = {{layer.name: layer.get_weights() for layer in kept.layers}}
    for layer in model.layers:
        if isinstance(layer, keras.Model):
            continue
        weights = given.get(layer.name, [])
        if [one.shape for one in weights] == [one.shape for one in layer.get_weights()]:
            layer.set_weights(weights)
"""
"""Lets each layer start from that of a kept network with the same name and form; networks inside
start as ``_started`` prints."""
_LEFT_OUT: Final = ("from __future__", f"from {OWN_NETWORKS}")
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
class Source:
    """A piece of Python: lines of import for the head of a file, and what comes after them."""

    imports: tuple[str, ...]
    body: str

    def __str__(self) -> str:
        return "\n".join(self.imports) + "\n\n\n" + self.body


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
    modules = dict.fromkeys(one for path in _own_paths(calls) for one in networks.modules(path))
    own = [_own_network(module) for module in modules]
    told = {name: call.kwargs[key] for call in calls for key, name in call.from_data.items()}
    taken = ", ".join(f"{name}: int = {expression(value)}" for name, value in told.items())
    lines = [
        f"def build_model({taken}) -> keras.Model:",
        f'{INDENT}"""Build the network; each layer has the name that it has in the drawing."""',
    ]
    steps = list(_steps(calls, [path.removeprefix(OWN_NETWORKS) for path in modules]))
    lines += [line for _, line in steps]
    printed = [*(part.body for part in own), "\n".join(lines) + "\n"]
    return Source(tuple(_imports(own)), "\n\n".join(printed)), steps


def starting_weights_source(
    calls: Sequence[Call], files: Mapping[str, str], start: str = ""
) -> str:
    """``load_starting_weights(model)`` in Python, or an empty text when all weights are random.

    Args:
        calls: as ``lower`` gives them.
        files: for each Call whose weights Keras does not download, the name of their file, which
            lies beside the printed one; the file also has to import ``Path`` from ``pathlib``.
        start: the name of a file beside it, from which all layers start that are alike.
    """
    lines = _START.format(file=expression(start)).splitlines() if start else []
    for call in calls:
        if call.kind is CallKind.MODEL and call.weights is not None:
            lines += _started(call, files.get(call.name, ""))
    if not lines:
        return ""
    what = "the network" if start else "the pretrained part"
    head = [
        "def load_starting_weights(model: keras.Model) -> None:",
        f'{INDENT}"""Load the weights from which {what} starts."""',
    ]
    return "\n".join([*head, *lines]) + "\n"


def _started(call: Call, file: str) -> list[str]:
    """How the weights of one network get there: by a second network, unless all are in a file."""
    target = f"{INDENT}model.get_layer({expression(call.name)})"
    beside = f"{INDENT}weights = Path(__file__).with_name({expression(file)})"
    taken = f"{target}.set_weights(pretrained.get_weights())"
    source = weights_file(call)
    finished = finished_calls(source) if source else None
    giver = donor(finished, call) if finished else None
    if giver is not None:
        trained = "keras.saving.load_model(weights, compile=False)"
        found = f"{INDENT}pretrained = {trained}.get_layer({expression(giver.name)})"
        return [beside, found, taken]
    if source and not call.part.kwargs():
        return [beside, f"{target}.load_weights(weights)"]
    whole = {**call.kwargs, **({} if source else {"weights": IMAGENET})}
    lines = [beside] * bool(source)
    lines += statement(f"pretrained = {_function(call)}", whole)
    if source:
        lines.append(f"{INDENT}pretrained.load_weights(weights)")
    if call.part.kwargs():
        lines += _part(call, Name("pretrained"))
    return [*lines, taken]


def _own_paths(calls: Sequence[Call]) -> list[str]:
    """Of what is printed in full: our own networks, and what is done with any network."""
    own = {call.path for call in calls if call.path.startswith(OWN_NETWORKS)}
    parts = {PART for call in calls if call.part.kwargs()}
    return sorted(own | parts | {STEADY for call in calls if call.steady})


@cache
def _own_network(path: str) -> Source:
    """The text of a module of our networks, word for word, its imports apart."""
    text = networks.source(path)
    lines = text.splitlines()
    found = [one for one in ast.parse(text).body if isinstance(one, ast.Import | ast.ImportFrom)]
    imports = [" ".join(ast.unparse(one).split()) for one in found]
    body = "\n".join(lines[found[-1].end_lineno or 0 :]).strip("\n")
    return Source(tuple(line for line in imports if not line.startswith(_LEFT_OUT)), body + "\n")


def _imports(modules: Iterable[Source]) -> Iterator[str]:
    """Keras, and each name that the modules take from it, once."""
    yield "import keras"
    taken: dict[str, set[str]] = {}
    for line in {line for module in modules for line in module.imports}:
        if line.startswith("from "):
            source, _, names = line.removeprefix("from ").partition(" import ")
            taken.setdefault(source, set()).update(names.split(", "))
    for source in sorted(taken):
        yield f"from {source} import {', '.join(sorted(taken[source]))}"


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
    head = f"{variables[call.name]} = {_function(call)}"
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
        f"{network} = {_function(call)}", call.kwargs if partial else arguments(call)
    )
    if partial:
        yield from _part(call, network)
    if not call.trainable:
        yield f"{INDENT}{network}.trainable = False"
    used, how = network, {}
    if call.steady:
        used, how = Name(f"{STEADY.removeprefix(OWN_NETWORKS)}({network})"), {"training": False}
    yield from statement(f"{variables[call.name]} = {used}", how, first=given)


def _part(call: Call, network: Name) -> list[str]:
    given = {"name": call.name, **call.part.kwargs()}
    return list(statement(f"{network} = {PART.removeprefix(OWN_NETWORKS)}", given, first=[network]))


def _function(call: Call) -> str:
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
