"""One small network, really trained on demo lesions by a worker, for tests of what comes after."""

from __future__ import annotations

import os
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from warm import python

from builder.spec import Edge, GraphSpec, Node
from data.demo import make_demo
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.training.submission import submit

ROOT = Path(__file__).resolve().parents[2]


def small_design() -> GraphSpec:
    """A network that trains in seconds and takes photographs that are not square."""
    nodes = (
        Node(id="input", type="Input", params={"height": 48, "width": 64, "fit": "crop"}),
        Node(id="conv", type="Conv2D", params={"filters": 8, "kernel_size": [3, 3]}),
        Node(id="norm", type="BatchNormalization"),
        Node(id="relu", type="Activation", params={"activation": "relu"}),
        Node(id="pooling", type="GlobalAveragePooling2D"),
        Node(id="classifier", type="Classifier"),
    )
    edges = tuple(Edge(source=one.id, target=other.id) for one, other in pairwise(nodes))
    return GraphSpec(name="Small", nodes=nodes, edges=edges)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A workspace and the number of its finished run."""
    workspace = tmp_path_factory.mktemp("finished")
    make_demo(workspace=workspace, name="Demo", count=60)
    recipe = Recipe(epochs=2, batch_size=8, seed=3)
    run = submit(workspace=workspace, design=small_design(), dataset_name="Demo", recipe=recipe)
    done = subprocess.run(
        [python(), "-m", "runs.training.worker", str(run), "--workspace", workspace],
        cwd=ROOT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    with RunStore(workspace) as store:
        assert store.get(run).state is RunState.SUCCEEDED, done.stdout + done.stderr
    return workspace, run
