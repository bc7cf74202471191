"""`lesion-studio open`: also without the weights of a file."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from typer.testing import CliRunner

from builder.shelf.designs import DesignShelf
from cli import app
from runs.workspace import workspace_path


def test_a_network_is_opened_without_its_weights(tmp_path: Path) -> None:
    rows = [
        {"class_name": "InputLayer", "config": {"batch_shape": [None, 32, 32, 3], "name": "i"}},
        {"module": "keras.layers", "class_name": "Flatten", "config": {"name": "f"}},
        {
            "module": "keras.layers",
            "class_name": "Dense",
            "config": {"name": "d", "units": 3, "activation": "softmax"},
        },
    ]
    file = tmp_path / "theirs.keras"
    with zipfile.ZipFile(file, "w") as archive:
        config = {"class_name": "Sequential", "config": {"layers": rows}}
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("model.weights.h5", b"damaged")
    done = CliRunner().invoke(app, ["open", str(file), "--no-weights", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["weights_in_file"], told["start"]) == (True, "")
    assert DesignShelf(workspace_path()).load("theirs").recipe == {}
