"""A damaged dataset is told in a sentence and does not hide the others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.demo import make_demo
from data.errors import DatasetError
from data.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for name in ("one", "two"):
        make_demo(workspace=tmp_path, name=name, count=24)
    return Library(tmp_path)


def test_a_dataset_without_report_does_not_hide_the_others(library: Library) -> None:
    (library.folder / "one" / "report.json").unlink()
    assert [told["dataset"] for told in library.summaries()] == ["two"]


@pytest.mark.parametrize("content", ['{"version": 1, "name": "one"}', "[]", "3", "{"])
def test_a_damaged_description_is_told(library: Library, content: str) -> None:
    about = library.folder / "one" / "dataset.json"
    version = json.loads(about.read_text(encoding="utf-8"))["version"]
    about.write_text(content.replace("1", str(version)), encoding="utf-8")
    with pytest.raises(DatasetError, match="import it again"):
        library.load("one")
