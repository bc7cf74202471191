"""Whether this computer has what the studio needs, in sentences; changes nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from runs.computer import TENSORFLOW, Computer, this_computer

if TYPE_CHECKING:
    from pathlib import Path

ENOUGH_DISK_GB = 5
ENOUGH_MEMORY_MB = 4_000
LOAD_SECONDS = 120


class Finding(BaseModel):
    """One thing that was looked at; ``advice`` is empty where all is well."""

    model_config = ConfigDict(frozen=True)

    about: str
    well: bool
    found: str
    advice: str = ""


def examine(workspace: Path) -> list[Finding]:
    """Look at the computer, the packages and the workspace; takes some seconds."""
    computer = this_computer()
    return [
        _packages(computer),
        _tensorflow(),
        _memory(computer),
        _disk(workspace),
        Finding(about="Workspace", well=True, found=str(workspace)),
        _processor(computer),
    ]


def _packages(computer: Computer) -> Finding:
    missing = not any(name in computer.packages for name in TENSORFLOW)
    listed = ", ".join(f"{name} {version}" for name, version in computer.packages.items())
    advice = "TensorFlow is not installed. Run: pip install -r requirements.txt" if missing else ""
    found = f"Python {computer.python}; {listed}."
    return Finding(about="Packages", well=not missing, found=found, advice=advice)


def _tensorflow() -> Finding:
    """Loads TensorFlow in a process of its own, so that a crash there is a finding, too."""
    command = [sys.executable, "-c", "import keras; print(keras.backend.backend())"]
    try:
        done = subprocess.run(  # noqa: S603 our own interpreter
            command, capture_output=True, text=True, timeout=LOAD_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        found = f"Did not load within {LOAD_SECONDS} seconds."
        return Finding(about="TensorFlow", well=False, found=found, advice="Try again.")
    if done.returncode == 0 and done.stdout.strip() == "tensorflow":
        return Finding(about="TensorFlow", well=True, found="Keras on TensorFlow loads.")
    last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
    advice = "Reinstall it: pip install --force-reinstall -r requirements.txt"
    return Finding(about="TensorFlow", well=False, found=f"Does not load: {last}", advice=advice)


def _memory(computer: Computer) -> Finding:
    well = computer.memory_mb >= ENOUGH_MEMORY_MB
    advice = "" if well else "Keep images at 224 × 224 or less and batches at 16 or less."
    found = f"{computer.memory_mb / 1000:.0f} GB."
    return Finding(about="Memory", well=well, found=found, advice=advice)


def _disk(workspace: Path) -> Finding:
    free = shutil.disk_usage(workspace).free / 10**9
    well = free >= ENOUGH_DISK_GB
    advice = "" if well else "Make room, or choose another workspace with --workspace."
    return Finding(about="Disk", well=well, found=f"{free:.0f} GB free.", advice=advice)


def _processor(computer: Computer) -> Finding:
    gpu = "a GPU is present" if computer.gpu else "no GPU (none is needed)"
    bf16 = "with bf16" if computer.bf16 else "without bf16"
    found = f"{computer.processor}, {computer.cores} cores, {bf16}; {gpu}."
    return Finding(about="Processor", well=True, found=found)
