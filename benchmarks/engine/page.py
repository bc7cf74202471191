"""The page that ``--write`` makes: what was compared, on which computer, and what came of it."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import distributions, version
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.engine.table import Way, markdown, paired, share_of_limit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.engine.cases import Case
    from benchmarks.engine.table import Measured

RESNET50_OPERATIONS = 2 * 3.86e9
"""Floating-point operations of ResNet50 on an image of 224 × 224: 3.86e9 multiply-adds."""

SOURCE = "../shared/data/ham10000"
"""Where HAM10000 is looked for, as the page tells it."""

COMPARED = """\
- **usual script** (`benchmarks/engine/usual.py`): transfer learning by the book.
  `image_dataset_from_directory`, float32, `jit_compile="auto"`, the backbone inside the model,
  validation after each epoch, the best epoch saved.
- **careful script** (`benchmarks/engine/careful.py`): after Keras's guide to transfer learning. The
  frozen backbone goes over the photographs once, with `predict`, float32 and without XLA; a head
  learns from its features.
- **ours**: `lesion-studio train DESIGN --dataset N --wait` in a fresh workspace; with
  `precision=float32`, in another fresh one; and a second run in the first, which finds its features
  again.

All learn from the same photographs (200 × 150) in the same splits, without random changes of the
pictures, with batches of 32 and the same learning rate. Seconds and memory are those of the whole
command with all processes that it starts, from its start to the saved model; *ours* has predicted
validation and test in them, the scripts are judged afterwards. Ours has imported the photographs
before, and decoded them at 224 × 224; that is not counted, and its seconds stand below. What
processes share counts in each of them, and files that are mapped count as memory, too. *images/s*
are those that the network went through: in the one pass of features where there is one, otherwise
in the training part of the last epoch.

An asterisk marks a usual script of which only the start and some epochs were run, and the last of
them taken for each that was not: it has no AUC."""


@dataclass
class Findings:
    """All that was measured so far.

    Args:
        repeats: of each training; medians are shown.
        images: at most so many photographs, for a trial; None for all.
        limits: floating-point operations a second of a matrix product, by type of number.
    """

    repeats: int
    images: int | None
    limits: Mapping[str, float]
    tables: dict[Case, Mapping[Way, Measured]] = field(default_factory=dict)
    imported: dict[Case, tuple[int, float]] = field(default_factory=dict)
    """Photographs of each case, and the seconds of their import."""
    pairs: Sequence[tuple[float, float]] = ()
    """Test AUC of the careful script and of ours, for each seed."""


ESTIMATES = """\
## The time that is told before a training

`python -m benchmarks.estimates` trains three designs twice each and prints, beside what was told
before the start, what it took, their ratio and the load of the machine: first in a workspace
where nothing was timed before, then after one run. `--images 300 --set epochs=2` makes it a
trial, `--only DESIGN` takes one of them. The ratio is to be between 0.7 and 1.3 for runs of more
than a minute on a machine with nothing else to do; what it gave stands in
[measured.md](measured.md)."""


def written(findings: Findings) -> str:
    """The page, in Markdown."""
    again = "`python -m benchmarks.engine --write`\nwrites this page anew"
    parts = [
        "# Benchmarks",
        f"{_computer()}\n{_repeats(findings.repeats)} {again} from `{SOURCE}`.",
        *([_trial(findings.images)] if findings.images else []),
        COMPARED,
    ]
    for case, measured in findings.tables.items():
        parts += [f"## {case.title}", _photographs(*findings.imported[case]), markdown(measured)]
        if case.network == "resnet50":
            parts.append(against_limit(measured, findings.limits))
    if findings.pairs:
        parts += ["## The same AUC, seed by seed", _seeds(findings.pairs)]
    return "\n\n".join([*parts, ESTIMATES]) + "\n"


def against_limit(measured: Mapping[Way, Measured], limits: Mapping[str, float]) -> str:
    """At what share of the machine's own matrix product our frozen part was computed."""
    told = ", ".join(f"{name} {rate / 1e12:.2f}" for name, rate in limits.items())
    sentences = [f"This machine's matrix product (4096 × 4096), in TFLOP/s: {told}."]
    for way, number in ((Way.OURS, "bfloat16"), (Way.OURS_FLOAT32, "float32")):
        rate = measured[way].images_per_second if way in measured else None
        if rate is None:
            continue
        share = share_of_limit(
            images_per_second=rate,
            operations_per_image=RESNET50_OPERATIONS,
            limit=limits[number],
        )
        sentences.append(
            f"The frozen part of {way} went at {share:.0%} of the product in {number}, with all"
            " that prepares it."
        )
    return "\n".join(sentences)


def _seeds(pairs: Sequence[tuple[float, float]]) -> str:
    """A row for each seed, and the mean difference."""
    careful, ours = zip(*pairs, strict=True)
    found = paired(ours=ours, other=careful)
    rows = [
        f"| {seed} | {its:.4f} | {mine:.4f} | {mine - its:+.4f} |"
        for seed, (its, mine) in enumerate(pairs)
    ]
    mean = (
        f"Mean difference {found.mean:+.4f}, standard deviation of the differences"
        f" {found.deviation:.4f}."
    )
    head = [
        "Test AUC of the frozen EfficientNet-Lite0.\n",
        "| seed | careful script | ours | difference |",
        "| --: | --: | --: | --: |",
    ]
    return "\n".join([*head, *rows, "", mean])


def _computer() -> str:
    memory = psutil.virtual_memory().total / 2**30
    tensorflow = next(one for one in ("tensorflow-cpu", "tensorflow") if _installed(one))
    programs = ", ".join(f"{name} {version(name)}" for name in (tensorflow, "keras", "openvino"))
    cores = f"{os.cpu_count()} cores of {_processor()}"
    return f"On {cores} with {memory:.0f} GiB, {platform.system()}, {programs}."


def _installed(name: str) -> bool:
    return any(distributions(name=name))


def _processor() -> str:
    """The processor's name, as the system tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _repeats(repeats: int) -> str:
    return "Each figure from one run." if repeats == 1 else f"Medians of {repeats} runs."


def _trial(images: int) -> str:
    return f"**A trial on at most {images} photographs: its figures mean nothing.**"


def _photographs(images: int, seconds: float) -> str:
    return f"{images:,} photographs; their import into ours took {seconds:.1f} s."
