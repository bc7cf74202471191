"""Damage, full disks, killed and racing programs: no earlier state is lost or half there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from shelf_states import design, notes, wait

from builder.shelf.design_files import NotSavedError
from builder.shelf.designs import DesignShelf
from builder.shelf.versions import VersionError
from builder.spec import GraphSpec, Node

NASTY = "\"'\n<script>alert(1)</script>\\..\\../etc {x!r} %s"


def test_damage_is_told_where_it_is_and_costs_nothing_else(shelf: DesignShelf) -> None:
    for step in range(4):
        shelf.save(design(f"{step}"))
        shelf.keep(design(f"{step}"), why="good")
    folder = shelf.history_of(shelf.path_of("mine")).folder
    (folder / "000002.json").write_text('{"number": 2, "ma')
    later = json.loads((folder / "000003.json").read_bytes())
    (folder / "000003.json").write_text(json.dumps({**later, "version": 2}))
    future = json.loads((folder / "000004.json").read_bytes())
    future["design"]["version"] = 99
    (folder / "000004.json").write_text(json.dumps(future))
    (folder / "about.json").write_text("{")
    found = {one.number: one.problem for one in shelf.versions("mine")}
    assert found[1] == ""
    assert "the file is damaged" in found[2]
    assert "another version of Lesion Studio" in found[3]
    assert "it was made by a newer one" in found[4]
    shelf.save(design("still saved"))
    assert shelf.keep(design("still kept")) == 5
    with pytest.raises(VersionError, match="damaged"):
        shelf.version("mine", 2)
    assert (folder / "000002.json").read_text() == '{"number": 2, "ma'


def test_names_of_all_sorts_keep_their_histories_apart(shelf: DesignShelf) -> None:
    for name in (NASTY, NASTY[:-1], "…", "CON", "con"):
        shelf.save(design(name, name=name))
        shelf.keep(design(name, name=name), why=NASTY)
    for name in shelf.names():
        assert notes(shelf, name) == [name]
    assert len([*shelf.folder.glob("*.json")]) == 5


def test_a_full_disk_is_told_and_nothing_is_lost(
    shelf: DesignShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.save(design("old"))
    wait(shelf, minutes=10)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        for refused in (lambda: shelf.save(design("new")), lambda: shelf.keep(design("old"))):
            with pytest.raises(NotSavedError, match="No space left on device"):
                refused()
    assert shelf.load("mine").nodes[0].note == "old"
    assert notes(shelf) == []
    assert not [*shelf.folder.rglob("*.partial")]


def save_for_ever(home: Path, told: int) -> None:
    """Draw, keep and rename until somebody ends this process; tells of each thing done."""
    shelf, step = DesignShelf(home), 0
    while True:
        step += 1
        note = f"{os.getpid()} {step}" * 9
        nodes = tuple(Node(id=f"n{at}", type="Dense", note=note) for at in range(40))
        spec = GraphSpec(name="mine", nodes=nodes)
        for done in (
            lambda spec=spec: shelf.save(spec),
            lambda spec=spec, step=step: shelf.keep(spec, why=f"step {step}"),
            lambda: shelf.rename("mine", "yours"),
            lambda: shelf.rename("yours", "mine"),
        ):
            done()
            os.write(told, b".")


def test_killed_two_hundred_times_while_saving_all_is_whole(tmp_path: Path) -> None:
    shelf, chance = DesignShelf(tmp_path), np.random.default_rng(7)
    saved = 0
    for deeds, moment in zip(chance.integers(0, 6, 200), chance.uniform(0, 0.02, 200), strict=True):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:  # a fork starts within milliseconds; it only saves
            try:
                save_for_ever(tmp_path, write)
            finally:
                os._exit(1)
        os.close(write)
        with os.fdopen(read, "rb", buffering=0) as told:
            assert all(told.read(1) == b"." for _ in range(deeds))
            time.sleep(moment)
            os.kill(child, signal.SIGKILL)
            assert os.waitpid(child, 0)[1] == signal.SIGKILL
        for name in shelf.names():
            assert name in {"mine", "yours"}
            shelf.load(name)
            saved += 1
        if "yours" in shelf.names():
            shelf.rename("yours", "mine")
    assert saved > 150
    found = shelf.versions("mine")
    assert [one.problem for one in found if one.problem] == []
    assert len(found) > 20
    numbers = [one.number for one in found]
    assert numbers == sorted(set(numbers), reverse=True)
    shelf.keep(design("after all"))
    shelf.save_copy(design())
    assert not [*shelf.folder.rglob("*.partial")]


def test_two_programs_at_once_lose_no_version(tmp_path: Path) -> None:
    keeps = (
        "import sys\nfrom pathlib import Path\nfrom builder.shelf.designs import DesignShelf\n"
        "from builder.spec import GraphSpec, Node\nshelf = DesignShelf(Path(sys.argv[1]))\n"
        "for step in range(25):\n"
        "    nodes = (Node(id='input', type='Input', note=f'{sys.argv[2]}{step}'),)\n"
        "    spec = GraphSpec(name='mine', nodes=nodes)\n"
        "    shelf.save(spec)\n    shelf.keep(spec)\n"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", keeps, str(tmp_path), who]) for who in ("a", "b")
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    shelf = DesignShelf(tmp_path)
    assert set(notes(shelf)) == {f"{who}{step}" for who in "ab" for step in range(25)}


def test_bringing_a_state_back_loses_nothing_that_another_window_saves_meanwhile(
    shelf: DesignShelf,
) -> None:
    shelf.save(design("first"))
    number, done = shelf.keep(design("first")), threading.Event()

    def bring_back() -> None:
        while not done.is_set():
            shelf.bring_back("mine", number)

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(bring_back)
        try:
            for step in range(25):
                shelf.save(design(f"{step}"))
                while shelf.load("mine").nodes[0].note != "first":
                    time.sleep(0.001)
        finally:
            done.set()
        other.result()
    assert {f"{step}" for step in range(25)} <= set(notes(shelf))
