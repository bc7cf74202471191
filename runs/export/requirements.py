"""``requirements.txt`` of a bundle: the packages that its scripts import, as they trained it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_PINNED: Final = ("keras", "numpy", "pillow")
_FITTING: Final = "scikit-learn"
_ONNX: Final = "onnxruntime"
_TENSORFLOW: Final = ("tensorflow-cpu", "tensorflow")
_LINUX: Final = 'sys_platform == "linux" and platform_machine == "x86_64"'
"""Where there is a smaller TensorFlow, without what only a GPU needs."""
_ELSEWHERE: Final = 'sys_platform != "linux" or platform_machine != "x86_64"'


def requirements(packages: Mapping[str, str], *, fitted: bool = False, onnx: bool = False) -> str:
    """One line a package.

    Args:
        packages: versions by name, as in a run's ``environment.json``; one that is not known is
            not pinned.
        fitted: whether ``train.py`` fits the head with scikit-learn.
        onnx: whether there is a ``model.onnx``, which ``verify.py`` checks.
    """
    tensorflow = next((packages[name] for name in _TENSORFLOW if name in packages), None)
    lines = [
        _pinned(name, packages.get(name))
        for name in (*_PINNED, *[_FITTING] * fitted, *[_ONNX] * onnx)
    ]
    for name, where in zip(_TENSORFLOW, (_LINUX, _ELSEWHERE), strict=True):
        lines.append(f"{_pinned(name, tensorflow)}; {where}")
    return "\n".join(sorted(lines)) + "\n"


def _pinned(name: str, version: str | None) -> str:
    return f"{name}=={version}" if version else name
