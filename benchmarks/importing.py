"""How long the import of HAM10000 takes, pixel store included, and how much memory.

Needs the photographs of ``../shared/data``; prints one line.
"""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path

from data.importing import import_dataset

HAM10000 = Path(__file__).resolve().parents[2] / "shared" / "data" / "ham10000"


def main() -> None:
    with tempfile.TemporaryDirectory() as workspace:
        told = import_dataset(workspace=Path(workspace), path=HAM10000, name="ham")
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = told["imported"] / told["seconds"]
    print(f"{told['imported']} images in {told['seconds']:.1f} s ({rate:.0f}/s), {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
