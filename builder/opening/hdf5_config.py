"""``python -m builder.opening.hdf5_config FILE``: prints the config of a network in an HDF5 file.

A process of its own, since the file is from outside and HDF5 is read by a library in C.
"""

from __future__ import annotations

import sys
from pathlib import Path

import h5py

_NAME = "model_config"


def main() -> int:
    """Print the config and end with 0, or end with 1 where there is none."""
    try:
        with h5py.File(Path(sys.argv[1]), "r") as file:
            config = file.attrs.get(_NAME)
    except (OSError, RuntimeError, ValueError, LookupError):
        return 1
    if config is None:
        return 1
    text = config.encode() if isinstance(config, str) else bytes(config)
    sys.stdout.buffer.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
