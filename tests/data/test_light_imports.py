"""What the web process imports from this room stays free of the heavy libraries."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"tensorflow", "keras", "openvino", "sklearn", "scipy", "torch"}
SELDOM = {"pydicom", "h5py", "requests"}
NAMES = ("demo", "diagnoses", "importing", "library", "pixels", "places", "splits", "counting")


def test_no_heavy_library_is_loaded() -> None:
    imports = "; ".join(f"import data.{name}" for name in NAMES)
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; import sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (HEAVY | SELDOM).isdisjoint(done.stdout.split())
