"""The client bears with any helper process: it says what happened and starts another."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from runs.helper.client import Helper, HelperError, ModelError

STUB = Path(__file__).with_name("stub_helper.py")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Runs 1 and 2 have something that looks like a network."""
    for run in (1, 2):
        folder = tmp_path / "runs" / str(run)
        folder.mkdir(parents=True)
        (folder / "model.keras").touch()
    return tmp_path


def helper(workspace: Path, character: str, **limits: float) -> Helper:
    return Helper(workspace, command=(sys.executable, str(STUB), character), **limits)


def pid(answer: dict[str, dict[str, int]]) -> int:
    return answer["probabilities"]["pid"]


def test_importing_the_client_loads_nothing_heavy() -> None:
    ask = (
        "import sys, runs.helper.client; "
        "print([m for m in ('keras', 'tensorflow', 'sklearn', 'scipy') if m in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", ask], text=True) == "[]\n"


def test_one_process_answers_all_and_ends_with_the_client(workspace: Path) -> None:
    with helper(workspace, "good") as client:
        first = client.predict(1, [Path("a.jpg"), Path("b.jpg")])
        second = client.predict(2, ["c.jpg"])
        assert [one["image"] for one in first + second] == ["a.jpg", "b.jpg", "c.jpg"]
        assert pid(first[0]) == pid(second[0])
        assert psutil.pid_exists(pid(first[0]))
    assert not psutil.pid_exists(pid(first[0]))


def test_a_killed_process_is_replaced(workspace: Path) -> None:
    with helper(workspace, "good") as client:
        before = pid(client.predict(1, ["a.jpg"])[0])
        psutil.Process(before).kill()
        time.sleep(0.3)
        after = pid(client.predict(1, ["a.jpg"])[0])
    assert before != after


@pytest.mark.parametrize(
    ("character", "limits", "says"),
    [
        ("silent", {"seconds": 0.5}, "gave no answer for 0 seconds, so it was ended"),
        ("greedy", {"memory_mb": 150.0}, "took more than 150 MB of memory, so it was ended"),
        ("dying", {}, "ended without an answer. Try again: it starts anew."),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_left(
    workspace: Path, character: str, limits: dict[str, float], says: str
) -> None:
    client = helper(workspace, character, **limits)
    for _ in range(2):  # the second question has a new process
        began = time.monotonic()
        with pytest.raises(HelperError) as refused:
            client.predict(1, ["a.jpg"])
        assert says in str(refused.value)
        assert time.monotonic() - began < 20
        assert not [
            child for child in psutil.Process().children() if STUB.name in str(child.cmdline())
        ]


def test_answers_to_a_question_given_up_are_not_mixed_in(workspace: Path) -> None:
    with helper(workspace, "late") as client:
        assert len(client.predict(1, ["a.jpg"])) == 1


def test_many_threads_share_one_process(workspace: Path) -> None:
    answers: dict[int, list[str]] = {}
    with helper(workspace, "good") as client:

        def ask(number: int) -> None:
            told = client.predict(1, [f"{number}-{k}.jpg" for k in range(20)])
            answers[number] = [Path(one["image"]).name for one in told]

        threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {n: [f"{n}-{k}.jpg" for k in range(20)] for n in range(8)}


def test_a_run_without_network_is_told_before_anything_starts(workspace: Path) -> None:
    with helper(workspace, "silent") as client, pytest.raises(ModelError) as refused:
        client.predict(7, ["a.jpg"])
    assert refused.value.message == "Run 7 has no trained network."


def test_closing_twice_is_nothing(workspace: Path) -> None:
    client = helper(workspace, "good")
    client.close()
    client.predict(1, ["a.jpg"])
    client.close()
    client.close()
