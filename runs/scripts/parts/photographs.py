"""Finds photographs in folders named after their classes, splits them, and reads each once."""

import sys
import tempfile
from pathlib import Path

import numpy as np

from data.image import load_image
from runs.scripts.parts.design_settings import CLASSES, FIT, HEIGHT, WIDTH

SPLITS = {"train": "train", "validation": "validation", "val": "validation", "test": "test"}
HELD_BACK = 0.15  # of what is there, first for the test, then for validation

Labelled = list[tuple[Path, int]]  # a photograph and the place of its class in CLASSES


def say(sentence: str) -> None:
    """Tell the person at the terminal."""
    print(sentence, file=sys.stderr)


def find_photographs(folder: Path, seed: int) -> dict[str, Labelled]:
    """The photographs of "train", "validation" and, where there are any, "test".

    A ``folder`` with these three inside is taken as it is; without them, chance draws them, the
    same each time for the same ``seed`` and in equal proportions of every class.
    """
    rng = np.random.default_rng(seed)
    if (folder / "train").is_dir():
        given = [name for name in SPLITS if (folder / name).is_dir()]
        splits = {SPLITS[name]: in_class_folders(folder / name) for name in given}
    else:
        splits = {"train": in_class_folders(folder)}
        splits["test"] = held_back(splits["train"], HELD_BACK, rng)
    if "validation" not in splits:
        splits["validation"] = held_back(splits["train"], HELD_BACK, rng)
        say(
            "Warning: split by image. Photographs of one lesion may stand on both sides, so results"
            " are likely optimistic. Folders named train, validation and test avoid this."
        )
    return splits


def in_class_folders(folder: Path) -> Labelled:
    """All files in the folders that are named after the classes."""
    missing = [name for name in CLASSES if not (folder / name).is_dir()]
    if missing:
        raise SystemExit(
            f"{folder} has no folder named {' or '.join(missing)}. "
            f"Put the photographs into folders named {', '.join(CLASSES)}."
        )
    return [
        (file, label)
        for label, name in enumerate(CLASSES)
        for file in sorted((folder / name).rglob("*"))
        if file.is_file() and not file.name.startswith(".")
    ]


def held_back(photographs: Labelled, share: float, rng: np.random.Generator) -> Labelled:
    """Take a share of every class, at least one image, out of ``photographs``."""
    taken: Labelled = []
    for label in range(len(CLASSES)):
        own = [photograph for photograph in photographs if photograph[1] == label]
        count = max(1, round(share * len(own))) if own else 0
        taken += [own[place] for place in sorted(rng.permutation(len(own))[:count])]
    photographs[:] = sorted(set(photographs) - set(taken), key=lambda one: (one[1], one[0]))
    return taken


def read_once(photographs: Labelled, split: str) -> tuple[np.ndarray, np.ndarray]:
    """All pixels, in a temporary file on disk, and all labels; unreadable files are told.

    Args:
        photographs: of one split.
        split: its name.

    Returns:
        uint8 of shape (images, height, width, 3), and one label for each image.
    """
    say(f"Reading {len(photographs)} photographs for {split}.")
    shape = (len(photographs) + 1, HEIGHT, WIDTH, 3)  # one to spare: no file may be empty
    with tempfile.TemporaryFile() as file:
        pixels = np.memmap(file, np.uint8, "w+", shape=shape)
    labels: list[int] = []
    for path, label in photographs:
        try:
            pixels[len(labels)] = load_image(path, HEIGHT, WIDTH, FIT)
        except ValueError as problem:
            say(f"Left out: {problem}")
        else:
            labels.append(label)
    missing = [name for label, name in enumerate(CLASSES) if label not in labels]
    if missing:
        raise SystemExit(f"There is no readable photograph of {' or '.join(missing)} for {split}.")
    return pixels[: len(labels)], np.array(labels)
