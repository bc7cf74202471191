"""Trains a case as a person would: ``lesion-studio train DESIGN --dataset N --wait``."""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.engine.photographs import NAME, PROGRAM
from benchmarks.engine.table import Measured
from benchmarks.engine.timed import timed
from runs.store.store import RunStore
from runs.training.phases import FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.engine.cases import Case
    from benchmarks.engine.photographs import Photographs


@contextmanager
def fresh_workspace(photographs: Photographs) -> Iterator[Path]:
    """A workspace that holds the imported photographs and nothing of an earlier run."""
    # Beside the first: a manifest may name photographs by where they lie from its own folder.
    with tempfile.TemporaryDirectory(dir=photographs.workspace.parent) as folder:
        workspace = Path(folder)
        shutil.copytree(photographs.workspace, workspace, dirs_exist_ok=True)
        yield workspace


def trained(case: Case, workspace: Path, *, seed: int, settings: Sequence[str] = ()) -> Measured:
    """Train a case, and open its test set afterwards, which is not timed.

    Args:
        case: what is trained.
        workspace: with the imported photographs.
        seed: of the run.
        settings: ``field=value`` beside the case's own.
    """
    design = workspace / "design.json"
    design.write_text(json.dumps(case.design), encoding="utf-8")
    where = ["--workspace", str(workspace), "--json"]
    sets = [part for one in (*case.settings, *settings) for part in ("--set", one)]
    chosen = ["--dataset", NAME, "--epochs", str(case.epochs), "--seed", str(seed), *sets]
    done = timed([str(PROGRAM), "train", str(design), *chosen, "--wait", *where])
    run = str(done.told["run"])
    judged = timed([str(PROGRAM), "show", run, "--open-test", *where]).told if case.judged else {}
    return Measured(
        seconds=done.seconds,
        peak_mb=done.peak_mb,
        images_per_second=_rate(case, workspace, done.told),
        validation_auc=_auc(judged, "validation"),
        test_auc=_auc(judged, "test"),
    )


def _auc(judged: dict[str, Any], split: str) -> float | None:
    return judged[split]["auc"] if judged else None


def _rate(case: Case, workspace: Path, run: dict[str, Any]) -> float | None:
    """Images a second of the frozen part, or of the last epoch where the whole network learns."""
    if case.frozen:
        rates = [one["images_per_second"] for one in run["phases"] if one["name"] == FEATURES]
        return rates[0] if rates else None
    with RunStore(workspace) as store:
        return store.epochs(run["run"])[-1].images_per_second
