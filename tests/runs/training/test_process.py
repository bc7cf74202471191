from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from runs.training import process
from runs.training.process import Identity

SLEEPS = [sys.executable, "-c", "import time; time.sleep(60)"]
WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


def test_a_claim_says_who_made_it_and_no_two_are_equal() -> None:
    claims = {process.new_claim() for _ in range(100)}
    assert len(claims) == 100
    (me,) = {Identity.from_claim(claim) for claim in claims}
    assert me is not None
    assert (me.pid, me.alive) == (os.getpid(), True)


@pytest.mark.parametrize("claim", ["", "me", "host/x/y/z", "host/12", "a/b"])
def test_a_claim_of_another_make_says_nothing(claim: str) -> None:
    assert Identity.from_claim(claim) is None


def test_a_later_process_with_the_same_number_is_not_the_same() -> None:
    started = process.start_time(os.getpid())
    assert process.is_alive(os.getpid(), started)
    assert not process.is_alive(os.getpid(), started - 10)


def test_a_zombie_is_not_alive() -> None:
    with subprocess.Popen([sys.executable, "-c", "pass"]) as child:
        started = process.start_time(child.pid)
        deadline = time.monotonic() + 30
        while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert not process.is_alive(child.pid, started)
    assert not process.is_alive(child.pid, started)


def test_a_process_elsewhere_is_never_taken_for_one_here() -> None:
    me = process.Identity.of(os.getpid())
    elsewhere = Identity("another-computer", me.pid, me.started)
    assert not elsewhere.alive
    process.kill(elsewhere)
    process.kill(Identity(me.host, me.pid, me.started - 10))


@pytest.mark.parametrize("end", [process.ask_to_end, process.kill])
def test_ending_a_process_ends_what_it_started_too(
    tmp_path: Path, gone: Callable[[Identity], None], end: Callable[[Identity], None]
) -> None:
    log = tmp_path / "log.txt"
    worker = process.start_detached([sys.executable, "-c", WITH_CHILD], log=log)
    deadline = time.monotonic() + 30
    while not log.read_text().strip():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    child = Identity.of(int(log.read_text()))
    end(worker)
    gone(worker)
    gone(child)
    end(worker)


def test_a_detached_process_has_its_own_group_and_no_input(
    tmp_path: Path, gone: Callable[[Identity], None]
) -> None:
    told = "import os, sys; print(os.getsid(0) == os.getpid(), repr(sys.stdin.read()))"
    log = tmp_path / "log.txt"
    log.write_text("before\n")
    gone(process.start_detached([sys.executable, "-c", told], log=log))
    assert log.read_text() == "before\nTrue ''\n"


def test_nothing_is_left_of_a_child_that_ended(
    tmp_path: Path, gone: Callable[[Identity], None]
) -> None:
    worker = process.start_detached([sys.executable, "-c", "pass"], log=tmp_path / "log.txt")
    gone(worker)
    deadline = time.monotonic() + 30
    while psutil.pid_exists(worker.pid):
        assert time.monotonic() < deadline, "a zombie stayed"
        time.sleep(0.05)


FILLS = """
import pathlib, resource, sys
from runs.training.process import write_atomically
target = pathlib.Path(sys.argv[1])
write_atomically(target, b"old")
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))  # as a full disk would
try:
    write_atomically(target, b"new" * 1000)
except OSError as error:
    print(error.strerror)
"""


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "design.json"
    done = subprocess.run(
        [sys.executable, "-c", FILLS, str(target)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "File too large\n"
    assert target.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["design.json"]


def test_readers_see_the_old_or_the_new_file_never_a_part(tmp_path: Path) -> None:
    target = tmp_path / "state.json"
    contents = [bytes([digit]) * 100_000 for digit in b"ab"]
    process.write_atomically(target, contents[0])
    done = threading.Event()

    def write() -> None:
        for turn in range(50):
            process.write_atomically(target, contents[turn % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert target.read_bytes() in contents
    writer.join()


def test_files_have_the_rights_that_the_umask_leaves(tmp_path: Path) -> None:
    target = tmp_path / "model.keras"
    before = os.umask(0o027)
    try:
        process.write_atomically(target, b"weights")
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_the_lock_is_held_by_one_thread_and_dropped_by_a_killed_process(tmp_path: Path) -> None:
    lock = tmp_path / "launcher.lock"
    holding = (
        "import pathlib, sys, time; from runs.training.process import exclusive\n"
        "with exclusive(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", holding, str(lock)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        entered = threading.Event()

        def enter() -> None:
            with process.exclusive(lock):
                entered.set()

        waiting = threading.Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.3)
        holder.kill()
        assert entered.wait(30)
        waiting.join()
