"""Seeds depend on the place in training and on nothing else."""

from __future__ import annotations

import subprocess
import sys

from runs.training.seeds import derive


def test_same_place_same_seed_in_any_process() -> None:
    code = "from runs.training.seeds import derive; print(derive(7, 'train', 3, 'shuffle'))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": salt, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert printed == {f"{derive(7, 'train', 3, 'shuffle')}\n"}


def test_places_differ_and_fit_31_bits() -> None:
    places = [(seed, epoch, use) for seed in range(5) for epoch in range(20) for use in "ab"]
    drawn = [derive(seed, "train", epoch, use) for seed, epoch, use in places]
    assert len(set(drawn)) == len(drawn)
    assert all(0 <= value < 2**31 for value in drawn)
    assert derive(1, "1") != derive(1, 1)
