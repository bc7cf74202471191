from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from data.counting import class_table, distinct, split_table
from data.errors import DatasetError
from data.library import Library
from data.manifest import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def library(desk: Any, make_ham: Callable[..., Path]) -> Library:
    make_ham(desk.photos, lesions={"mel": 4, "nv": 6}, views=2)
    desk.take("Zwei", mapping={"mel": "malignant", "nv": "benign"})
    desk.take("eins")
    found: Library = desk.library
    return found


def test_an_empty_workspace_has_no_datasets(tmp_path: Path) -> None:
    assert Library(tmp_path / "nowhere").names() == []
    assert Library(tmp_path / "nowhere").summaries() == []
    assert not (tmp_path / "nowhere").exists()


def test_datasets_are_listed_by_name(library: Library) -> None:
    assert library.names() == ["Zwei", "eins"]
    assert [found["dataset"] for found in library.summaries()] == ["Zwei", "eins"]


def test_a_dataset_says_what_the_import_said(library: Library) -> None:
    dataset = library.load("Zwei")
    assert (dataset.name, dataset.classes) == ("Zwei", ("benign", "malignant"))
    assert (dataset.synthetic, dataset.grouped_by, dataset.notices) == (False, "lesion", ())
    assert dataset.report == library.summaries()[0]
    assert len(dataset.digest) == 64
    assert dataset.counts()["train"].keys() == {"benign", "malignant"}
    about = json.loads((dataset.folder / "dataset.json").read_text())
    assert about["map"] == {"mel": "malignant", "nv": "benign"}


def test_the_manifest_has_its_columns_and_order(library: Library) -> None:
    manifest = library.load("eins").manifest
    assert list(manifest.columns) == SCHEMA.names
    assert manifest["image_id"].is_monotonic_increasing
    assert manifest["age"].tolist() == [50.0] * 20
    assert manifest["site"].isna().all()
    assert not manifest["synthetic"].any()


def test_rows_and_targets_fit_the_manifest(library: Library) -> None:
    dataset = library.load("Zwei")
    rows = [dataset.rows(split) for split in ("train", "validation", "test")]
    assert sorted(row for part in rows for row in part) == list(range(20))
    labels = dataset.manifest["label"].tolist()
    assert [dataset.classes[target] for target in dataset.targets] == labels


def test_counts_by_class_and_by_split(library: Library) -> None:
    dataset = library.load("eins")
    classes = class_table(dataset.manifest, dataset.classes)
    assert classes.loc["mel"].tolist()[:2] == [8, 4]
    assert classes["patients"].isna().all()
    splits = split_table(dataset.manifest, dataset.classes)
    assert splits["images"].sum() == 20
    assert splits["lesions"].sum() == 10
    assert splits.loc[("test", "mel"), "images"] == dataset.counts()["test"]["mel"]


def test_missing_ids_are_not_counted() -> None:
    assert distinct(["a", "a", None, "b"]) == 2
    assert distinct([None, None]) is None


def test_an_unknown_dataset_is_refused_with_those_there_are(library: Library) -> None:
    with pytest.raises(DatasetError, match=r"no dataset “drei”\. There are: “Zwei”, “eins”"):
        library.load("drei")
    with pytest.raises(DatasetError, match="no dataset “eins!”"):
        library.load("eins!")


def test_a_dataset_of_a_later_version_is_refused(library: Library) -> None:
    path = library.load("eins").folder / "dataset.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"version": 99}))
    with pytest.raises(DatasetError, match=r"another version .*format 99, expected 1"):
        library.load("eins")


def test_a_damaged_dataset_does_not_hide_the_others(library: Library) -> None:
    folder = library.load("eins").folder
    (folder / "dataset.json").write_text('{"name": "ei')
    assert library.names() == ["Zwei"]
    with pytest.raises(DatasetError, match=r"dataset\.json cannot be read .* import it again"):
        library.load("eins")
    library.delete("eins")
    assert not folder.exists()


@pytest.mark.parametrize("content", [b"", b"PAR1 torn"])
def test_a_torn_manifest_is_a_sentence(library: Library, content: bytes) -> None:
    dataset = library.load("eins")
    (dataset.folder / "manifest.parquet").write_bytes(content)
    with pytest.raises(DatasetError, match=r"The manifest .* cannot be read"):
        _ = dataset.manifest


def test_deleting_leaves_the_photographs(library: Library, desk: Any) -> None:
    folder = library.load("eins").folder
    library.delete("eins")
    assert library.names() == ["Zwei"]
    assert not folder.exists()
    assert len(list((desk.photos / "images").iterdir())) == 20
    with pytest.raises(DatasetError, match="There is no dataset “eins”"):
        library.delete("eins")


def test_names_of_any_script_have_folders(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, {"benign": 3, "malignant": 3})
    for name in ("色素斑", "Ünïcode & more/..", "con"):
        desk.take(name)
        assert desk.library.load(name).folder.parent == desk.library.folder
    assert len(desk.left_behind()) == 3


def test_the_manifest_reads_as_a_plain_frame(library: Library) -> None:
    path = library.load("eins").folder / "manifest.parquet"
    assert len(pd.read_parquet(path)) == 20
