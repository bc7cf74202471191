"""Measures every case in every way, one after the other, and prints the tables.

``make bench`` runs it. A machine with nothing else to do gives figures worth keeping.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engine import ours, photographs
from benchmarks.engine.cases import CASES
from benchmarks.engine.page import Findings, written
from benchmarks.engine.table import Measured, Way, median
from benchmarks.engine.timed import ROOT, timed
from benchmarks.engine.ways import Ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.engine.cases import Case
    from benchmarks.engine.photographs import Photographs

PAGE = ROOT / "docs" / "benchmarks.md"
PAIRED = "lite0"
"""The case whose AUC is compared seed by seed."""


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for; see ``--help``."""
    parser = argparse.ArgumentParser(prog="benchmarks.engine", description=__doc__)
    names = [case.name for case in CASES]
    parser.add_argument("--only", action="append", choices=names, help="may be given repeatedly")
    parser.add_argument("--repeat", type=positive, default=1, help="runs; medians are shown")
    parser.add_argument("--images", type=positive, help="a trial on so many photographs")
    parser.add_argument(
        "--seeds",
        type=positive,
        default=0,
        help=f"compare the test AUC of {PAIRED}, careful and ours, over so many seeds, too",
    )
    parser.add_argument(
        "--whole", action="store_true", help="no scaling: run every usual script to its end"
    )
    parser.add_argument(
        "--write", type=Path, nargs="?", const=PAGE, help="write the page, docs/benchmarks.md"
    )
    parser.add_argument("--data", type=Path, default=photographs.HAM10000, help="of HAM10000")
    return parser.parse_args(arguments)


def positive(text: str) -> int:
    """A whole number from 1 on.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, received {text}")
    return int(text)


def main() -> None:
    given = options()
    try:
        data = photographs.checked(given.data)
    except FileNotFoundError as missing:
        sys.exit(str(missing))
    say("The machine's matrix product")
    limits = timed([sys.executable, "-m", "benchmarks.engine.matrices"]).told
    findings = Findings(repeats=given.repeat, images=given.images, limits=limits)
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            if given.only and case.name not in given.only:
                continue
            most = min(filter(None, (case.images, given.images)), default=None)
            ready = photographs.prepared(data, images=most, into=Path(folder) / case.name)
            findings.imported[case] = (ready.images, ready.seconds)
            findings.tables[case] = measured(case, ready, repeats=given.repeat, whole=given.whole)
            if case.name == PAIRED:
                findings.pairs = list(pairs(case, ready, seeds=given.seeds))
            if given.write:  # after each case: the long ones come to nothing by no later failure
                given.write.write_text(written(findings), encoding="utf-8")
    print(written(findings))


def measured(case: Case, ready: Photographs, *, repeats: int, whole: bool) -> dict[Way, Measured]:
    """The median of each way of training a case.

    Args:
        case: what is trained.
        ready: the photographs.
        repeats: how often each way is run; all ways are run in turn.
        whole: as ``Ways`` takes it.
    """
    found: dict[Way, list[Measured]] = {}
    for repeat in range(1, repeats + 1):
        for way, one in Ways(case=case, photographs=ready, whole=whole).all():
            say(f"{case.name}, run {repeat} of {repeats}, {way}: {one.seconds:.1f} s")
            found.setdefault(way, []).append(one)
    return {way: median(found[way]) for way in Way if way in found}


def pairs(case: Case, ready: Photographs, *, seeds: int) -> Iterator[tuple[float, float]]:
    """The test AUC of the careful script and of ours for each seed from 0 on."""
    with ours.fresh_workspace(ready) as workspace:
        for seed in range(seeds):
            careful = Ways(case=case, photographs=ready, seed=seed).careful().test_auc
            mine = ours.trained(case, workspace, seed=seed).test_auc
            if careful is None or mine is None:
                raise ValueError(f"Expected a case that is judged. Received {case.name}")
            say(f"{case.name}, seed {seed}: careful {careful:.4f}, ours {mine:.4f}")
            yield careful, mine


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
