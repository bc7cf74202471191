from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from data import pixel_build
from data.errors import DatasetError
from data.image import load_image
from data.importing import import_dataset
from data.library import Dataset, Library
from data.pixel_build import ABOUT, IMAGES, SO_FAR, Size
from data.pixels import PixelStore
from data.rows import RowFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, make_folders: Callable[..., Path]) -> Path:
    """Photographs and a workspace with a dataset of them, made once."""
    folder = tmp_path_factory.mktemp("imported")
    photos = make_folders(folder / "photos", {"benign": 20, "malignant": 13})
    import_dataset(workspace=folder / "home", path=photos, name="small")
    return folder


@pytest.fixture
def dataset(imported: Path, tmp_path: Path) -> Dataset:
    """A copy of it, to be changed."""
    shutil.copytree(imported, tmp_path, dirs_exist_ok=True)
    return Library(tmp_path / "home").load("small")


def test_the_import_makes_the_store_with_the_one_pixel_function(dataset: Dataset) -> None:
    store = PixelStore.open(dataset, 224, 224)
    assert store.images.shape == (33, 224, 224, 3)
    for row in (0, 1, 19, 32):
        assert np.array_equal(store.images[row], load_image(dataset.file(row), 224, 224))


@pytest.mark.parametrize("fit", ["stretch", "pad", "crop"])
def test_other_sizes_are_made_when_first_used(dataset: Dataset, fit: str) -> None:
    seen: list[tuple[int, int]] = []
    store = PixelStore.open(dataset, 20, 30, fit, progress=lambda *step: seen.append(step[:2]))
    assert seen[-1] == (33, 33)
    assert np.array_equal(store.images[7], load_image(dataset.file(7), 20, 30, fit))
    PixelStore.open(dataset, 20, 30, fit, progress=lambda *_: pytest.fail("built again"))


def test_rows_are_read_in_any_order(dataset: Dataset) -> None:
    store = PixelStore.open(dataset, 224, 224)
    wanted = [5, 0, 5, 32]
    assert np.array_equal(store.rows(wanted), store.images[wanted])
    assert store.rows([]).shape == (0, 224, 224, 3)
    with pytest.raises(IndexError, match="Expected rows from 0 to 32"):
        store.rows([33])


def test_a_build_that_was_stopped_is_taken_up_again(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int, *_: object) -> None:
        if done > 30:
            raise KeyboardInterrupt

    monkeypatch.setattr(pixel_build, "CHUNK", 8)
    with pytest.raises(KeyboardInterrupt):
        PixelStore.open(dataset, 16, 16, progress=stop)
    first: list[int] = []
    store = PixelStore.open(dataset, 16, 16, progress=lambda done, *_: first.append(done))
    assert first[0] == 25
    shutil.copytree(store.folder, store.folder.with_name("resumed"))
    shutil.rmtree(store.folder)
    whole = PixelStore.open(dataset, 16, 16)
    resumed = store.folder.with_name("resumed") / IMAGES
    assert resumed.read_bytes() == (whole.folder / IMAGES).read_bytes()


def test_what_another_dataset_left_half_done_is_not_taken_up(dataset: Dataset) -> None:
    partial = dataset.folder / "pixels" / "16x16-stretch.partial"
    partial.mkdir()
    (partial / IMAGES).write_bytes(b"\7" * 33 * 16 * 16 * 3)
    (partial / SO_FAR).write_text(json.dumps({"content": "of others", "done": 24}))
    store = PixelStore.open(dataset, 16, 16)
    assert np.array_equal(store.images[0], load_image(dataset.file(0), 16, 16))
    assert sorted(path.name for path in store.folder.iterdir()) == sorted([IMAGES, ABOUT])


@pytest.mark.parametrize("fault", ["cut short", "too long", "no description", "foreign", "torn"])
def test_a_store_that_is_torn_or_foreign_is_built_again(dataset: Dataset, fault: str) -> None:
    folder = PixelStore.open(dataset, 16, 16).folder
    right = (folder / IMAGES).read_bytes()
    about = json.loads((folder / ABOUT).read_text())
    if fault == "no description":
        (folder / ABOUT).unlink()
    elif fault == "torn":
        (folder / ABOUT).write_text('{"version": 1,')
    elif fault == "foreign":
        (folder / ABOUT).write_text(json.dumps(about | {"content": "of others"}))
        (folder / IMAGES).write_bytes(bytes(len(right)))
    else:
        changed = right[:-1] if fault == "cut short" else right + b"\0"
        (folder / IMAGES).write_bytes(changed)
    PixelStore.open(dataset, 16, 16)
    assert (folder / IMAGES).read_bytes() == right
    assert json.loads((folder / ABOUT).read_text()) == about


def test_a_photograph_that_has_gone_is_named(dataset: Dataset) -> None:
    dataset.file(3).unlink()
    with pytest.raises(DatasetError, match=r"of “small” cannot be read .*\. Put it back"):
        PixelStore.open(dataset, 16, 16)
    assert PixelStore.open(dataset, 224, 224).images[3].any()


def test_a_photograph_that_changed_is_named(dataset: Dataset) -> None:
    shutil.copy(dataset.file(4), dataset.file(3))
    with pytest.raises(DatasetError, match="has changed since it was imported"):
        PixelStore.open(dataset, 16, 16)


def test_thumbnails_keep_proportions(dataset: Dataset) -> None:
    dataset.file(0).unlink()
    thumbnail = dataset.thumbnail(0, side=64)
    assert thumbnail.shape == (48, 64, 3)
    assert thumbnail.dtype == np.uint8


def test_rows_may_be_written_in_any_order_and_thinned_out(tmp_path: Path) -> None:
    rows = np.arange(6 * 12, dtype=np.uint8).reshape(6, 2, 2, 3)
    with RowFile(tmp_path / "rows", (2, 2, 3)) as file:
        for row in (5, 0, 3, 1, 4, 2):
            file.put(row, rows[row])
        file.keep([0, 2, 3, 5])
    assert (tmp_path / "rows").read_bytes() == rows[[0, 2, 3, 5]].tobytes()


def test_sizes_have_folders_of_their_own(tmp_path: Path) -> None:
    names = [Size(1, 2, fit).folder(tmp_path).name for fit in ("stretch", "pad")]
    assert names == ["1x2-stretch", "1x2-pad"]
