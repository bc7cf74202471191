"""The mean AUC of a template over five ways of holding a part of the binary task back, by lesion.

Each fold is imported as a dataset of its own and trained as a person would. The task's own test
split is an easy one; these five tell how easy. Prints a line for each fold, and mean and standard
deviation.
"""

from __future__ import annotations

import argparse
import csv
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sklearn.model_selection import StratifiedGroupKFold

from benchmarks.engine.photographs import HAM10000, MAP, PROGRAM, SPLIT, checked
from benchmarks.engine.timed import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDS = 5


def folds(data: Path, *, seed: int) -> Iterator[list[tuple[str, str, str]]]:
    """Rows of image, label and part for each fold; lesions are never on two sides."""
    with (data / "HAM10000_metadata.csv").open(encoding="utf-8", newline="") as file:
        lesion = {row["image_id"]: row["lesion_id"] for row in csv.DictReader(file)}
    with (data / SPLIT).open(encoding="utf-8", newline="") as file:
        rows = [(row["image_id"], row["label"]) for row in csv.DictReader(file)]
    labels = [label for _, label in rows]
    groups = [lesion[image] for image, _ in rows]
    drawn = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for _, held in drawn.split(rows, labels, groups):
        test = set(held.tolist())
        yield [
            (image, label, "test" if place in test else "train")
            for place, (image, label) in enumerate(rows)
        ]


def trained(design: str, data: Path, rows: list[tuple[str, str, str]], more: list[str]) -> float:
    """The test AUC of one fold."""
    with tempfile.TemporaryDirectory() as folder:
        table, workspace = Path(folder) / "fold.csv", str(Path(folder) / "workspace")
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("image_id", "label", "split"), *rows])
        where = ["--workspace", workspace, "--json"]
        split = ["--map", MAP, "--split-csv", str(table)]
        timed([str(PROGRAM), "import", str(data), "--name", "fold", *split, *where])
        run = [str(PROGRAM), "train", design, "--dataset", "fold", "--wait", "--open-test"]
        return float(timed([*run, *more, *where]).told["test"]["auc"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.cross_validated", description=__doc__)
    parser.add_argument("design", help="a template's name")
    parser.add_argument("--data", type=Path, default=HAM10000, help="of HAM10000")
    parser.add_argument("--seed", type=int, default=0, help="of the folds")
    parser.add_argument("--effort", help="quick, thorough or best")
    given = parser.parse_args()
    more = ["--effort", given.effort] if given.effort else []
    found = []
    for rows in folds(checked(given.data), seed=given.seed):
        found.append(trained(given.design, given.data, rows, more))
        print(f"fold {len(found)}: {found[-1]:.4f}", flush=True)
    print(f"mean {statistics.mean(found):.4f}, standard deviation {statistics.stdev(found):.4f}")


if __name__ == "__main__":
    main()
