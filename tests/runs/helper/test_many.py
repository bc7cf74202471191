"""Many photographs are asked about one by one; what ends the process at one is that one's row."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from runs.helper.client import Helper, HelperError
from runs.helper.many import one_by_one

STUB = Path(__file__).with_name("stub_helper.py")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Run 1 has something that looks like a network."""
    (folder := tmp_path / "runs" / "1").mkdir(parents=True)
    (folder / "model.keras").touch()
    return tmp_path


def asked(workspace: Path, *names: str) -> list[tuple[str, str | None]]:
    """Each photograph's name and problem, as far as it came."""
    told: list[tuple[str, str | None]] = []
    done: list[int] = []

    def progress(number: int, total: int, _: float | None) -> None:
        assert total == len(names)
        done.append(number)

    command = (sys.executable, str(STUB), "frail")
    with Helper(workspace, command=command) as helper:
        try:
            answers = one_by_one(helper, 1, map(Path, names), len(names), progress)
            told.extend((one["image"], one["problem"]) for one in answers)
        except HelperError as error:
            told.append(("given up", str(error)))
            return told
    assert done == list(range(1, len(names) + 1))
    return told


def test_a_photograph_that_ends_the_process_says_so_and_the_rest_go_on(workspace: Path) -> None:
    told = asked(workspace, "a.jpg", "deadly.jpg", "deadly2.jpg", "b.jpg", "deadly3.jpg", "c.jpg")
    assert [name for name, problem in told if problem is None] == ["a.jpg", "b.jpg", "c.jpg"]
    assert all(
        problem.startswith("Predicting ended without an answer. Try again: it starts anew.")
        for _, problem in told
        if problem
    )
    assert [name for name, _ in told][1] == "deadly.jpg"


def test_three_in_a_row_are_the_end(workspace: Path) -> None:
    told = asked(workspace, "a.jpg", *(f"deadly{number}.jpg" for number in range(5)), "b.jpg")
    assert [name for name, _ in told] == ["a.jpg", "deadly0.jpg", "deadly1.jpg", "given up"]
