"""Writes ``train.py``, ``predict.py`` and ``verify.py``: a design's network, our own parts."""

from __future__ import annotations

import re
import textwrap
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from builder.codegen import network_parts
from builder.endings import fitted_end
from builder.lowering import lower
from builder.starting_code import starting_weights_source
from layers_catalog.call import CallKind
from layers_catalog.fitted import drawn_normalizations, filled
from runs.picture import picture_of
from runs.scripts import pieces
from runs.scripts.pieces import Piece
from runs.scripts.starting_files import starting_files
from runs.training.recipe import Precision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.training.learning_phases import LearningPhase
    from runs.training.recipe import Recipe

_PARTS: Final = Path(__file__).parent / "parts"
_ROOT: Final = Path(__file__).parents[2]
_WIDTH: Final = 96
_QUOTES: Final = '"""'
_MAIN: Final = Piece((), 'if __name__ == "__main__":\n    main()')
_Settings = tuple[str, dict[str, Any]]
"""A part that holds constants, and their values by their names in small letters."""


def train_script(spec: GraphSpec, facts: Facts, recipe: Recipe) -> str:
    """``train.py``: trains the design's network on a folder of photographs.

    It needs Keras only; where the head is fitted at once, scikit-learn too.

    Args:
        spec: the design; it must be sound.
        facts: the classes; after training also the size of a fitted head and its C.
        recipe: how to train.

    Raises:
        NotSoundError: the design has errors.
    """
    calls = lower(spec, facts)
    classes = ", ".join(map(_line, facts.class_names))
    told = (
        "Train a network on photographs of your own. Written by Lesion Studio.",
        f"The network: “{_line(spec.name)}”.",
        "Use: python train.py PHOTOGRAPHS (needs what requirements.txt lists).",
        (
            f"PHOTOGRAPHS is a folder with one folder of images for each class ({classes}), "
            "or with folders train, validation and test that have these inside."
        ),
    )
    parts = [
        _settings(spec, facts, _trained_by(spec, facts, calls, recipe)),
        _read("data/image.py"),
        _network(calls, recipe.start),
        pieces.piece(_text("photographs")),
        pieces.piece(_text("asking")),
        *_training(spec, calls),
        _MAIN,
    ]
    return _file(told, parts)


def predict_script(spec: GraphSpec, facts: Facts, *, temperature: float | None = None) -> str:
    """``predict.py``: predicts photographs with the ``model.keras`` beside it.

    Args:
        spec: the design that was trained.
        facts: the classes; nothing else of them is used.
        temperature: at which that file gives scores; None where it gives them as they were learnt.
    """
    told = (
        "Predict photographs with a trained network. Written by Lesion Studio.",
        f"The network: “{_line(spec.name)}”.",
        (
            "Use: python predict.py PATH ... [--json] [--csv FILE] (needs what requirements.txt "
            "lists). PATH is a photograph, or a folder: all photographs in it and below it."
        ),
        *_chances(temperature, "It gives its scores"),
    )
    at = 1.0 if temperature is None else temperature
    parts = [
        _settings(spec, facts, ("temperature_settings", {"temperature": at})),
        _read("data/image.py"),
        pieces.piece(_text("doubts")),
        pieces.piece(_text("prediction")),
        pieces.piece(_text("flagging")),
        pieces.piece(_text("folders")),
        _read("runs/spreadsheet.py"),
        pieces.piece(_text("table")),
        pieces.piece(_text("quieting")),
        pieces.piece(_text("exactness")),
        pieces.piece(_text("predicting")),
        _MAIN,
    ]
    return _file(told, parts)


def verify_script(spec: GraphSpec, facts: Facts, *, temperature: float | None = None) -> str:
    """``verify.py``: holds ``model.keras``, ``predict.py`` and ONNX to the app's stored scores.

    Args:
        spec: the design that was trained.
        facts: the classes; nothing else of them is used.
        temperature: at which these scores are; None where they are as the app shows them.
    """
    told = (
        "Check that all in this folder says the same as the app did. Written by Lesion Studio.",
        f"The network: “{_line(spec.name)}”.",
        (
            "Use: python verify.py [--json] (needs what requirements.txt lists). The pictures in "
            "the folder verify are drawn or made up; beside them lie the app's scores of them."
        ),
        *_chances(temperature, "They are"),
    )
    parts = [
        _settings(spec, facts),
        _read("data/image.py"),
        pieces.piece(_text("quieting")),
        pieces.piece(_text("exactness")),
        pieces.piece(_text("verifying")),
        _MAIN,
    ]
    return _file(told, parts)


