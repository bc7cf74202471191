"""Keras configs and files as others write them, put together without Keras."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Layer = tuple[str, str, dict[str, Any], list[str]]


@pytest.fixture(scope="session")
def functional() -> Callable[..., dict[str, Any]]:
    """A Functional config: ``functional(("Dense", "d", {"units": 3}, ["i"]), …)``."""
    return _functional


def _functional(
    *layers: Layer, side: Any = 32, end: str | None = None, **more: Any
) -> dict[str, Any]:
    first = {
        "module": "keras.layers",
        "class_name": "InputLayer",
        "name": "i",
        "config": {"name": "i", "batch_shape": [None, side, side, 3], "dtype": "float32"},
        "inbound_nodes": [],
    }
    rows = [first, *(_row(*layer) for layer in layers)]
    config = {
        "name": "theirs",
        "layers": rows,
        "input_layers": ["i", 0, 0],
        "output_layers": [end or rows[-1]["name"], 0, 0],
    }
    return {"module": "keras", "class_name": "Functional", "config": {**config, **more}}


def _row(kind: str, name: str, config: dict[str, Any], before: list[str]) -> dict[str, Any]:
    tensors = [
        {"class_name": "__keras_tensor__", "config": {"keras_history": [one, 0, 0]}}
        for one in before
    ]
    args = tensors if len(tensors) == 1 else [tensors]
    return {
        "module": "keras.layers",
        "class_name": kind,
        "name": name,
        "config": {"name": name, **config},
        "registered_name": None,
        "inbound_nodes": [{"args": args, "kwargs": {}}],
    }


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """A ``.keras`` file with that config."""

    def save(config: object, name: str = "theirs.keras", **members: bytes) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("metadata.json", "{}")
            archive.writestr("config.json", json.dumps(config))
            for member, content in members.items():
                archive.writestr(member.replace("_h5", ".h5").replace("_w", ".w"), content)
        return path

    return save
