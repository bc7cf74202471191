"""“Open a file” on the Design page: what is in it is told first, then opened by a click."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

from builder.shelf.designs import DesignShelf
from builder.templates import template
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def sequential(*layers: tuple[str, dict[str, Any]]) -> bytes:
    """A Keras config for photographs of 32 × 32 pixels."""
    rows = [
        {"module": "keras.layers", "class_name": kind, "config": {"name": f"l{place}", **config}}
        for place, (kind, config) in enumerate(layers)
    ]
    first = {"class_name": "InputLayer", "config": {"batch_shape": [None, 32, 32, 3], "name": "i"}}
    config = {"name": "theirs", "layers": [first, *rows]}
    return json.dumps({"class_name": "Sequential", "config": config}).encode()


DENSE = ("Dense", {"units": 3, "activation": "softmax"})


def test_a_network_is_told_then_opened(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    sent = sequential(("Rescaling", {"scale": 1 / 255}), ("Flatten", {}), DENSE)
    app.file_uploader(key="upload_design").upload("theirs.json", sent, "application/json").run()
    assert any("4 layers, 9,219 weights, 3 classes" in one.value for one in app.markdown)
    assert DesignShelf(home).names() == []
    app.button(key="open_file").click().run()
    assert DesignShelf(home).names() == ["theirs"]
    assert [node.type for node in DesignShelf(home).load("theirs").nodes] == [
        "Input",
        "Rescaling",
        "Flatten",
        "Classifier",
    ]


def test_what_changes_is_told_before_it_is_opened(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    strange = {"class_name": "MaxNorm", "config": {"max_value": 2}}
    sent = sequential(("Flatten", {}), ("Dense", {"units": 4, "kernel_constraint": strange}), DENSE)
    app.file_uploader(key="upload_design").upload("theirs.json", sent, "application/json").run()
    assert any(
        "kernel constraint" in one.value.replace("\\", "").replace("_", " ") for one in app.markdown
    )
    assert app.button(key="open_file").label == "Open it all the same"
    assert DesignShelf(home).names() == []


def test_what_the_catalog_has_not_is_not_opened(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    sent = sequential(("Flatten", {}), ("Lambda", {"function": "<b>os.system</b>"}), DENSE)
    app.file_uploader(key="upload_design").upload("theirs.json", sent, "application/json").run()
    assert "does not have all of its layers" in app.error[0].value
    assert any("Lambda" in one.value and "code of its author" in one.value for one in app.markdown)
    assert DesignShelf(home).names() == []
    assert not [one for one in app.button if one.key == "open_file"]


def test_a_network_is_opened_without_its_weights(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("config.json", sequential(("Flatten", {}), DENSE))
        archive.writestr("model.weights.h5", b"damaged")
    app.file_uploader(key="upload_design").upload("a.keras", file.getvalue(), "x/y").run()
    assert any("may be in another order than yours" in one.value for one in app.caption)
    app.button(key="open_bare").click().run()
    (name,) = DesignShelf(home).names()
    assert DesignShelf(home).load(name).recipe == {}
    assert not list((home / "uploads").iterdir())


def test_what_is_no_network_is_told_in_a_sentence(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    app.file_uploader(key="upload_design").upload("a.keras", b"\x80\x04cos\nsystem", "x/y").run()
    assert "none in which Keras saves a network" in app.error[0].value
    assert DesignShelf(home).names() == []
    assert not list((home / "uploads").iterdir())


def test_a_design_of_ours_is_opened_at_once(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    spec = template("ResNet-style network, to learn from")
    sent = spec.to_json().encode()
    app.file_uploader(key="upload_design").upload("mine.json", sent, "application/json").run()
    assert DesignShelf(home).names() == [spec.name]
