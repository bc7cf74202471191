"""Tiny photographs in real folders and zips, for the tests of the data room."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pytest
from isic_server import Small, running
from PIL import Image

from data.errors import ImportRefusedError
from data.importing import import_dataset
from data.library import Library
from data.pixels import PixelStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Paint(Protocol):
    def __call__(self, path: Path, seed: int, *, size: tuple[int, int] = ...) -> Path: ...


class MakeHam(Protocol):
    def __call__(self, folder: Path, *, lesions: dict[str, int], views: int = ...) -> Path: ...


class MakeFolders(Protocol):
    def __call__(self, folder: Path, counts: dict[str, int], *, first: int = ...) -> Path: ...


@pytest.fixture(scope="session")
def paint() -> Paint:
    """Save a small picture that no other seed gives; the kind is the extension's."""

    def save(path: Path, seed: int, *, size: tuple[int, int] = (32, 24)) -> Path:
        noise = np.random.default_rng(seed).integers(0, 256, (*size[::-1], 3), dtype=np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(noise).save(path)
        return path

    return save


@pytest.fixture(scope="session")
def make_folders(paint: Paint) -> MakeFolders:
    """Class folders: ``{"train/benign": 4, …}``."""

    def make(folder: Path, counts: dict[str, int], *, first: int = 0) -> Path:
        seed = first
        for name, count in counts.items():
            for number in range(count):
                paint(folder / name / f"{number}.png", seed)
                seed += 1
        return folder

    return make


@pytest.fixture(scope="session")
def make_ham(paint: Paint) -> MakeHam:
    """HAM10000 in small: ``{"mel": 4, …}`` lesions, each photographed ``views`` times."""

    def make(folder: Path, *, lesions: dict[str, int], views: int = 1) -> Path:
        rows = [
            (f"HAM_{name}{number}", name)
            for name, count in lesions.items()
            for number in range(count)
            for _ in range(views)
        ]
        table = []
        for seed, (lesion_id, name) in enumerate(rows):
            image_id = f"ISIC_{seed:07d}"
            paint(folder / "images" / f"{image_id}.jpg", seed)
            table.append((lesion_id, image_id, name, "histo", "50.0", "female", "unknown"))
        write_table(folder / "HAM10000_metadata.csv", HAM_COLUMNS, table)
        return folder

    return make


HAM_COLUMNS = ("lesion_id", "image_id", "dx", "dx_type", "age", "sex", "localization")


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])
    return path


@pytest.fixture(scope="session", name="write_table")
def write_table_fixture() -> Callable[..., Path]:
    return write_table


@pytest.fixture
def pack() -> Callable[[Path, Path], Path]:
    """Zip a folder's contents."""

    def make(folder: Path, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for entry in sorted(folder.rglob("*")):
                file.write(entry, entry.relative_to(folder).as_posix())
        return path

    return make


class Desk:
    """A workspace and what lies beside it."""

    def __init__(self, folder: Path) -> None:
        self.photos = folder / "photos"
        self.workspace = folder / "home"
        self.library = Library(self.workspace)

    def take(self, name: str = "set", **options: Any) -> dict[str, Any]:
        options = {"path": self.photos} | options
        found = import_dataset(workspace=self.workspace, name=name, **options)
        assert found["rows_in"] == found["imported"] + len(found["reported"])
        manifest = self.library.load(name).used
        assert len(manifest) == found["imported"] == sum(found["classes"].values())
        assert manifest.groupby("group")["split"].nunique().max() == 1
        store = PixelStore.open(self.library.load(name), 224, 224)
        assert len(store.images) == len(self.library.load(name).manifest)
        return found

    def refused(self, **options: Any) -> str:
        options = {"path": self.photos, "name": "set"} | options
        with pytest.raises(ImportRefusedError) as caught:
            import_dataset(workspace=self.workspace, **options)
        assert caught.value.hint
        assert self.left_behind() == []
        return caught.value.message

    @staticmethod
    def why(found: dict[str, Any]) -> dict[str, str]:
        return {row["where"]: row["why"] for row in found["reported"]}

    def left_behind(self) -> list[str]:
        return sorted(path.name for path in self.library.folder.glob("*"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A workspace that holds an import to its promises."""
    return Desk(tmp_path)


@pytest.fixture
def small() -> Iterator[Small]:
    """A small ISIC Archive on this computer, with twelve photographs."""
    with running(12) as archive:
        yield archive


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where its photographs go."""
    return tmp_path / "isic"
