"""The real HAM10000 beside the checkout: its known facts, and the memory they take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.importing import import_dataset, parse_map
from data.library import Library

if TYPE_CHECKING:
    from data.library import Dataset

pytestmark = pytest.mark.shared
ROOT = Path(__file__).resolve().parents[2]
MEASURED = """
import re, sys
from pathlib import Path
from data.importing import import_dataset
import_dataset(workspace=sys.argv[1], path=sys.argv[2], name="ham")
# Not ru_maxrss: that of a large parent outlives the start of its child.
print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.fixture(scope="module")
def imported(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, float]:
    workspace = tmp_path_factory.mktemp("ham")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, workspace, shared_data / "ham10000"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return Library(workspace).load("ham"), int(done.stdout) / 1024


def test_every_row_is_accounted_for(imported: tuple[Dataset, float]) -> None:
    report = imported[0].report
    assert (report["rows_in"], report["imported"], report["reported"]) == (10_015, 10_015, [])
    assert report["lesions"] == 7_470
    assert report["groups"] == 7_467  # three pairs of lesions were photographed as one
    assert report["classes"] == {
        "akiec": 327, "bcc": 514, "bkl": 1099, "df": 115, "mel": 1113, "nv": 6705, "vasc": 142,
    }  # fmt: skip


def test_no_lesion_is_on_two_sides_and_shares_are_met(imported: tuple[Dataset, float]) -> None:
    manifest = imported[0].manifest
    assert manifest.groupby("lesion_id")["split"].nunique().max() == 1
    shares = manifest.groupby("label")["split"].value_counts(normalize=True).unstack()
    assert (shares["train"] - 0.70).abs().max() < 0.02
    assert (shares["test"] - 0.15).abs().max() < 0.02


def test_the_identical_pairs_are_in_one_group_each(imported: tuple[Dataset, float]) -> None:
    manifest = imported[0].manifest.set_index("image_id")
    repeated = manifest[manifest.duplicated("pixel_hash", keep=False)]
    assert sorted(repeated.index) == [
        "ISIC_0024366",
        "ISIC_0024777",
        "ISIC_0029861",
        "ISIC_0029938",
    ]
    for one, other in (("ISIC_0024366", "ISIC_0029861"), ("ISIC_0024777", "ISIC_0029938")):
        assert manifest.loc[one, "pixel_hash"] == manifest.loc[other, "pixel_hash"]
        assert manifest.loc[one, "group"] == manifest.loc[other, "group"]


def test_copies_across_lesions_are_few_and_on_one_side(imported: tuple[Dataset, float]) -> None:
    dataset = imported[0]
    across = [pair for pair in dataset.near_duplicates if not pair.same_lesion]
    assert {pair.images for pair in across} == {
        ("ISIC_0025226", "ISIC_0030074"),
        ("ISIC_0033342", "ISIC_0034307"),
        ("ISIC_0027636", "ISIC_0027994"),
    }
    manifest = dataset.manifest.set_index("image_id")
    for pair in dataset.near_duplicates:
        assert manifest.loc[list(pair.images), "split"].nunique() == 1


def test_memory_is_bounded(imported: tuple[Dataset, float]) -> None:
    assert imported[1] < 400


def test_the_binary_task_comes_with_its_split(shared_data: Path, tmp_path: Path) -> None:
    found = import_dataset(
        workspace=tmp_path,
        path=shared_data / "ham10000",
        name="binary",
        mapping=parse_map("mel=malignant,bcc=malignant,akiec=malignant,*=benign"),
        split_csv=shared_data / "ham10000" / "binary_3297.csv",
    )
    assert (found["rows_in"], found["imported"]) == (10_015, 3_297)
    assert len(found["reported"]) == 10_015 - 3_297
    assert found["classes"] == {"benign": 1800, "malignant": 1497}
    assert found["splits"]["test"] == {"benign": 360, "malignant": 300}
    validation = found["splits"]["validation"]
    assert validation["benign"] == pytest.approx(216, abs=3)
    assert validation["malignant"] == pytest.approx(180, abs=3)
