"""One training on demo lesions, by the command line as a person would type it, for many tests."""

from __future__ import annotations

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
        "--epochs", 2, "--seed", 7, "--wait",
    )  # fmt: skip
    originals = studio.home / "workspace" / "datasets"
    images = sorted(p for p in originals.rglob("*") if p.suffix in {".png", ".jpg"})[:50]
    return Trained(studio, imported, run, images)
