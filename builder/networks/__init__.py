"""Networks of our own that Keras does not bring: where their code, weights and licences are.

Importing this package loads no Keras; ``function`` does. A path such as
``builder.networks.efficientnet_lite0`` names a module and, in it, the function of the same name;
what several networks take is in modules of its own, and ``survey`` only reads numbers off them.
"""

from __future__ import annotations

import ast
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


def modules(path: str) -> tuple[str, ...]:
    """The paths of all modules that make the network: each after those it takes from, itself last.

    Nothing is imported: what a module takes from others of this package is read from its text.
    """
    statements = ast.parse(source(path)).body
    taken = [one.module or "" for one in statements if isinstance(one, ast.ImportFrom)]
    own = [module for module in taken if module.startswith(f"{__name__}.")]
    before = [found for module in own for found in modules(module)]
    return tuple(dict.fromkeys([*before, path]))


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
