"""Copies of a photograph are found however they were altered, and other lesions are not."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from data.audit.likeness import (
    MOST_APART,
    Pair,
    exact_copies,
    joined,
    near_duplicates,
    signatures,
    small,
    surely_apart,
)
from data.audit.pairs import Named, audit, contradicted, read_pairs
from data.demo import Drawn
from data.image import fitted, open_rgb
from data.readers.records import Record
from data.readers.sources import File, Folder

Alter = Callable[[Image.Image], Image.Image]
TURNS = Image.Transpose
BLEND = Image.Resampling.BILINEAR


def encoded(image: Image.Image, quality: int) -> Image.Image:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return open_rgb(file)


def record(name: str, **known: str) -> Record:
    file = File(Folder(Path("photos")), f"{name}.jpg", 1)
    return Record(name, file, f"{name}.jpg", "a", "a", **known)


def scaled(image: Image.Image, by: float) -> Image.Image:
    return image.resize((round(image.width * by), round(image.height * by)), BLEND)


ALTERED: dict[str, Alter] = {
    "turned by 90°": lambda image: image.transpose(TURNS.ROTATE_90),
    "turned by 180°": lambda image: image.transpose(TURNS.ROTATE_180),
    "turned by 270°": lambda image: image.transpose(TURNS.ROTATE_270),
    "mirrored": lambda image: image.transpose(TURNS.FLIP_LEFT_RIGHT),
    "mirrored and turned": lambda image: image.transpose(TURNS.TRANSVERSE),
    "half the size": lambda image: scaled(image, 0.5),
    "twice the size": lambda image: scaled(image, 2),
    "JPEG 50": lambda image: encoded(image, 50),
    "all of it": lambda image: encoded(scaled(image.transpose(TURNS.ROTATE_90), 0.5), 50),
}


def stored(images: list[Image.Image]) -> np.ndarray:
    return np.stack([fitted(image, 224, 224) for image in images])


def pairs(pixels: np.ndarray) -> list[Pair]:
    return near_duplicates(signatures(pixels), lambda rows: pixels[rows])


@pytest.fixture(scope="module")
def lesions() -> list[Image.Image]:
    """One picture each of sixty drawn lesions."""
    drawn = Drawn(seed=3, count=90)
    firsts = {number: row for row, number in reversed(list(enumerate(drawn.lesion_of)))}
    files = drawn.files()
    return [open_rgb(io.BytesIO(files[row].read())) for row in list(firsts.values())[:60]]


@pytest.mark.parametrize("alter", ALTERED.values(), ids=ALTERED)
def test_every_altered_copy_is_found(lesions: list[Image.Image], alter: Alter) -> None:
    pixels = stored([*lesions, *map(alter, lesions)])
    found = {(pair.row, pair.other) for pair in pairs(pixels)}
    expected = {(row, row + len(lesions)) for row in range(len(lesions))}
    assert len(expected & found) >= 0.99 * len(expected)


def test_other_lesions_are_no_copies(lesions: list[Image.Image]) -> None:
    assert pairs(stored(lesions)) == []


def test_pictures_without_contrast_are_no_copies_of_others(lesions: list[Image.Image]) -> None:
    flat = [Image.new("RGB", (200, 150), colour) for colour in ((90, 90, 90), (95, 95, 95))]
    assert pairs(stored([*lesions[:10], *flat])) == []


def test_the_order_of_two_photographs_does_not_matter(lesions: list[Image.Image]) -> None:
    pixels = stored([lesions[0], lesions[0].resize((66, 50)), *lesions[1:4]])
    one, other = pairs(pixels), pairs(pixels[[1, 0, 2, 3, 4]])
    assert [(pair.row, pair.other) for pair in one] == [(0, 1)]
    assert one == other


def test_among_more_photographs_two_patients_are_one_only_where_they_are_nearer() -> None:
    assert surely_apart(10) == surely_apart(10_000) == MOST_APART
    assert surely_apart(20_000) == pytest.approx(0.15)
    assert surely_apart(400_000) == pytest.approx(0.05)


def test_copies_across_two_patients_are_tied_among_few_and_shown_among_many() -> None:
    records = [record("1", patient_id="A"), record("2", patient_id="B"), record("3")]
    assert not contradicted(Pair(0, 1, 0.2), records)
    many = [*records, *records[2:] * 20_000]
    assert contradicted(Pair(0, 1, 0.2), many)
    assert not contradicted(Pair(0, 1, 0.1), many)
    assert not contradicted(Pair(0, 2, 0.2), many)
    assert Named.of(Pair(0, 1, 0.2), many).tied is False


def test_equal_numbers_of_lesions_in_two_patients_are_two_lesions() -> None:
    one, other = (record(name, lesion_id="1", patient_id=name) for name in "AB")
    assert Named.of(Pair(0, 1, 0.1), [one, other]).same_lesion is False
    assert Named.of(Pair(0, 1, 0.1), [one, record("c", lesion_id="1")]).same_lesion is True


def test_several_parts_are_as_one(lesions: list[Image.Image]) -> None:
    pixels = stored([*lesions[:20], *lesions[:20]])
    parts = joined([signatures(pixels[:7]), signatures(pixels[7:])])
    told: list[tuple[int, int]] = []
    found = near_duplicates(parts, lambda rows: pixels[rows], lambda *at: told.append(at))
    assert found == pairs(pixels)
    assert [(pair.row, pair.other) for pair in found] == [(row, row + 20) for row in range(20)]
    assert max(pair.apart for pair in found) == 0
    assert told[-1] == (40, 40)


def test_many_equal_photographs_are_paired_with_the_first_only() -> None:
    assert exact_copies(["a", "b", "a", "c", "a", "b"]) == (
        [0, 1, 3],
        [Pair(0, 2, 0.0), Pair(0, 4, 0.0), Pair(1, 5, 0.0)],
    )


def test_small_is_the_mean_of_each_place() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (2, 64, 96, 3), dtype=np.uint8)
    found = small(pixels)
    assert found.shape == (2, 32, 32, 3)
    assert found[1, 5, 7] == pytest.approx(pixels[1, 10:12, 21:24].mean(axis=(0, 1)))
    with pytest.raises(ValueError, match="multiples of 32"):
        small(pixels[:, :50])


def test_pairs_with_two_labels_come_first_and_survive_the_file() -> None:
    same, odd, lesion = (
        Named(("a", "b"), ("x", "x"), same_lesion=False, apart=0.1),
        Named(("c", "d"), ("x", "y"), same_lesion=False, apart=0.2),
        Named(("e", "f"), ("x", "x"), same_lesion=True, apart=0.0),
    )
    told = audit([lesion, same, odd], [], set("abcdef"))
    assert read_pairs(told) == [odd, same, lesion]
    told = audit([same, odd], [["a", "c", "z"], ["a", "z"]], set("abc"))
    assert read_pairs(told) == [same]
    assert told["listed"] == [["a", "c"]]


def test_copies_across_lesions_stay_on_one_side(
    desk: Any, lesions: list[Image.Image], write_table: Callable[..., Path]
) -> None:
    rows = []
    (desk.photos / "images").mkdir(parents=True)
    for number, image in enumerate([*lesions[:30], *map(ALTERED["all of it"], lesions[:30])]):
        image.save(desk.photos / "images" / f"p{number}.png")
        rows.append((f"L{number}", f"p{number}", ("nv", "mel")[number % 2]))
    write_table(desk.photos / "HAM10000_metadata.csv", ("lesion_id", "image_id", "dx"), rows)
    found = desk.take()
    assert found["imported"] == 60
    dataset = desk.library.load("set")
    assert dataset.manifest["group"].nunique() == 30
    assert len(dataset.near_duplicates) == 30
    assert {pair.same_lesion for pair in dataset.near_duplicates} == {False}


@pytest.mark.shared
def test_real_lesions_are_told_apart_and_their_copies_found(shared_data: Path) -> None:
    """Every third image: at most 0.1 % are paired across lesions, 99 % of copies are found."""
    table = np.genfromtxt(
        shared_data / "ham10000" / "HAM10000_metadata.csv",
        delimiter=",",
        dtype=str,
        skip_header=1,
        usecols=(0, 1),
    )[::3]
    folder = next(path.parent for path in (shared_data / "ham10000").rglob(f"{table[0, 1]}.jpg"))
    images = [open_rgb(folder / f"{image_id}.jpg") for _, image_id in table]
    pixels = stored(images)
    found = pairs(pixels)
    across = [pair for pair in found if table[pair.row, 0] != table[pair.other, 0]]
    assert len({row for pair in across for row in (pair.row, pair.other)}) <= 0.001 * len(table)

    some = range(0, len(images), 10)
    for name, alter in ALTERED.items():
        copies = stored([alter(images[row]) for row in some])
        both = np.concatenate([pixels[list(some)], copies])
        hits = {(pair.row, pair.other) for pair in pairs(both)}
        expected = {(row, row + len(copies)) for row in range(len(copies))}
        assert len(hits & expected) >= 0.99 * len(expected), name
