"""Distances by hand, the limit that 99 % do not reach, and what is kept of them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from runs.likeness import sentences
from runs.likeness.distance import Space, distance, limit
from runs.likeness.kept import FILE, Known


def test_learned_findings_are_compared_by_their_direction() -> None:
    space = Space.of(np.array([[2.0, 0.0], [0.0, 5.0]], np.float32), measured=False)
    apart = space.apart(np.array([[9.0, 0.0], [-1.0, 0.0], [3.0, 3.0]], np.float32))
    nearer = np.sqrt(2 - np.sqrt(2))
    expected = [[0, np.sqrt(2)], [2, np.sqrt(2)], [nearer, nearer]]
    assert np.allclose(apart, expected, atol=1e-3)


def test_measures_are_brought_to_one_spread() -> None:
    """A measure in thousands counts no more than one in hundredths; one that never moves, not."""
    chance = np.random.default_rng(0)
    small, large = chance.normal(0, 0.01, 400), chance.normal(5000, 1000, 400)
    found = np.stack([small, large, np.full(400, 7.0)], axis=1).astype(np.float32)
    space = Space.of(found, measured=True)
    moved = np.array([[0.03, 5000, 7], [0, 8000, 7]], np.float32) - found.mean(axis=0)
    places = space.placed(moved + found.mean(axis=0))
    assert np.linalg.norm(places, axis=1) == pytest.approx([3 / 3**0.5] * 2, rel=0.15)


def test_the_distance_is_that_to_the_fifth_nearest_or_the_farthest_of_fewer() -> None:
    apart = np.array([[6.0, 1, 5, 2, 4, 3], [0, 0, 0, 0, 9, 9]], np.float32)
    assert distance(apart).tolist() == [5, 9]
    assert distance(apart[:, :2]).tolist() == [6, 0]


def test_one_in_a_hundred_validation_images_is_beyond_the_limit() -> None:
    chance = np.random.default_rng(1)
    train, validation, other = (
        chance.normal(centre, 1, (count, 8)).astype(np.float32)
        for centre, count in ((3, 1000), (3, 5000), (3, 5000))
    )
    space = Space.of(train, measured=False)
    beyond = limit(distance(space.apart(validation)))
    assert (distance(space.apart(validation)) > beyond).mean() == pytest.approx(0.01, abs=0.001)
    assert (distance(space.apart(other)) > beyond).mean() == pytest.approx(0.01, abs=0.006)
    away = chance.normal(-3, 1, (500, 8)).astype(np.float32)
    assert (distance(space.apart(away)) > beyond).all()


def known() -> Known:
    found = np.random.default_rng(0).random((7, 3)).astype(np.float32)
    return Known(Space.of(found, measured=True), np.arange(7) * 2, 0.5, 4, 9)


def test_what_is_kept_is_read_again_until_the_network_is_another(tmp_path: Path) -> None:
    model = tmp_path / "model.keras"
    model.write_bytes(b"one")
    assert Known.read(tmp_path) is None
    known().write(tmp_path)
    read = Known.read(tmp_path)
    assert read is not None
    assert (read.limit, read.validation, read.training, read.space.measured) == (0.5, 4, 9, True)
    assert np.array_equal(read.rows, known().rows)
    assert np.array_equal(read.space.points, known().space.points)
    whole = (tmp_path / FILE).read_bytes()
    for damaged in (b"", b"no zip", whole[: len(whole) // 2]):
        (tmp_path / FILE).write_bytes(damaged)
        assert Known.read(tmp_path) is None
    (tmp_path / FILE).write_bytes(whole)
    assert Known.read(tmp_path) is not None
    later = model.stat().st_mtime_ns + 10**9
    os.utime(model, ns=(later, later))
    assert Known.read(tmp_path) is None


LIKENESS = {
    "distance": 1.1, "limit": 0.86, "unlike": True, "compared": 2240, "training": 2240,
    "validation": 397, "nearest": [{"row": 3, "distance": 0.01}],
}  # fmt: skip


def test_sentences() -> None:
    assert sentences.unlike(LIKENESS) == (
        "Unlike anything it was trained on: no score can be relied on here. Its distance to the "
        "training images is 1.10; of 397 validation images 99 % are nearer than 0.86."
    )
    assert sentences.unlike({**LIKENESS, "unlike": False}) is None
    assert sentences.unlike(None) is None
    assert "this very photograph" in str(sentences.seen_before(LIKENESS))
    far = {**LIKENESS, "nearest": [{"row": 3, "distance": 0.3}]}
    assert sentences.seen_before(far) is None
    assert sentences.compared(LIKENESS) == "all 2,240 training images"
    assert sentences.compared({**LIKENESS, "training": 30_000}) == (
        "2,240 of 30,000 training images"
    )
    views = {"mel": [0.71, 0.72, 0.78, 0.7], "bcc": [0.02] * 4, "nv": [0.27, 0.26, 0.2, 0.28]}
    scores = sentences.scores_of(views, ["mel", "bcc"])
    assert scores == pytest.approx([0.73, 0.74, 0.80, 0.72])
    assert sentences.spread(scores, "mirrored views") == (
        "Spread over 4 mirrored views: 0.72 to 0.80; not a confidence interval."
    )
