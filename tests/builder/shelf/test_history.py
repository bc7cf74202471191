"""Earlier states: kept before they are drawn over, thinned with age, never lost or half there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from builder.shelf.design_bin import DesignBin
from builder.shelf.design_files import NotSavedError
from builder.shelf.designs import DesignShelf, DrawnElsewhereError
from builder.shelf.history import raw
from builder.shelf.person import call, person
from builder.shelf.versions import Kind, VersionError
from builder.spec import GraphSpec, Node
from builder.upgrade import DesignError

NASTY = "\"'\n<script>alert(1)</script>\\..\\../etc {x!r} %s"


@pytest.fixture
def shelf(tmp_path: Path) -> DesignShelf:
    return DesignShelf(tmp_path)


def design(note: str = "", name: str = "mine") -> GraphSpec:
    return GraphSpec(name=name, nodes=(Node(id="input", type="Input", note=note),))


def notes(shelf: DesignShelf, name: str = "mine") -> list[str]:
    """What each earlier state says, the newest first."""
    return [one.spec.nodes[0].note for one in shelf.versions(name) if one.spec]


def wait(shelf: DesignShelf, name: str = "mine", **time: float) -> None:
    """Let time pass for a design: all that is known of it is so much older."""
    path, ago = shelf.path_of(name), timedelta(**time)
    moment = path.stat().st_mtime - ago.total_seconds()
    os.utime(path, (moment, moment))
    for file in shelf.history_of(path).folder.glob("0*.json"):
        told = json.loads(file.read_bytes())
        told["made"] = (datetime.fromisoformat(told["made"]) - ago).isoformat()
        kept = file.stat().st_mtime - ago.total_seconds()
        file.write_text(json.dumps(told))
        os.utime(file, (kept, kept))


def test_while_one_draws_there_is_a_version_every_five_minutes(shelf: DesignShelf) -> None:
    for step in range(31):
        shelf.save(design(f"{step}"))
        wait(shelf, minutes=1)
    kept = [int(note) for note in notes(shelf)]
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] == 0
    assert 5 <= len(kept) <= 7
    assert shelf.load("mine").nodes[0].note == "30"


def test_what_was_left_alone_is_kept_before_it_is_drawn_over(shelf: DesignShelf) -> None:
    shelf.save(design("finished"))
    wait(shelf, days=2)
    shelf.save(design("spoilt"))
    shelf.save(design("spoilt more"))
    assert notes(shelf) == ["finished"]
    (entry,) = shelf.versions("mine")
    assert entry.made is not None
    assert datetime.now(UTC) - entry.made > timedelta(days=1.9)


def test_each_state_is_told_under_whoever_drew_it(shelf: DesignShelf) -> None:
    call(shelf.workspace, "  Ana\n Ruiz ")
    shelf.save(design("by Ana"))
    call(shelf.workspace, "Ben")
    shelf.save(design("by Ben"))
    shelf.keep(shelf.load("mine"), why=" before the holidays ")
    told = [(one.version.who, one.version.why) for one in shelf.versions("mine") if one.version]
    assert told == [("Ben", "before the holidays"), ("Ana Ruiz", "")]


def test_without_a_name_it_is_the_computers(shelf: DesignShelf) -> None:
    assert person(shelf.workspace) == person(shelf.workspace).strip() != ""
    (shelf.workspace / "person.json").write_text('{"name": ["x"')
    assert person(shelf.workspace)


def test_old_versions_thin_out_to_one_a_day_but_those_that_matter(shelf: DesignShelf) -> None:
    shelf.save(design("0"))
    for step in range(1, 9):
        wait(shelf, minutes=6)
        shelf.save(design(f"{step}"))
    shelf.trained(design("8"), "a" * 64)
    shelf.keep(design("kept"), why="good")
    assert notes(shelf) == ["kept", "8", "7", "6", "5", "4", "3", "2", "1", "0"]
    wait(shelf, days=8)
    shelf.save(design("today"))
    shelf.save(design("later today"))
    left = notes(shelf)
    assert left[:3] == ["8", "kept", "8"]  # the last of its day, and two for good
    assert len(left) <= 4  # there may be a midnight among nine times six minutes


def test_a_run_keeps_the_state_it_was_trained_on_once(shelf: DesignShelf) -> None:
    shelf.save(design("x"))
    for digest in ("a" * 64, "b" * 64, "a" * 64):
        assert shelf.trained(design("x"), digest) == 1
    (entry,) = shelf.versions("mine")
    assert entry.version is not None
    assert entry.version.trained == ("a" * 64, "b" * 64)
    assert shelf.trained(design("x", name="not on the shelf"), "a" * 64) is None


def test_an_earlier_state_becomes_the_newest_and_nothing_is_lost(shelf: DesignShelf) -> None:
    shelf.save(design("first"))
    number = shelf.keep(design("first"), why="good")
    shelf.save(design("second"))
    opened = shelf.bring_back("mine", number)
    assert opened.spec == shelf.load("mine") == design("first")
    assert set(notes(shelf)) == {"first", "second"}
    shelf.save(design("third"), over=opened.stamp)
    with pytest.raises(VersionError, match="There is no version 99"):
        shelf.bring_back("mine", 99)


def test_a_new_name_keeps_the_history_and_the_bin_gives_it_back(shelf: DesignShelf) -> None:
    shelf.save(design("x"))
    shelf.keep(design("x"), why="good")
    shelf.rename("mine", "yours")
    assert notes(shelf, "yours") == ["x"]
    shelf.save(design("another", name="mine"))
    shelf.delete("yours")
    assert shelf.names() == ["mine"]
    shelf.save(design("a third", name="yours"))
    assert notes(shelf, "yours") == []
    binned = DesignBin(shelf.workspace)
    assert [one.name for one in binned.all()] == ["yours"]
    assert binned.restore(binned.named("yours")) == "yours 2"
    assert shelf.load("yours 2").nodes[0].note == "x"
    assert notes(shelf, "yours 2") == ["x"]
    assert binned.all() == []


def test_neither_the_bin_nor_the_shelf_writes_over_a_file_of_the_same_name(
    shelf: DesignShelf,
) -> None:
    shelf.save(design("binned"))
    shelf.keep(design("binned"), why="good")
    shelf.delete("mine")
    file = shelf.folder / "mine.json"
    file.write_text(design("by hand", name="another").to_json())
    binned = DesignBin(shelf.workspace)
    assert binned.restore("mine") == "mine"
    assert {name: shelf.load(name).nodes[0].note for name in shelf.names()} == {
        "another": "by hand",
        "mine": "binned",
    }
    assert notes(shelf) == ["binned"]
    (shelf.folder / ".bin" / "mine.json").write_text(design("binned once").to_json())
    key = shelf.delete("another")
    assert key != "mine"
    assert {one.key: one.name for one in binned.all()} == {"mine": "mine", key: "another"}


def test_what_is_deleted_for_good_is_gone_with_its_history(shelf: DesignShelf) -> None:
    for name in ("mine", "yours"):
        shelf.save(design("x", name=name))
        shelf.keep(design("x", name=name))
        shelf.delete(name)
    binned = DesignBin(shelf.workspace)
    with pytest.raises(DesignError, match="not in the bin any more"):
        binned.delete(["mine", "../mine"])
    assert len(binned.all()) == 2
    assert binned.delete(["mine"]) == ["mine"]
    assert binned.delete() == ["yours"]
    assert [path.name for path in shelf.folder.rglob("*.json")] == []
    with pytest.raises(DesignError, match=r"no design “mine” in the bin\. In the bin: nothing"):
        binned.named("mine")


def test_two_windows_never_overwrite_each_other(shelf: DesignShelf) -> None:
    first = shelf.save(design("start"))
    second = shelf.open("mine").stamp
    assert first == second
    first = shelf.save(design("by the first"), over=first)
    with pytest.raises(DrawnElsewhereError, match="changed in another window"):
        shelf.save(design("by the second"), over=second)
    assert shelf.load("mine").nodes[0].note == "by the first"
    number = shelf.keep(design("by the second"), kind=Kind.ASIDE, why="another window")
    shelf.draw_over(design("by the second, more"), number)
    assert "by the second, more" in notes(shelf)
    shelf.save(design("by the first, more"), over=first)


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


def test_a_design_of_version_1_is_the_same_drawing_after_the_update(shelf: DesignShelf) -> None:
    """Keeping or training it unchanged adds no version in which nothing changed."""
    shelf.save(design())
    history = shelf.history_of(shelf.path_of("mine"))
    now = raw(design())
    before = {**{key: one for key, one in now.items() if key != "blocks"}, "version": 1}
    first = history.add(before, who="Ann")
    assert history.add(now, who="Ann") == first
    assert history.trained(now, design().digest(), who="Ann") == first
    assert history.add({**now, "description": "New"}, who="Ann") == first + 1
