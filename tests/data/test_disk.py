"""A disk that fills during an import: real limits, real small disks, nothing left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data import disk
from data.disk import in_words, need_room
from data.errors import ImportRefusedError
from data.importing import import_dataset

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
IMPORT = """
import sys
from data import disk
from data.errors import ImportRefusedError
from data.importing import import_dataset
{before}
try:
    import_dataset(workspace=sys.argv[1], path=sys.argv[2], name="set")
except ImportRefusedError as error:
    print(error)
"""


def run(before: str, workspace: Path, photos: Path) -> str:
    code = IMPORT.format(before=before)
    done = subprocess.run(
        [sys.executable, "-c", code, workspace, photos],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def left(workspace: Path) -> list[str]:
    return sorted(str(path.relative_to(workspace)) for path in workspace.rglob("*"))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of file sizes are POSIX's")
def test_pixels_that_no_longer_fit_end_the_import_whole(
    tmp_path: Path, make_folders: Callable[..., Path]
) -> None:
    photos = make_folders(tmp_path / "photos", {"benign": 20, "malignant": 20})
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6))"
    said = run(limit, tmp_path / "home", photos)
    assert said.startswith(f"The disk that holds {tmp_path / 'home' / 'datasets'} filled up during")
    assert said.endswith("with --workspace or LESION_STUDIO_HOME.")
    assert left(tmp_path / "home") == ["datasets"]
    assert import_dataset(workspace=tmp_path / "home", path=photos, name="set")["imported"] == 40


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_fills_up_ends_the_import_whole(
    small_disk: Path,
    tmp_path: Path,
    make_folders: Callable[..., Path],
    pack: Callable[[Path, Path], Path],
) -> None:
    photos = make_folders(tmp_path / "photos", {"benign": 20, "malignant": 20})
    path = pack(photos, tmp_path / "photos.zip")
    unseen = "disk.shutil.disk_usage = lambda place: type('Free', (), {'free': 10**12})"
    assert "filled up during the import; nothing was kept" in run(unseen, small_disk, path)
    assert left(small_disk) == ["datasets"]


def test_too_little_room_is_seen_before_the_work(
    small_disk: Path, tmp_path: Path, make_folders: Callable[..., Path]
) -> None:
    photos = make_folders(tmp_path / "photos", {"benign": 20, "malignant": 20})
    with pytest.raises(ImportRefusedError, match=r"needs about 40 MB in .* only 3 MB is free"):
        import_dataset(workspace=small_disk, path=photos, name="set")
    assert left(small_disk) == []


def test_more_than_there_is_on_any_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"needs about 1000000\.0 GB"):
        need_room(tmp_path / "not" / "yet", size=10**15)


def test_other_trouble_with_the_disk_is_not_called_full(tmp_path: Path) -> None:
    with pytest.raises(PermissionError), disk.filling(tmp_path):
        raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("size", "words"), [(5, "5 bytes"), (1500, "2 kB"), (3e6, "3 MB"), (1.53e9, "1.5 GB")]
)
def test_sizes_are_said_as_disks_are_sold(size: int, words: str) -> None:
    assert in_words(size) == words