def _chances(temperature: float | None, scores_are: str) -> Iterator[str]:
    """What is told of scores at a temperature."""
    if temperature is not None:
        yield f"{scores_are} at the temperature T = {temperature:.4g}: softmax(log(score) / T)."


def with_note(script: str, note: str) -> str:
    """A script with one more paragraph at the end of what is told of it at its head."""
    end = script.index(_QUOTES, len(_QUOTES))
    told = textwrap.fill(pieces.harmless(note), _WIDTH)
    return f"{script[:end]}\n{told}\n{script[end:]}"


def _file(told: Sequence[str], parts: Sequence[Piece]) -> str:
    """The parts under what is told of them; the processor is set before TensorFlow is loaded."""
    return pieces.file(_docstring(told), parts, first=pieces.piece(_text("processor")))


def _read(path: str) -> Piece:
    return pieces.piece((_ROOT / path).read_text(encoding="utf-8"))


def _text(part: str) -> str:
    return (_PARTS / f"{part}.py").read_text(encoding="utf-8")


def _training(spec: GraphSpec, calls: Sequence[Call]) -> Iterator[Piece]:
    """How the network learns, or how its head is fitted; with what is measured before."""
    fitted = fitted_end(spec) is not None
    text = _text("fitting" if fitted else "training")
    measured = bool(drawn_normalizations(calls))
    if measured or fitted:
        yield _read("runs/training/moments.py")
    if measured:
        yield pieces.piece(_text("measuring"))
    else:
        text = re.sub(r"\n    measure\(.*\)", "", text)
    if fitted:
        yield _read("runs/training/folds.py")
        yield _read("runs/training/heads.py")
    else:
        yield pieces.piece(_text("rate"))
        yield pieces.piece(_text("phases"))
        yield pieces.piece(_text("precision"))
    yield pieces.piece(_text("flips"))
    yield pieces.piece(text)


def _trained_by(spec: GraphSpec, facts: Facts, calls: Sequence[Call], recipe: Recipe) -> _Settings:
    """The part that holds the settings of training, and their values; C as it was found."""
    settings = recipe.model_dump(mode="json")
    end = fitted_end(spec)
    if end is None:
        phases = tuple(_phase(spec, facts, phase) for phase in recipe.phases)
        narrow = recipe.precision is Precision.BFLOAT16
        learns_in = "mixed_bfloat16" if narrow else "float32"  # as ``parts.precision`` takes it
        return "recipe_settings", {**settings, "phases": phases, "learns_in": learns_in}
    node, layer = end
    head = {"kernel": "linear", "gamma": None, **layer.model_dump(mode="json")}
    head["C"] = facts.C.get(node, head["C"])
    layers = {"head": type(layer).__name__, "head_layers": filled(calls, node)}
    return "head_settings", {**settings, **head, **layers}


def _phase(spec: GraphSpec, facts: Facts, phase: LearningPhase) -> tuple[object, ...]:
    """A phase as ``train.py`` takes it; see ``parts.phases``."""
    networks = [one for one in lower(phase.drawn(spec), facts) if one.kind is CallKind.MODEL]
    still = {one.name: (one.part.frozen_until or "") if one.trainable else None for one in networks}
    return still, phase.epochs, phase.learning_rate


def _settings(spec: GraphSpec, facts: Facts, more: _Settings | None = None) -> Piece:
    """The constants: what is said to people, what the network takes, and ``more``."""
    design = {"classes": facts.class_names, **asdict(picture_of(spec))}
    given: list[_Settings] = [("design_settings", design)]
    given += [more] if more else []
    bodies = [_read("runs/notice.py").body]
    for part, values in given:
        named = {name.upper(): value for name, value in values.items()}
        bodies.append(pieces.constants(_text(part), named).body)
    return Piece((), "\n\n".join(bodies))


def _network(calls: Sequence[Call], start: str) -> Piece:
    """The printed network, and where its weights start from."""
    network = network_parts(calls)
    beside = starting_files(calls, start)
    files = {name: one.name for one in beside for name in one.calls}
    first = beside[0].name if start else ""
    loading = starting_weights_source(calls, files, first) or pieces.piece(_text("starting")).body
    imports = (*network.imports, "from pathlib import Path")
    return Piece(imports, f"{network.body.strip()}\n\n\n{loading}")


def _line(name: str) -> str:
    """A name in one line."""
    return " ".join(name.split())


def _docstring(paragraphs: Sequence[str]) -> str:
    """A first line, then wrapped paragraphs with an empty line between them."""
    first, *rest = paragraphs
    return "\n\n".join([first, *(textwrap.fill(one, _WIDTH) for one in rest)]) + "\n"
