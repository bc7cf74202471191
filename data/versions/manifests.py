"""The manifests that came of decisions and folds, each under its digest beside the dataset.

What was decided, and which of them is in force, is for ``data.versions.log``.
"""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from data.errors import DatasetError
from data.files import PARTIAL, settle
from data.manifest import MANIFEST, SCHEMA, Digester, write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd

VERSIONS: Final = "versions"


def manifest_of(folder: Path, digest: str, imported: str) -> Path:
    """Where the manifest of a version lies; it need not exist."""
    return folder / MANIFEST if digest == imported else folder / VERSIONS / f"{digest}.parquet"


def keep_version(folder: Path, manifest: pd.DataFrame) -> str:
    """Keep a version beside the one in force, and return its digest: ``Library.load`` finds it.

    Raises:
        DatasetError: the folder cannot be written to.
    """
    return keeper(folder)(manifest)


def keeper(folder: Path) -> Callable[[pd.DataFrame], str]:
    """``keep_version`` for many versions, quicker where they have most columns in common."""
    digester = Digester()

    def keep(manifest: pd.DataFrame) -> str:
        table = pa.Table.from_pandas(manifest, schema=SCHEMA, preserve_index=False)
        digest = digester.digest(table)
        _keep(table, folder / VERSIONS / f"{digest}.parquet")
        return digest

    return keep


def _keep(table: pa.Table, path: Path) -> None:
    if path.exists():
        return
    partial = path.with_name(f"{path.name}.{uuid.uuid4().hex}{PARTIAL}")  # others write it, too
    with in_words(path.parent):
        path.parent.mkdir(exist_ok=True)
        write_manifest(table, partial)
        settle(partial)
        partial.replace(path)


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Say in a sentence why a decision or version could not be written."""
    try:
        yield
    except OSError as error:
        raise DatasetError(
            f"{folder} cannot be written to ({error.strerror or error}).",
            "Make room on the disk, or see that you may write there, and try again.",
        ) from error
