"""The golden scripts, and a small design whose scripts are quick to run."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from builder.spec import Edge, GraphSpec, Node


def _writer() -> Any:
    path = Path(__file__).parent / "golden" / "write.py"
    spec = importlib.util.spec_from_file_location("write_golden", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WRITER = _writer()


@pytest.fixture(scope="session")
def golden() -> dict[Path, str]:
    """Each golden file, and the whole script that is written today."""
    texts: dict[Path, str] = WRITER.golden()
    return texts


@pytest.fixture(scope="session")
def shortened() -> Callable[[str], str]:
    """Takes out of a script what a golden file does not hold."""
    cut: Callable[[str], str] = WRITER.shortened
    return cut


@pytest.fixture
def small() -> GraphSpec:
    """A network that trains in a second."""
    nodes = (
        Node(id="input", type="Input", params={"height": 32, "width": 48, "fit": "pad"}),
        Node(id="conv", type="Conv2D", params={"filters": 4, "kernel_size": [3, 3]}),
        Node(id="pooling", type="GlobalAveragePooling2D"),
        Node(id="classifier", type="Classifier"),
    )
    edges = tuple(Edge(source=one.id, target=other.id) for one, other in pairwise(nodes))
    return GraphSpec(name="Small", nodes=nodes, edges=edges)


ENDS: dict[str, tuple[str, dict[str, Any]]] = {
    "logistic": ("LogisticRegression", {}),
    "linear": ("SVM", {"kernel": "linear", "C": 0.1}),
    "rbf": ("SVM", {}),
    "classifier": ("Classifier", {}),
}


@pytest.fixture(scope="session")
def fitting() -> Callable[[str], GraphSpec]:
    """A network that measures the pictures, looks at four quarters of them, and ends as named."""

    def drawn(end: str) -> GraphSpec:
        kind, params = ENDS[end]
        nodes = (
            Node(id="input", type="Input", params={"height": 32, "width": 32}),
            Node(id="measured", type="Normalization"),
            Node(id="pooling", type="AveragePooling2D", params={"pool_size": [16, 16]}),
            Node(id="flat", type="Flatten"),
            Node(id="end", type=kind, params=params),
        )
        edges = tuple(Edge(source=one.id, target=other.id) for one, other in pairwise(nodes))
        return GraphSpec(name="Fitted", nodes=nodes, edges=edges)

    return drawn


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """Dark and bright pictures, twelve each, and one that is none."""
    rng = np.random.default_rng(0)
    for name, level in (("benign", 60), ("malignant", 180)):
        folder = tmp_path / "photographs" / name
        folder.mkdir(parents=True)
        for number in range(12):
            noise = rng.integers(-40, 40, (40, 40, 3))
            Image.fromarray((level + noise).astype(np.uint8)).save(folder / f"{number}.png")
    (tmp_path / "photographs" / "benign" / "notes.txt").write_text("not a photograph")
    return tmp_path / "photographs"
