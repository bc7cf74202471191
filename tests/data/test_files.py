from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

from data.files import BusyError, fresh_folder, locked, slug, write_json
from data.parallel import AHEAD, cores, in_order

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("Demo lesions", "demo-lesions"),
        ("HAM_10000", "ham_10000"),
        ("Größe 2", "groe-2"),
        ("../../etc", "etc"),
        ("a/b\\c", "a-b-c"),
    ],
)
def test_any_name_has_a_plain_folder(name: str, folder: str) -> None:
    assert slug(name) == folder


@pytest.mark.parametrize("name", ["色素", "...", "con", "NUL"])
def test_names_that_leave_nothing_get_a_hash(name: str) -> None:
    assert slug(name)[-8:].isalnum()
    assert slug(name) not in {"", "con", "nul"}
    assert slug(name) != slug(name + "!")


def test_long_names_are_cut() -> None:
    assert len(slug("x" * 500)) == 60


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_json(path, {"a": 1})
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(path, {"a": float("nan")})
    assert json.loads(path.read_text()) == {"a": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_folder_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    with fresh_folder(tmp_path / "set") as folder:
        (folder / "x").write_text("x")
        assert not (tmp_path / "set").exists()
    assert [entry.name for entry in (tmp_path / "set").iterdir()] == ["x"]


def test_a_folder_that_fails_vanishes(tmp_path: Path) -> None:
    with pytest.raises(FileExistsError), fresh_folder(tmp_path / "set") as folder:
        [(folder / "deep").mkdir() for _ in range(2)]
    assert list(tmp_path.iterdir()) == []


def test_a_lock_is_held_against_others(tmp_path: Path) -> None:
    with locked(tmp_path, wait=False), pytest.raises(BusyError), locked(tmp_path, wait=False):
        pass
    with locked(tmp_path, wait=False):
        pass


def test_results_come_in_the_order_of_the_items() -> None:
    def work(item: int) -> int:
        time.sleep(0.002 * (item % 3))
        return item * item

    assert list(in_order(work, range(40))) == [item * item for item in range(40)]


def test_only_a_few_items_are_begun_ahead() -> None:
    begun: list[int] = []
    results = in_order(begun.append, range(1000))
    next(results)
    assert len(begun) <= (AHEAD + 1) * cores() + 1
    results.close()
    assert len(begun) < 1000


def test_the_first_error_ends_the_work() -> None:
    def work(item: int) -> float:
        return 1 / (5 - item)

    with pytest.raises(ZeroDivisionError):
        list(in_order(work, range(100)))
