"""``python -m runs.helper --workspace DIR``: questions on standard input, answers on output.

Ends when its input does, so it never outlives the process that asks.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

from runs.helper.service import serve


def main() -> None:
    """Serve one client."""
    parser = argparse.ArgumentParser(prog="runs.helper", description=__doc__)
    parser.add_argument("--workspace", type=Path, required=True)
    given = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO)
    with _only_for_answers() as answers:
        serve(sys.stdin, answers, given.workspace)


def _only_for_answers() -> TextIO:
    """Standard output for answers alone: what libraries print there goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


if __name__ == "__main__":
    main()
