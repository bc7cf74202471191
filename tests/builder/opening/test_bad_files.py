"""Whatever is in a file: a sentence, nothing executed, nothing opened, no memory filled."""

from __future__ import annotations

import json
import pickle
import resource
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import h5py
import pytest

from builder.opening.errors import OpeningError
from builder.opening.opened import opened
from builder.opening.telling import unknown_sentences
from layers_catalog.errors import UserError

Functional = Callable[..., dict[str, Any]]
Saved = Callable[..., Path]
FLAT: tuple[str, str, dict[str, Any], list[str]] = ("Flatten", "f", {}, ["i"])
END: tuple[str, str, dict[str, Any], list[str]] = (
    "Dense",
    "d",
    {"units": 2, "activation": "softmax"},
    ["f"],
)


def said(path: Path) -> str:
    with pytest.raises(UserError) as refused:
        opened(path)
    assert refused.value.hint
    return refused.value.message


def test_a_lambda_is_told_and_nothing_is_opened(functional: Functional, saved: Saved) -> None:
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None}}
    found = opened(saved(functional(FLAT, ("Lambda", "l", {"function": code}, ["f"]), END)))
    assert found.design is None
    assert unknown_sentences(found.unknown) == [
        "Lambda (“l”): runs code of its author, which is never run here."
    ]


@pytest.mark.parametrize("kind", ["TFSMLayer", "TorchModuleWrapper", "Lambda"])
def test_layers_that_run_code_are_told(kind: str, functional: Functional, saved: Saved) -> None:
    found = opened(saved(functional(FLAT, (kind, "x", {"filepath": "/etc"}, ["f"]), END)))
    assert found.design is None
    assert [(one.layer, one.kind) for one in found.unknown] == [("x", kind)]


def test_a_function_for_an_activation_is_code(functional: Functional, saved: Saved) -> None:
    mine = {"module": "builtins", "class_name": "function", "config": "os.system"}
    found = opened(saved(functional(FLAT, ("Dense", "x", {"units": 3, "activation": mine}, ["f"]))))
    assert found.design is None or not found.unknown
    found = opened(
        saved(functional(FLAT, ("Dense", "x", {"units": 3, "activation": mine}, ["f"]), END))
    )
    assert found.design is None
    assert "code of its author" in found.unknown[0].why


def test_a_class_of_ones_own_is_told(functional: Functional, saved: Saved) -> None:
    config = functional(FLAT, ("Dense", "x", {"units": 3}, ["f"]), END)
    config["config"]["layers"][2] |= {"module": "os", "registered_name": "evil>Dense"}
    found = opened(saved(config))
    assert found.design is None
    assert found.unknown[0].why == "a class of its author's own"


def test_a_module_that_is_not_keras_is_not_its_layer(functional: Functional, saved: Saved) -> None:
    config = functional(FLAT, ("Dense", "x", {"units": 3}, ["f"]), END)
    config["config"]["layers"][2]["module"] = "subprocess"
    assert opened(saved(config)).design is None


