"""The photographs that every way learns from: imported for ours, in class folders for the scripts.

Both hold the same images in the same splits. Done before anything is timed.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engine.timed import ROOT, timed
from data.library import Library

if TYPE_CHECKING:
    from collections.abc import Sequence

HAM10000 = ROOT.parent / "shared" / "data" / "ham10000"
SPLIT = "binary_3297.csv"
MAP = "mel=malignant,bcc=malignant,akiec=malignant,*=benign"
NAME = "benchmark"
PROGRAM = Path(sys.executable).parent / "lesion-studio"


@dataclass(frozen=True)
class Photographs:
    """The photographs of one case.

    Args:
        workspace: where they are imported; copied for each run, never trained in.
        folders: ``train/``, ``validation/`` and ``test/``, each with two class folders.
        images: how many they are.
        seconds: that the import took, which decodes them.
    """

    workspace: Path
    folders: Path
    images: int
    seconds: float


def checked(data: Path) -> Path:
    """The folder of HAM10000, once it is seen to hold what is needed.

    Raises:
        FileNotFoundError: it does not, and what to do.
    """
    if not (data / SPLIT).is_file():
        raise FileNotFoundError(
            f"Expected HAM10000 with its table {SPLIT} in {data}, which is not there. Put it there,"
            " or name its folder with --data."
        )
    return data


def prepared(data: Path, *, images: int | None, into: Path) -> Photographs:
    """Import photographs, and lay the same ones out in class folders.

    Args:
        data: the folder of HAM10000 with the table of the split.
        images: about how many; None takes all.
        into: a folder that is not there yet.
    """
    into.mkdir()
    with (data / SPLIT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = into / SPLIT
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(some(rows, images))
    workspace = into / "workspace"
    source = [str(data), "--name", NAME, "--map", MAP, "--split-csv", str(table)]
    done = timed([str(PROGRAM), "import", *source, "--workspace", str(workspace), "--json"])
    dataset = Library(workspace).load(NAME)
    for row, (split, label) in enumerate(
        zip(dataset.manifest["split"], dataset.manifest["label"], strict=True)
    ):
        photograph = dataset.file(row)
        target = into / "folders" / split / label / photograph.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(photograph, target)
    return Photographs(workspace, into / "folders", len(dataset.manifest), done.seconds)


def some(rows: Sequence[dict[str, str]], images: int | None) -> list[dict[str, str]]:
    """The first rows of each class in each split, in the proportions of all.

    Args:
        rows: of the table, with ``label`` and ``split``.
        images: about how many to take, at least one of each kind; None takes all.
    """
    if images is None:
        return list(rows)
    kinds = defaultdict(list)
    for row in rows:
        kinds[row["split"], row["label"]].append(row)
    share = images / len(rows)
    return [row for kind in kinds.values() for row in kind[: max(1, round(share * len(kind)))]]
