"""The installed program, called as a person calls it; every process it starts is watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AUDIT = Path(__file__).parent / "audit"
PROGRAM = Path(sys.executable).parent / "lesion-studio"


@dataclass(frozen=True)
class Studio:
    """The installed program over one workspace; every process it starts is watched."""

    home: Path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "LESION_STUDIO_HOME": str(self.home / "workspace"),
            "LESION_STUDIO_AUDIT": str(self.audit),
            "PYTHONPATH": str(AUDIT),
            "TF_CPP_MIN_LOG_LEVEL": "3",
        }

    @property
    def audit(self) -> Path:
        return self.home / "audit.txt"

    def call(self, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [PROGRAM, *map(str, arguments)],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )
        assert done.returncode == status, f"{arguments}: {done.returncode}\n{done.stderr[-2000:]}"
        return done

    def json(self, *arguments: object, status: int = 0) -> Any:
        return json.loads(self.call(*arguments, "--json", status=status).stdout)


@dataclass(frozen=True)
class Trained:
    """A finished run and what the program printed on the way."""

    studio: Studio
    imported: dict[str, Any]
    run: dict[str, Any]
    images: list[Path]
