"""The code that loads the weights from which a network starts, printed for ``train.py``.

The same weights are loaded by ``loading``; the network's own code is printed by ``codegen``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder import own_source
from builder.codegen import function_of, part_of
from builder.layout import INDENT, Name, expression, statement
from builder.lowering import OWN_NETWORKS
from builder.starting_weights import IMAGENET, donor, finished_calls, weights_file
from layers_catalog.call import CallKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layers_catalog.call import Call

_TAKE: Final = f"{OWN_NETWORKS}take_weights"
"""From ``kept``, layer by layer; networks inside start as ``_started`` prints."""
_KEPT: Final = "keras.saving.load_model(Path(__file__).with_name({file}), compile=False)"


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
    kept = f"{INDENT}kept = {_KEPT.format(file=expression(start))}"
    lines = [kept, *own_source.steps(_TAKE)] if start else []
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
    lines += statement(f"pretrained = {function_of(call)}", whole)
    if source:
        lines.append(f"{INDENT}pretrained.load_weights(weights)")
    if call.part.kwargs():
        lines += part_of(call, Name("pretrained"))
    return [*lines, taken]
