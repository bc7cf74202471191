"""A file is read once for its digest, for as long as it stays as it is."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from runs.export import hashed

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_read_again_only_where_it_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "model.keras"
    file.write_bytes(b"weights")
    assert hashed.sha256_of(file) == hashlib.sha256(b"weights").hexdigest()
    read = hashed._sha256.cache_info().misses
    assert hashed.sha256_of(file) == hashlib.sha256(b"weights").hexdigest()
    assert hashed._sha256.cache_info().misses == read
    file.write_bytes(b"learned")
    os.utime(file, ns=(1, 1))
    assert hashed.sha256_of(file) == hashlib.sha256(b"learned").hexdigest()
    file.unlink()
    with pytest.raises(FileNotFoundError):
        hashed.sha256_of(file)
