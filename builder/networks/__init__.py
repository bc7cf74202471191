"""Networks of our own that Keras does not bring: where their code, weights and licences are.

Importing this package loads no Keras; ``function`` does. A path such as
``builder.networks.efficientnet_lite0`` names a module that holds one function of the same name.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent


def function(path: str) -> Callable[..., Any]:
    """The function that builds the network ``path`` as a ``keras.Model``; loads Keras."""
    _name(path)
    built: Callable[..., Any] = getattr(import_module(path), path.rpartition(".")[2])
    return built


def source(path: str) -> str:
    """The text of the network's module, to be printed into generated code."""
    return (HERE / f"{_name(path)}.py").read_text(encoding="utf-8")


def shipped_weights(path: str) -> Path:
    """The file that ``model.load_weights`` takes, float16 on disk."""
    return HERE / "weights" / f"{_name(path)}.weights.h5"


def shipped_licence(path: str) -> Path:
    """The licence under which the shipped weights are passed on."""
    return HERE / "weights" / f"{_name(path)}.LICENSE.txt"


def _name(path: str) -> str:
    package, _, name = path.rpartition(".")
    if package != __name__ or not (HERE / f"{name}.py").is_file():
        raise KeyError(path)
    return name