def test_a_file_that_was_cut_off(functional: Functional, saved: Saved) -> None:
    path = saved(functional(FLAT, END))
    whole = path.read_bytes()
    for keep in (4, 30, len(whole) // 2, len(whole) - 10):
        path.write_bytes(whole[:keep])
        assert "no whole .keras file" in said(path)


def test_a_zip_bomb_is_read_no_further_than_a_config_can_be(tmp_path: Path) -> None:
    path = tmp_path / "bomb.keras"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("config.json", "w", force_zip64=True) as member,
    ):
        for _ in range(400):
            member.write(b" " * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "larger than 32 MB" in said(path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


def test_a_zip_of_thousands_of_files_is_not_listed(tmp_path: Path) -> None:
    path = tmp_path / "many.keras"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3000):
            archive.writestr(f"{number}", b"")
    assert "zip of 3,000 files" in said(path)


def test_a_file_of_more_than_2_gb_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.keras"
    with path.open("wb") as file:
        file.truncate(2_100_000_000)
    assert "2.1 GB" in said(path)


def test_a_large_file_of_nothing_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "large.keras"
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(1_900_000_000)
    assert "no whole .keras file" in said(path)


def test_a_network_of_10_000_layers(functional: Functional, saved: Saved) -> None:
    names = ["i", *(f"a{number}" for number in range(10_000))]
    rows = [("ReLU", name, {}, [before]) for before, name in pairwise(names)]
    assert "a drawing can have 2,000" in said(saved(functional(*rows)))


def test_layers_inside_count(functional: Functional, saved: Saved) -> None:
    def chain(kind: str, count: int, config: dict[str, Any]) -> dict[str, Any]:
        names = ["i", *(f"n{number}" for number in range(count))]
        return functional(*((kind, name, config, [before]) for before, name in pairwise(names)))

    whole = chain("Functional", 3, chain("ReLU", 999, {})["config"])
    assert "a drawing can have 2,000" in said(saved(whole))


def test_a_config_without_an_end_in_depth(saved: Saved, tmp_path: Path) -> None:
    deep = tmp_path / "deep.json"
    deep.write_text('{"class_name": ' + '{"a": ' * 5_000 + "1" + "}" * 5_001)
    assert "nested too deeply" in said(deep)
    inner: dict[str, Any] = {"class_name": "Sequential", "config": {"name": "s", "layers": []}}
    for number in range(30):
        inner = {
            "class_name": "Sequential",
            "config": {"name": f"s{number}", "layers": [inner]},
        }
    assert "nested too deeply" in said(saved(inner)) or "deep" in said(saved(inner))


@pytest.mark.parametrize(
    "name",
    [
        "a'); import os; os.system('x') #",
        'quote " and \\ back',
        "line\nbreak\r\x00",
        "<script>alert(1)</script>",
        "__import__('os').system('x')",
        "../../etc/passwd",
        "ünïcödé Größe",
        "1",
        "",
        "x" * 5000,
        "class",
    ],
)
def test_any_name_becomes_an_identifier_and_a_title(
    name: str, functional: Functional, saved: Saved
) -> None:
    rows = [("Flatten", name, {}, ["i"]), ("Dense", "d", END[2], [name])]
    found = opened(saved(functional(*rows)), name=name)
    assert found.design is not None
    again = json.loads(found.design.to_json())
    assert all(node["id"].isidentifier() for node in again["nodes"])
    assert all("\n" not in node["title"] and len(node["title"]) <= 80 for node in again["nodes"])
    assert "\n" not in again["name"]


def test_a_circle_is_told(functional: Functional, saved: Saved) -> None:
    rows = [
        ("Add", "a", {}, ["i", "b"]),
        ("ReLU", "b", {}, ["a"]),
        ("Flatten", "f", {}, ["b"]),
    ]
    assert "lead in a circle: “a”, “b” and “f”" in said(saved(functional(*rows)))


def test_a_layer_that_takes_from_nowhere_is_told(functional: Functional, saved: Saved) -> None:
    assert "which is not there" in said(saved(functional(("ReLU", "r", {}, ["ghost"]))))


def test_an_unknown_layer_is_told_by_name_and_type(functional: Functional, saved: Saved) -> None:
    found = opened(saved(functional(FLAT, ("LSTM", "memory", {"units": 3}, ["f"]), END)))
    assert unknown_sentences(found.unknown) == [
        "LSTM (“memory”): a layer of Keras that the catalog has not."
    ]


def test_a_pickle_by_another_name(tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    path.write_bytes(pickle.dumps({"class_name": "Sequential"}))
    assert "none in which Keras saves a network" in said(path)


def test_weights_alone_are_no_network(tmp_path: Path) -> None:
    path = tmp_path / "model.weights.h5"
    with h5py.File(path, "w") as file:
        file["layers/dense/vars/0"] = [1.0]
    assert "perhaps weights alone" in said(path)


@pytest.mark.parametrize(
    ("shape", "words"),
    [([None, 28, 28, 1], "1 channels"), ([None, 128], "takes photographs"), (None, "takes photo")],
)
def test_what_takes_no_photographs(
    shape: Any, words: str, functional: Functional, saved: Saved
) -> None:
    config = functional(FLAT, END)
    config["config"]["layers"][0]["config"]["batch_shape"] = shape
    assert words in said(saved(config))


def test_several_inputs_or_results_are_told(functional: Functional, saved: Saved) -> None:
    config = functional(FLAT, END)
    config["config"]["output_layers"] = [["f", 0, 0], ["d", 0, 0]]
    assert "2 results" in said(saved(config))


def test_nothing_there(tmp_path: Path) -> None:
    assert "cannot be read" in said(tmp_path / "nothing.keras")
    (tmp_path / "list.json").write_text('{"class_name": "Sequential", "config": []}')
    assert "neither a network of Keras nor a design" in said(tmp_path / "list.json")
    with pytest.raises(OpeningError):
        opened(tmp_path)
