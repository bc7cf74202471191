"""The manifest: one row a photograph, with label, group, split and hashes, stored as parquet.

How its values come about is for the importer; nothing here decides.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from data.readers.records import Record
    from data.taking import Taken

SCHEMA = pa.schema(
    [
        ("image_id", pa.string()),
        ("path", pa.string()),
        ("diagnosis", pa.string()),
        ("label", pa.string()),
        ("lesion_id", pa.string()),
        ("patient_id", pa.string()),
        ("age", pa.float64()),
        ("sex", pa.string()),
        ("site", pa.string()),
        ("dx_type", pa.string()),
        ("skin_type", pa.string()),
        ("image_type", pa.string()),
        ("source", pa.string()),
        ("licence", pa.string()),
        ("attribution", pa.string()),
        ("split", pa.string()),
        ("group", pa.int64()),
        ("sha256", pa.string()),
        ("pixel_hash", pa.string()),
        ("synthetic", pa.bool_()),
        ("width", pa.int32()),
        ("height", pa.int32()),
    ]
)
MANIFEST = "manifest.parquet"
LEFT_OUT = "excluded"
"""The split of a photograph that is kept for looking at and is in no part."""
PLACE = "path"
"""The one column that says where a photograph lies and not what it is."""


def manifest_table(
    records: Sequence[Record],
    taken: Sequence[Taken],
    *,
    groups: Sequence[int],
    splits: Sequence[str],
    synthetic: bool,
) -> pa.Table:
    """The manifest of a dataset, a row for each record, in their order."""
    of_taken = {"path", "sha256", "pixel_hash", "width", "height"}
    columns: dict[str, Sequence[object]] = {
        name: [getattr(one, name) for one in (taken if name in of_taken else records)]
        for name in SCHEMA.names
        if name not in {"split", "group", "synthetic"}
    }
    columns |= {"split": splits, "group": groups, "synthetic": [synthetic] * len(records)}
    return pa.table({name: columns[name] for name in SCHEMA.names}, schema=SCHEMA)


class Digester:
    """Digests manifests one after the other; columns as in the one before are not read anew."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[pa.ChunkedArray, bytes]] = {}

    def digest(self, table: pa.Table) -> str:
        """SHA-256 of what a manifest says, wherever its photographs lie: 64 hex digits."""
        digest = sha256()
        for name in SCHEMA.names:
            if name != PLACE:
                digest.update(self._json(name, table[name]))
        return digest.hexdigest()

    def _json(self, name: str, column: pa.ChunkedArray) -> bytes:
        before, said = self._said.get(name, (None, b""))
        if before is None or not column.equals(before):
            said = json.dumps([name, column.to_pylist()]).encode()
            self._said[name] = column, said
        return said


def manifest_digest(table: pa.Table) -> str:
    """The digest of one manifest, as ``Digester.digest`` gives it."""
    return Digester().digest(table)


def write_manifest(table: pa.Table, path: Path) -> None:
    """Store a manifest."""
    pq.write_table(table, path)


def read_manifest(path: Path) -> pd.DataFrame:
    """A stored manifest; missing values are None or NaN.

    Raises:
        DatasetError: it is not there, or damaged.
    """
    try:
        frame = pq.read_table(path).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise DatasetError(
            f"The manifest {path} cannot be read ({error}).",
            "Restore it from a backup, or delete the dataset and import it again.",
        ) from error
    return pd.DataFrame(frame)
