"""Writes ``train.py`` and ``predict.py`` for a design: its network, its settings, our own parts."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder.codegen import network_parts, starting_weights_source
from builder.lowering import lower
from runs.picture import picture_of
from runs.scripts import pieces
from runs.scripts.pieces import Piece
from runs.scripts.starting_files import starting_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.training.recipe import Recipe

_PARTS: Final = Path(__file__).parent / "parts"
_ROOT: Final = Path(__file__).parents[2]
_WIDTH: Final = 96
_MAIN: Final = Piece((), 'if __name__ == "__main__":\n    main()')
_NOTHING_TO_LOAD: Final = '''\
def load_starting_weights(model: keras.Model) -> None:
    """Nothing to load: all weights of this network start from chance."""
'''


def train_script(spec: GraphSpec, facts: Facts, recipe: Recipe) -> str:
    """``train.py``: trains the design's network on a folder of photographs; needs Keras only.

    Args:
        spec: the design; it must be sound.
        facts: the classes.
        recipe: how to train.

    Raises:
        NotSoundError: the design has errors.
    """
    calls = lower(spec, facts)
    classes = ", ".join(map(_line, facts.class_names))
    told = (
        f"Train “{_line(spec.name)}” on photographs of your own. Written by Lesion Studio.",
        "Use: python train.py PHOTOGRAPHS (needs what requirements.txt lists).",
        (
            f"PHOTOGRAPHS is a folder with one folder of images for each class ({classes}), "
            "or with folders train, validation and test that have these inside."
        ),
    )
    parts = [
        _settings(spec, facts, recipe),
        _read("data/image.py"),
        _network(calls),
        pieces.piece(_text("photographs")),
        pieces.piece(_text("training")),
        _MAIN,
    ]
    return pieces.file(_docstring(told), parts)


def predict_script(spec: GraphSpec, facts: Facts) -> str:
    """``predict.py``: predicts photographs with the ``model.keras`` beside it.

    Args:
        spec: the design that was trained.
        facts: the classes.
    """
    told = (
        f"Predict photographs with “{_line(spec.name)}”. Written by Lesion Studio.",
        "Use: python predict.py IMAGE ... [--json] (needs what requirements.txt lists).",
    )
    parts = [
        _settings(spec, facts),
        _read("data/image.py"),
        pieces.piece(_text("prediction")),
        pieces.piece(_text("predicting")),
        _MAIN,
    ]
    return pieces.file(_docstring(told), parts)


def _read(path: str) -> Piece:
    return pieces.piece((_ROOT / path).read_text(encoding="utf-8"))


def _text(part: str) -> str:
    return (_PARTS / f"{part}.py").read_text(encoding="utf-8")


def _settings(spec: GraphSpec, facts: Facts, recipe: Recipe | None = None) -> Piece:
    """The constants: what is said to people, what the network takes, how it is trained."""
    design = {"classes": facts.class_names, **asdict(picture_of(spec))}
    given = [("design_settings", design)]
    given += [("recipe_settings", recipe.model_dump(mode="json"))] if recipe else []
    bodies = [_read("runs/notice.py").body]
    for part, values in given:
        named = {name.upper(): value for name, value in values.items()}
        bodies.append(pieces.constants(_text(part), named).body)
    return Piece((), "\n\n".join(bodies))


def _network(calls: Sequence[Call]) -> Piece:
    """The printed network, and where its weights start from."""
    network = network_parts(calls)
    files = {name: one.name for one in starting_files(calls) for name in one.calls}
    loading = starting_weights_source(calls, files) or _NOTHING_TO_LOAD
    imports = (*network.imports, "from pathlib import Path")
    return Piece(imports, f"{network.body.strip()}\n\n\n{loading}")


def _line(name: str) -> str:
    """A name in one line."""
    return " ".join(name.split())


def _docstring(paragraphs: Sequence[str]) -> str:
    """A first line, then wrapped paragraphs with an empty line between them."""
    first, *rest = paragraphs
    return "\n\n".join([first, *(textwrap.fill(one, _WIDTH) for one in rest)]) + "\n"
