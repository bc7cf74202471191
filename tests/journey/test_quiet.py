"""Nothing leaves this computer: no process of the whole way asks for a name outside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from studio import AUDIT, Trained

pytestmark = pytest.mark.keras


def test_the_watcher_sees_a_look_up(tmp_path: Path) -> None:
    seen = tmp_path / "seen.txt"
    environment = os.environ | {"PYTHONPATH": str(AUDIT), "LESION_STUDIO_AUDIT": str(seen)}
    code = "import socket\ntry: socket.getaddrinfo('example.invalid', 80)\nexcept OSError: pass"
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert "example.invalid" in seen.read_text(encoding="utf-8")


def test_training_helper_and_command_line_ask_nobody(trained: Trained) -> None:
    trained.studio.json("predict", trained.run["run"], trained.images[0])
    seen = trained.studio.audit
    assert not seen.exists(), seen.read_text(encoding="utf-8")
