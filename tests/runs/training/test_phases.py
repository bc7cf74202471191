"""Where the time of a run went adds up over its attempts, also of one that was killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runs.training.phases import Phases

ATTEMPT = """
import os, signal, sys, time
from pathlib import Path
from runs.training.phases import Phases
told = []
phases = Phases(told.append, Path(sys.argv[1]))
with phases.phase("prepare"):
    time.sleep(0.2)
with phases.phase("features", "1: head") as looking:
    time.sleep(0.2)
    looking.saw(10)
with phases.phase("1: head"):
    time.sleep(0.2)
with phases.phase("features", "2: all"):
    for _ in range(15):
        time.sleep(0.1)
        phases.note()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def seconds(phases: Phases) -> list[tuple[str, float]]:
    return [(one["name"], one["seconds"]) for one in phases.told()]


def test_of_a_killed_process_and_the_next_one_the_times_are_added(tmp_path: Path) -> None:
    file = tmp_path / "times.json"
    killed = subprocess.run([sys.executable, "-c", ATTEMPT, str(file)], check=False)
    assert killed.returncode == -signal.SIGKILL
    before = {(one["name"], one["of"]): one for one in json.loads(file.read_bytes())["phases"]}
    again = Phases(lambda _: None, file)
    assert [name for name, _ in seconds(again)] == ["prepare", "features", "1: head"]
    assert again.seconds >= 1.6
    with again.phase("prepare"):
        pass
    with again.phase("features", "2: all") as looking:
        looking.saw(3)
    with again.phase("2: all"):
        pass
    told = seconds(again)
    assert [name for name, _ in told] == ["prepare", "features", "1: head", "features", "2: all"]
    assert told[0][1] >= round(before["prepare", ""]["seconds"], 3) >= 0.2
    assert told[1][1] == pytest.approx(before["features", "1: head"]["seconds"], abs=2e-3)
    assert told[3][1] >= round(before["features", "2: all"]["seconds"], 3) >= 0.5
    assert sum(took for _, took in told) == pytest.approx(again.seconds, abs=0.5)
    rates = [one["images_per_second"] for one in again.told()]
    assert rates[0] is None
    assert rates[1] == pytest.approx(50, rel=0.3)
    assert rates[3] is not None


@pytest.mark.parametrize("content", ["", "{", '{"phases": 3}', "[]"])
def test_a_file_that_says_nothing_costs_nothing_else(tmp_path: Path, content: str) -> None:
    file = tmp_path / "times.json"
    file.write_text(content)
    phases = Phases(lambda _: None, file)
    with phases.phase("prepare"):
        pass
    assert [name for name, _ in seconds(phases)] == ["prepare"]


def test_a_part_that_fails_counts_and_one_that_cannot_be_kept_stops_nothing(tmp_path: Path) -> None:
    phases = Phases(lambda _: None, tmp_path / "gone" / "times.json")
    with pytest.raises(ZeroDivisionError), phases.phase("prepare"):
        raise ZeroDivisionError
    assert [name for name, _ in seconds(phases)] == ["prepare"]
