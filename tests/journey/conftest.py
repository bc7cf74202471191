"""One training on demo lesions, by the command line as a person would type it, for many tests."""

from __future__ import annotations

import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
from studio import Studio, Trained


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Studio:
    return Studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="session")
def trained(studio: Studio) -> Trained:
    imported = studio.json("demo")
    run = studio.json(
        "train", "EfficientNet-Lite0, frozen", "--dataset", "Demo lesions",
        "--epochs", 2, "--seed", 7, "--set", "flips_at_use=true", "--set", "views=1", "--wait",
    )  # fmt: skip
    originals = studio.home / "workspace" / "datasets"
    images = sorted(p for p in originals.rglob("*") if p.suffix in {".png", ".jpg"})[:50]
    return Trained(studio, imported, run, images)


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has Keras, NumPy and Pillow, but not this project."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    theirs = Path(subprocess.check_output([python, "-c", ask], text=True).strip())
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "lesion_studio" not in entry.name:
            (theirs / entry.name).symlink_to(entry)
    command = [python, "-c", "import builder"]
    gone = subprocess.run(command, capture_output=True, cwd=folder, check=False)
    assert gone.returncode == 1, "the project must not be importable there"
    return python
