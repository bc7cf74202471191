"""What this computer is: for a run's environment, the Settings page and ``doctor``.

Reads the operating system only; whether TensorFlow loads is asked by ``runs.doctor``.
"""

from __future__ import annotations

import os
import platform
import shutil
from importlib import metadata
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict

PACKAGES = (
    *("lesion-studio", "keras", "openvino", "numpy", "pillow", "scikit-learn"),
    *("streamlit", "pandas", "onnxruntime"),
)
TENSORFLOW = ("tensorflow-cpu", "tensorflow")
BF16_FLAGS = {"amx_bf16", "avx512_bf16"}


class Computer(BaseModel):
    """A computer as far as training is concerned; sizes in megabytes (10^6 bytes)."""

    model_config = ConfigDict(frozen=True)

    python: str
    system: str
    processor: str
    cores: int
    memory_mb: int
    bf16: bool
    """Whether the processor multiplies bfloat16 matrices (AMX or AVX512-BF16)."""
    gpu: bool
    packages: dict[str, str]


def this_computer() -> Computer:
    """Describe the computer that this process runs on."""
    name, flags = _processor()
    return Computer(
        python=platform.python_version(),
        system=platform.platform(terse=True),
        processor=name,
        cores=_usable_cores(),
        memory_mb=psutil.virtual_memory().total // 10**6,
        bf16=bool(flags & BF16_FLAGS),
        gpu=shutil.which("nvidia-smi") is not None,
        packages=versions(),
    )


def _usable_cores() -> int:
    """Cores this process may use: fewer than the machine has, in a container or under taskset."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> tuple[str, set[str]]:
    """The processor's name and its feature flags, where the system tells them (Linux)."""
    table = Path("/proc/cpuinfo")
    if not table.is_file():
        return platform.processor() or platform.machine(), set()
    lines = table.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines)
    rows = {key.strip(): value.strip() for key, _, value in pairs}
    return rows.get("model name", platform.machine()), set(rows.get("flags", "").split())


def versions(*more: str) -> dict[str, str]:
    """Of the installed packages that matter to a network, and of ``more``, by name."""
    found = {}
    for package in (*PACKAGES, *TENSORFLOW, *more):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found
