"""Where a network's starting weights come from and under which licence, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from builder.inference import infer
from builder.starting_weights import IMAGENET, SHIPPED
from layers_catalog.call import CallKind
from runs.opened_record import record_of
from runs.training.origins import elsewhere, run_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.export.frozen import FrozenRun
    from runs.scripts.starting_files import StartingFile

_KERAS: Final = {
    "ResNet50": "released by Kaiming He and others under the MIT licence",
    "ResNet101": "released by Kaiming He and others under the MIT licence",
    "VGG16": "released by the Visual Geometry Group at Oxford under CC BY 4.0",
    "VGG19": "released by the Visual Geometry Group at Oxford under CC BY 4.0",
    "DenseNet121": "released by Gao Huang and others under the BSD 3-clause licence",
    "DenseNet169": "released by Gao Huang and others under the BSD 3-clause licence",
}
"""Who released them and how, as Keras's documentation tells of the weights it ported."""


def licence_name(file: StartingFile) -> str:
    """The name in the bundle of the licence of ``initial.weights.h5`` and the like."""
    return f"{file.name.partition('.')[0]}.LICENSE.txt"


def origins(run: FrozenRun) -> Iterator[str]:
    """A sentence for each network inside a layer that has weights."""
    nodes = infer(run.design, run.facts).nodes
    weighs = {node: told.trainable + told.non_trainable for node, told in nodes.items()}
    files = {name: file for file in run.starting_files for name in file.calls}
    if run.recipe.start:
        yield _chosen("All layers that are alike started from", run.starting_files[0], run)
    for call in run.calls:
        if call.kind is not CallKind.MODEL:
            continue
        start = f"“{call.name}” started from"
        if call.weights is None:
            if weighs.get(call.node):
                yield f"{start} random weights."
        elif call.weights == IMAGENET:
            yield f"{start} {_downloaded(call.path.rpartition('.')[2])}."
        elif call.weights == SHIPPED:
            file = files[call.name]
            yield (
                f"{start} weights trained on ImageNet, in `{file.name}`, under the Apache License "
                f"2.0 (`{licence_name(file)}`)."
            )
        else:
            yield _chosen(start, files[call.name], run)


def _downloaded(name: str) -> str:
    told = _KERAS.get(name, "see keras.io/api/applications for their licence")
    return f"the ImageNet weights of {name} that Keras downloads ({told})"


def _chosen(start: str, file: StartingFile, run: FrozenRun) -> str:
    """About a finished run, or a file that a person chose: nothing is known of it but its name."""
    missing = f"which is missing: train.py needs it as `{file.name}`"
    there = f"in `{file.name}`" if file.source.is_file() else missing
    number = run_of(file.source)
    if number is not None:
        home = elsewhere(file.source, run.workspace)
        whose = f" of another workspace (“{home.name}”)" if home else ""
        return (
            f"{start} the model of run {number}{whose}, {there}; the licences of that run's "
            "photographs and weights apply to it."
        )
    opened = record_of(file.source)
    name = opened.file if opened and opened.file else file.source.name
    return f"{start} the file {name}, {there}; ask whoever made it for its licence."
