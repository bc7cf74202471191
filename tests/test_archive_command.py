"""``lesion-studio archive``: counts, downloads, stops, goes on, and says what is in the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from isic_server import Small, portal, running, status, times
from typer.testing import CliRunner

from cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    with running(12) as archive:
        monkeypatch.setenv("LESION_STUDIO_ISIC", archive.base)
        yield archive


def call(*words: object, ends: int = 0) -> Any:
    done = CliRunner().invoke(app, ["archive", *map(str, words), "--json"])
    assert done.exit_code == ends, done.output
    return json.loads(done.stdout) if done.stdout else done.stderr


def test_it_counts_and_asks_for_no_photograph(small: Small) -> None:
    told = call("--diagnosis", "nevus", "--age-from", 45, "--licence", "cc-0", "--licence", "cc-by")
    assert told["found"] == sum(told["licences"].values()) == 2
    assert list(told["licences"]) == ["CC-0", "CC-BY"]
    assert 400 < told["mean_bytes"] < 800
    assert told["query"].startswith("(diagnosis_1:Nevus OR ")
    assert call("--collections") == [
        {"collection": 9, "name": "Challenge 1"},
        {"collection": 7, "name": "Zebra"},
    ]
    assert not small.fetched()


def test_it_downloads_and_tells_what_it_did(small: Small, tmp_path: Path) -> None:
    small.misfortunes["ISIC_0000003.jpg"] = times(99, status(404))
    words = ["archive", "--to", str(tmp_path / "isic"), "--most", "8", "--json"]
    done = CliRunner().invoke(app, words)
    told = json.loads(done.stdout)
    assert told.pop("seconds") >= 0
    assert told == {
        "found": 12,
        "downloaded": 7,
        "already_there": 0,
        "failed": [
            {
                "where": "ISIC_0000003",
                "why": "The archive does not give its file (status 404).",
            }
        ],
        "folder": str(tmp_path / "isic"),
        "bytes": sum(path.stat().st_size for path in (tmp_path / "isic").glob("*.jpg")),
    }
    assert "Downloading: 8 of 8" in done.stderr


def test_none_that_could_be_had_is_a_failure(small: Small, tmp_path: Path) -> None:
    small.misfortunes["/files/"] = times(99, status(404))
    assert call("--to", tmp_path / "isic", ends=1)["downloaded"] == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sex", "m"], "The archive knows no sex “m”."),
        (["--licence", "MIT"], "The archive has no licence “MIT”."),
        (["--age-from", "60", "--age-to", "50"], "No age is from 60 to 50 years."),
        (["--collection", "all"], "--collection"),
        (["--most", "0"], "--most"),
        (["--to", "{file}"], "Nothing can be written to"),
    ],
)
@pytest.mark.usefixtures("small")
def test_a_wrong_call_ends_with_2(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    named = [word.format(file=tmp_path / "file") for word in words]
    assert said in call(*named, ends=2)


def test_a_network_in_between_ends_with_1_and_the_way_by_hand(small: Small) -> None:
    small.misfortunes["/api/"] = times(99, portal)
    said = call(ends=1)
    assert "127.0.0.1 cannot be reached from this computer: something else answers" in said
    assert "The way by hand: choose the images at https://www.isic-archive.com" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_stopped_with_control_c_it_goes_on_at_the_next_call(small: Small, tmp_path: Path) -> None:
    def slowly(_one: Any) -> bool:
        time.sleep(1)  # so that it is stopped before all have come, on a busy computer, too
        return False

    small.misfortunes["/files/"] = slowly
    folder = tmp_path / "isic"
    program = subprocess.Popen(
        [sys.executable, "-c", "import cli; cli.main()", "archive", "--to", str(folder)],
        cwd=ROOT,
        env=os.environ | {"LESION_STUDIO_ISIC": small.base},
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 20
    while not list(folder.glob("*.jpg")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=20)
    assert program.returncode == 130
    there = len(list(folder.glob("*.jpg")))
    assert 0 < there < 12
    assert len((folder / "metadata.csv").read_text().splitlines()) == there + 1
    assert not list(folder.glob("*.partial"))
    small.misfortunes.clear()
    told = call("--to", folder)
    assert (told["already_there"], told["downloaded"]) == (there, 12 - there)
