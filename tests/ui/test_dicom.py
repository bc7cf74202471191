"""DICOM files that stayed in their folder, where the pages read originals again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("pydicom", reason="needs pydicom: pip install -e '.[dicom]'")

from dicom_files import dicom

from builder.spec import GraphSpec, Node
from data.dataset import Dataset
from data.importing import import_dataset
from data.library import Library
from runs.helper.client import Prepared
from ui.frame import session
from ui.pages.data.gallery import closer, views
from ui.pages.design import samples

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom.*")


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (500, 400, 3), dtype=np.uint8)


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    for seed in range(8):
        path = tmp_path / "photos" / ("benign", "malignant")[seed % 2] / f"{seed}.dcm"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dicom(noise(seed)))
    import_dataset(workspace=tmp_path / "home", name="set", path=tmp_path / "photos")
    return Library(tmp_path / "home").load("set")


def test_a_closer_look_shows_the_original(dataset: Dataset) -> None:
    assert np.array_equal(np.asarray(closer.original(dataset, 0)), noise(0))


def test_before_and_after_begins_with_the_original(dataset: Dataset) -> None:
    node = Node(id="input", type="Input", params={"height": 500, "width": 400})
    shown = samples.photographs(GraphSpec(name="one", nodes=(node,)), dataset, [0])
    assert np.array_equal(shown[0], noise(0))


def test_random_changes_are_drawn_of_the_original(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Helper:
        def prepare(self, *args: Any, **options: Any) -> Prepared:
            return Prepared(photographs=args[3], told=())

    monkeypatch.setattr(session, "helper", Helper)
    monkeypatch.setattr(session, "facts", lambda: None)
    node = Node(id="input", type="Input", params={"height": 500, "width": 400})
    drawn = views._drawn(GraphSpec(name="one", nodes=(node,)), "input", dataset, 0)
    assert all(np.array_equal(one, noise(0)) for one in drawn)
