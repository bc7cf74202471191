"""What the usual and the careful script are called with."""

from __future__ import annotations

import argparse
from pathlib import Path


def options(about: str | None) -> argparse.Namespace:
    """The options of a script, read from its command.

    Args:
        about: what the script is, for ``--help``.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("photographs", type=Path, help="train/, validation/ and test/ lie here")
    parser.add_argument("model", type=Path, help="the .keras file to write")
    parser.add_argument("--network", required=True)
    parser.add_argument("--height", type=int, required=True, help="pixels")
    parser.add_argument("--width", type=int, required=True, help="pixels")
    parser.add_argument("--epochs", type=int, required=True)
    parser.add_argument("--learning-rate", type=float, required=True)
    parser.add_argument("--optimiser", required=True, help="adam or adamw")
    parser.add_argument("--all-layers", action="store_true", help="the backbone learns, too")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()
