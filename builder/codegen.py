"""Calls printed as handsome Python that needs Keras alone.

The same Calls are built by ``compiler``. Reading photographs and training are printed elsewhere
(``runs.scripts``); how an expression is laid out is told by ``layout``.
"""

from __future__ import annotations

import ast
import builtins
import keyword
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from builder import networks
from builder.layout import INDENT, Name, expression, statement
from builder.lowering import NETWORK_NAME, OWN_NETWORKS, arguments
from builder.starting_weights import IMAGENET
from layers_catalog.call import CallKind
from layers_catalog.fitted import SUPPORT_VECTORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from layers_catalog.call import Call

_FUTURE: Final = "from __future__"
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


def network_source(calls: Sequence[Call]) -> str:
    """A whole Python file that defines ``build_model()``, the network with random weights.

    Args:
        calls: as ``lower`` gives them.
    """
    return str(network_parts(calls))


def network_parts(calls: Sequence[Call]) -> Source:
    """The same in two parts, for a file that holds more than the network."""
    paths = sorted({call.path for call in calls if call.path.startswith(OWN_NETWORKS)})
    own = [_own_network(path) for path in paths]
    imports = sorted({"import keras", *(line for part in own for line in part.imports)}, key=_isort)
    told = {name: call.kwargs[key] for call in calls for key, name in call.from_data.items()}
    taken = ", ".join(f"{name}: int = {expression(value)}" for name, value in told.items())
    lines = [
        f"def build_model({taken}) -> keras.Model:",
        f'{INDENT}"""Build the network; each layer has the name that it has in the drawing."""',
        *_steps(calls, [path.removeprefix(OWN_NETWORKS) for path in paths]),
    ]
    printed = [*(part.body for part in own), "\n".join(lines) + "\n"]
    return Source(tuple(imports), "\n\n".join(printed))


def starting_weights_source(calls: Sequence[Call], files: Mapping[str, str]) -> str:
    """``load_starting_weights(model)`` in Python, or an empty text when all weights are random.

    Args:
        calls: as ``lower`` gives them.
        files: for each Call whose weights Keras does not download, the name of their file, which
            lies beside the printed one; the file also has to import ``Path`` from ``pathlib``.
    """
    lines = []
    for call in calls:
        if call.kind is CallKind.MODEL and call.weights == IMAGENET:
            lines += _from_imagenet(call)
        elif call.kind is CallKind.MODEL and call.weights is not None:
            lines += _from_file(call, files[call.name])
    if not lines:
        return ""
    head = [
        "def load_starting_weights(model: keras.Model) -> None:",
        f'{INDENT}"""Load the weights from which the pretrained part starts."""',
    ]
    return "\n".join([*head, *lines]) + "\n"


def _from_imagenet(call: Call) -> list[str]:
    given = {**call.kwargs, "weights": IMAGENET}
    target = f"model.get_layer({expression(call.name)})"
    return [
        *statement(f"pretrained = {call.path}", given),
        f"{INDENT}{target}.set_weights(pretrained.get_weights())",
    ]


def _from_file(call: Call, file: str) -> list[str]:
    return [
        f"{INDENT}weights = Path(__file__).with_name({expression(file)})",
        f"{INDENT}model.get_layer({expression(call.name)}).load_weights(weights)",
    ]


def _own_network(path: str) -> Source:
    """The text of one of our networks, word for word, its imports apart."""
    text = networks.source(path)
    lines = text.splitlines()
    found = [one for one in ast.parse(text).body if isinstance(one, ast.Import | ast.ImportFrom)]
    imports = [" ".join(ast.unparse(one).split()) for one in found]
    body = "\n".join(lines[found[-1].end_lineno or 0 :]).strip("\n")
    return Source(tuple(line for line in imports if not line.startswith(_FUTURE)), body + "\n")


def _isort(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line


def _steps(calls: Sequence[Call], functions: Sequence[str]) -> Iterator[str]:
    """One statement for each Call; a network takes two or three, for it may be frozen."""
    variables = _variables(calls, functions)
    for call in calls:
        head = f"{variables[call.name]} = {call.path.removeprefix(OWN_NETWORKS)}"
        given = [variables[name] for name in call.inputs]
        if call.kind is CallKind.MODEL:
            yield from _network(call, variables, given)
        elif call.kind is CallKind.OPERATION:
            yield from statement(head, _printed(call), first=given)
        else:
            yield from statement(head, _printed(call), then=given)
    first = next(variables[call.name] for call in calls if call.kind is CallKind.INPUT)
    ends = {"inputs": first, "outputs": variables[calls[-1].name], "name": NETWORK_NAME}
    yield from statement("return keras.Model", ends)


def _printed(call: Call) -> dict[str, Any]:
    """Its arguments; what fitting tells is taken from those of ``build_model``."""
    return {**arguments(call), **{key: Name(name) for key, name in call.from_data.items()}}


def _network(call: Call, variables: Mapping[str, Name], given: Sequence[Name]) -> Iterator[str]:
    """A network is made, frozen or not, and then used."""
    network = variables[_made(call)]
    yield from statement(f"{network} = {call.path.removeprefix(OWN_NETWORKS)}", arguments(call))
    if not call.trainable:
        yield f"{INDENT}{network}.trainable = False"
    yield from statement(f"{variables[call.name]} = {network}", {"training": False}, first=given)


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
