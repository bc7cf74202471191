"""What a script that trains is asked on the command line, and where its results go."""

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

import keras
import numpy as np

from runs.notice import RESEARCH_ONLY
from runs.scripts.parts.photographs import find_photographs, read_once


def asking(seed: int) -> argparse.ArgumentParser:
    """The command line, whose ``--seed`` is ``seed`` unless told otherwise."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=RESEARCH_ONLY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("photographs", type=Path, metavar="PHOTOGRAPHS", help="a folder")
    parser.add_argument("--seed", type=int, default=seed, help="default: %(default)s")
    parser.add_argument("--output", type=Path, default=Path("trained"), help="a folder")
    parser.add_argument(
        "--open-test", action="store_true", help="judge on the test photographs too: only once"
    )
    return parser


def photographs_asked(arguments: argparse.Namespace) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Pixels and labels of each split that is needed, by its name."""
    splits = find_photographs(arguments.photographs, arguments.seed)
    if arguments.open_test and "test" not in splits:
        raise SystemExit(f"{arguments.photographs} has no folder named test to open.")
    wanted = ["train", "validation", *(["test"] if arguments.open_test else [])]
    return {name: read_once(splits[name], name) for name in wanted}


def write_results(
    model: keras.Model, numbers: Mapping[str, Mapping[str, float]], folder: Path
) -> None:
    """Save the model and how well it does on each split; print the latter."""
    folder.mkdir(parents=True, exist_ok=True)
    model.save(folder / "model.keras")
    (folder / "metrics.json").write_text(json.dumps(numbers, indent=1) + "\n")
    print(json.dumps(numbers))
