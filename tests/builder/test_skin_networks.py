"""What all networks for skin share: no weights, plain Keras files, printed with all they take."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skin import disc, painted

from builder import networks
from builder.codegen import network_parts, network_source
from builder.lowering import lower
from builder.spec import GraphSpec
from layers_catalog import Layer
from layers_catalog.dermatology import ABCDFeatures
from layers_catalog.facts import Facts
from runs.scripts import predict_script, train_script
from runs.training.recipe import Recipe

SKIN = ("HairRemoval", "ColourConstancy", "LesionCrop", "ABCDFeatures")
FACTS = Facts(class_names=("benign", "malignant"))
each = pytest.mark.parametrize("kind", SKIN)
Draw = Callable[..., GraphSpec]


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    drawn = [painted(disc(96, 0.05 + 0.03 * k, stretch=1.3), noise=5) for k in range(7)]
    return np.stack(drawn)


def network(kind: str, side: int = 96) -> Any:
    layer = Layer.catalog[kind]()
    path = f"builder.networks.{layer.network}"
    built = networks.function(path)(input_shape=(side, side, 3), **layer.kwargs(), name="skin")
    built.jit_compile = False  # else XLA compiles it for each size of batch
    return built


def all_four(draw: Draw) -> GraphSpec:
    return draw(
        "i>h>c>l>s>v>g>m i>a>n>m:1 m>e",
        i=("Input", {"height": 48, "width": 40}),
        h="HairRemoval",
        c="ColourConstancy",
        l="LesionCrop",
        s=("Rescaling", {"scale": 1 / 255}),
        v=("Conv2D", {"filters": 3, "kernel_size": [3, 3]}),
        g="GlobalAveragePooling2D",
        a="ABCDFeatures",
        n="BatchNormalization",
        m="Concatenate",
        e="Classifier",
    )


@pytest.mark.keras
@each
def test_it_has_no_weights_and_no_name_that_an_export_refuses(kind: str) -> None:
    built = network(kind)
    assert built.name == "skin"
    assert not built.weights
    assert not [one.name for one in built.operations if one.name.startswith("_")]


@pytest.mark.keras
@each
def test_batches_of_any_size_give_the_same(kind: str, pictures: np.ndarray) -> None:
    """Of one picture too, where Keras 3.15 takes a sum of two broadcast tensors for a bias."""
    built = network(kind)
    together = built.predict(pictures, batch_size=7, verbose=0)
    for size in (1, 3):
        assert built.predict(pictures, batch_size=size, verbose=0) == pytest.approx(
            together, abs=1e-3
        )
    assert np.array_equal(built.predict(pictures, batch_size=7, verbose=0), together)
    assert np.asarray(built(pictures, training=True)) == pytest.approx(together, abs=1e-3)


@pytest.mark.keras
@each
def test_whole_numbers_are_taken_too(kind: str, pictures: np.ndarray) -> None:
    built = network(kind)
    whole = pictures.astype("uint8")
    wanted = built.predict(whole.astype("float32"), verbose=0)
    assert np.array_equal(built.predict(whole, verbose=0), wanted)


@pytest.mark.keras
@each
@pytest.mark.parametrize("size", [(32, 32), (33, 57), (150, 200)])
def test_pictures_of_other_sizes(kind: str, size: tuple[int, int]) -> None:
    layer = Layer.catalog[kind]()
    path = f"builder.networks.{layer.network}"
    built = networks.function(path)(input_shape=(*size, 3), **layer.kwargs())
    noise = np.random.default_rng(0).uniform(0, 255, (2, *size, 3)).astype("float32")
    made = np.asarray(built(noise))
    assert made.shape[1:] == layer.infer((*size, 3), facts=FACTS).shape
    assert np.isfinite(made).all()


@pytest.mark.keras
def test_saved_they_load_with_keras_alone_and_give_the_same(
    draw: Draw, tmp_path: Path, pictures: np.ndarray
) -> None:
    """In a process that cannot see this project, with no custom code: difference 0."""
    from builder.compiler import build

    model = build(lower(all_four(draw), FACTS))
    small = np.ascontiguousarray(pictures[:, ::2, :80:2])
    model.jit_compile = False
    np.savez(tmp_path / "data.npz", pictures=small, scores=model.predict(small, verbose=0))
    model.save(tmp_path / "model.keras")
    code = (
        "import keras, numpy as np, sys; data = np.load('data.npz'); "
        "model = keras.models.load_model('model.keras'); model.jit_compile = False; "
        "assert not {'builder', 'layers_catalog'} & set(sys.modules); "
        "print(np.abs(model.predict(data['pictures'], verbose=0) - data['scores']).max())"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=240,
    )
    assert float(done.stdout.splitlines()[-1]) == 0.0


@pytest.mark.keras
def test_they_lie_in_the_frozen_beginning(draw: Draw) -> None:
    """What prepares the pixels of a frozen backbone is computed once for each photograph."""
    from builder.compiler import build
    from runs.training.prefix import split

    spec = draw(
        "i>h>l>b>g>e",
        i=("Input", {"height": 48, "width": 48}),
        h="HairRemoval",
        l="LesionCrop",
        b="Backbone",
        g="GlobalAveragePooling2D",
        e="Classifier",
    )
    calls = lower(spec, FACTS)
    found = split(build(calls), calls)
    assert found
    assert [layer.name for layer in found.head.layers] == ["g", "e"]
    assert {"h", "l", "b"} <= {layer.name for layer in found.prefix.layers}


@pytest.mark.keras
def test_all_four_built_and_printed_are_one(draw: Draw) -> None:
    import keras

    from builder.compiler import build

    calls = lower(all_four(draw), FACTS)
    keras.utils.clear_session(free_memory=False)  # operations are numbered by the session
    built = build(calls)
    keras.utils.clear_session(free_memory=False)
    namespace: dict[str, Any] = {}
    exec(network_source(calls), namespace)  # noqa: S102 - what we printed ourselves
    printed = namespace["build_model"]()
    assert printed.get_config() == built.get_config()


def test_what_several_take_is_printed_once_and_before_them(draw: Draw) -> None:
    printed = network_parts(lower(all_four(draw), FACTS))
    assert printed.imports == ("import keras", "from keras import KerasTensor, layers, ops")
    named = [one.name for one in ast.parse(printed.body).body if isinstance(one, ast.FunctionDef)]
    for name in ("interpolation", "lesion_mask", "lesion_crop", "abcd_features", "build_model"):
        assert named.count(name) == 1
    assert named.index("interpolation") < named.index("lesion_crop")
    assert named.index("lesion_mask") < named.index("abcd_features")
    assert "builder" not in printed.body
    alone = network_parts(
        lower(draw("i>h>f>e", i="Input", h="HairRemoval", f="Flatten", e="Classifier"), FACTS)
    )
    assert "lesion_mask" not in alone.body


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("efficientnet_lite0", ["efficientnet_lite0"]),
        ("lesion_crop", ["interpolation", "lesion_mask", "lesion_crop"]),
        ("abcd_features", ["interpolation", "lesion_mask", "abcd_features"]),
    ],
)
def test_a_network_says_which_modules_make_it(path: str, expected: list[str]) -> None:
    found = networks.modules(f"builder.networks.{path}")
    assert found == tuple(f"builder.networks.{one}" for one in expected)


def test_no_two_things_in_a_script_have_one_name(draw: Draw) -> None:
    spec = all_four(draw)
    for script in (train_script(spec, FACTS, Recipe()), predict_script(spec, FACTS)):
        names = []
        for one in ast.parse(script).body:
            if isinstance(one, ast.FunctionDef | ast.ClassDef):
                names.append(one.name)
            elif isinstance(one, ast.Assign):
                names += [
                    leaf.id for leaf in ast.walk(one.targets[0]) if isinstance(leaf, ast.Name)
                ]
            elif isinstance(one, ast.Import | ast.ImportFrom):
                names += [alias.asname or alias.name for alias in one.names]
        assert len(names) == len(set(names))


def test_asking_for_names_loads_no_keras() -> None:
    ask = (
        "import sys; from layers_catalog.dermatology import ABCDFeatures; "
        "print(len(ABCDFeatures.names), 'keras' in sys.modules, 'numpy' in sys.modules)"
    )
    told = subprocess.check_output([sys.executable, "-c", ask], text=True)
    assert told == f"{len(ABCDFeatures.names)} False False\n"
