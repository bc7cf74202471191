"""How long all statistics of a run take: 10,000 images of seven classes, with subgroups.

``python -m benchmarks.judging``; processor and wall time of each part and of the whole.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from runs.evaluation import calibration, evaluate, judge, subgroups
from runs.evaluation.doubts.facts import Facts
from runs.evaluation.study import Part

if TYPE_CHECKING:
    from collections.abc import Callable

IMAGES, LESIONS = 10_000, 7_500
NAMES = ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
SHARES = (0.03, 0.05, 0.11, 0.01, 0.11, 0.67, 0.02)
CONFIRMED = 0.5
KNOWN = {
    "sex": ("female", "male", None),
    "site": ("back", "abdomen", "face", "foot", "hand", "scalp", "neck", "trunk", None),
    "dx_type": ("histo", "follow_up", "consensus", "confocal"),
    "source": ("vidir_modern", "rosendahl", "vidir_molemax", "vienna_dias"),
    "age": (*subgroups.AGE_BANDS, None),
    "skin_type": ("I", "II", "III", "IV", None),
}
TARGET = 5.0
"""Seconds that the statistics of one part may take."""


def drawn(classes: int) -> Part:
    random = np.random.default_rng(0)
    shares = np.array(SHARES) if classes == len(SHARES) else np.array([0.8, 0.2])
    of_lesion = random.choice(classes, LESIONS, p=shares)
    groups = random.integers(0, LESIONS, IMAGES)
    labels = of_lesion[groups]
    scores = random.dirichlet(np.ones(classes), IMAGES) + 0.5 * np.eye(classes)[labels]
    known = {name: random.choice(np.array(of), IMAGES).tolist() for name, of in KNOWN.items()}
    return Part(
        labels=labels,
        scores=scores / scores.sum(axis=1, keepdims=True),
        groups=groups,
        known=known,
        by_pathology=random.random(IMAGES) < CONFIRMED,
    )


def timed(what: str, work: Callable[[], object]) -> float:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    spent = time.process_time() - processor
    print(f"  {what}: {spent:.2f} s of processor time, {time.perf_counter() - wall:.2f} s in all")
    return spent


def measure(part: Part, names: tuple[str, ...]) -> None:
    y, p, groups, of = part.labels, part.scores, part.groups, part.known
    print(f"{IMAGES:,} images, {len(np.unique(groups)):,} lesions, {len(names)} classes")
    timed("AUC, average precision, challenges, classes", lambda: evaluate(y, p, groups, names))
    timed("temperature", lambda: calibration.temperature(y, p))
    timed("reliability", lambda: calibration.calibration(y, p, groups, 1.5))
    timed("subgroups", lambda: subgroups.subgroups(y, p, groups, names, of))
    whole = timed("all of it", lambda: judge({"validation": part}, names, Facts()))
    print(f"  {'within' if whole <= TARGET else 'OVER'} {TARGET:.0f} s")


def main() -> None:
    for names in (NAMES, ("benign", "malignant")):
        measure(drawn(len(names)), names)


if __name__ == "__main__":
    main()
