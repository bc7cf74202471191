"""Python programs that an export needs, each in a process of its own: they load TensorFlow."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from runs.export.frozen import ExportError

if TYPE_CHECKING:
    from pathlib import Path

SECONDS: Final = 600


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script or module there, and wait for it.

    Raises:
        ExportError: it gives no answer.
    """
    try:
        return subprocess.run(  # noqa: S603 our own scripts, no shell
            [sys.executable, *arguments],
            cwd=folder,
            env={"TF_ENABLE_ONEDNN_OPTS": "1", **os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ExportError(
            f"Checking the export gave no answer for {SECONDS // 60} minutes, so it was ended.",
            "Try again when the computer has less to do.",
        ) from None


def last_line(text: str) -> str:
    """What a program said last."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
