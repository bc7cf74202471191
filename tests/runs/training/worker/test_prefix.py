"""The frozen beginning of a network is computed once, and nothing but time is changed by it."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from builder.inference import infer
from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from layers_catalog import Layer
from layers_catalog.base import Category
from layers_catalog.facts import Facts
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import checkpoints
from runs.training.kept import kept
from runs.workspace import features_folder, run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
Layers = list[tuple[str, dict[str, Any]]]

INPUT = ("Input", {"height": 32, "width": 32})
BACKBONE: tuple[str, dict[str, Any]] = (
    "Backbone",
    {"architecture": "SqueezeNet 1.1", "weights": "none"},
)
"""The smallest, quick to build; it has no averages, so what is trained gets them after it."""
LAST_BLOCKS: tuple[str, dict[str, Any]] = (
    "Backbone",
    {"weights": "none", "trainable": True, "learning_blocks": 5},
)
LAST_OF_THE_SMALLEST = ("Backbone", {**BACKBONE[1], "trainable": True, "learning_blocks": 2})
AVERAGES = ("BatchNormalization", {"trainable": False})
POOL = ("GlobalAveragePooling2D", {})
HEAD: Layers = [("Dropout", {"rate": 0.3}), ("Dense", {"units": 8}), ("Classifier", {})]
SCALED = ("Rescaling", {"scale": 1 / 255})
MEANS = ("AveragePooling2D", {"pool_size": (8, 8)})
ROW: Layers = [INPUT, SCALED, AVERAGES, MEANS, ("Flatten", {}), *HEAD]
"""Quick to build and to trace: 48 numbers of each photograph are kept."""


def chain(layers: Layers) -> GraphSpec:
    nodes = [Node(id=f"n{place}", type=kind, params=p) for place, (kind, p) in enumerate(layers)]
    edges = [Edge(source=f"n{place}", target=f"n{place + 1}") for place in range(len(layers) - 1)]
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))


def parts(spec: GraphSpec) -> Any:
    prefix, network = (
        pytest.importorskip(f"runs.training.{name}") for name in ("prefix", "network")
    )
    calls = lower(spec, Facts())
    return prefix.split(network.started(calls, 0), calls)


def test_a_backbone_may_be_the_last_of_the_prefix() -> None:
    conv = ("Conv2D", {"filters": 4, "kernel_size": (1, 1)})
    found = parts(chain([INPUT, BACKBONE, conv, POOL, ("Classifier", {})]))
    assert found.prefix.output_shape == (None, 1, 1, 512)


def test_all_before_the_first_layer_that_learns_is_the_prefix() -> None:
    found = parts(chain([INPUT, BACKBONE, POOL, *HEAD]))
    assert found.prefix.output_shape == (None, 512)
    assert found.bytes_per_image == 4 * 512
    assert not found.prefix.trainable_weights or all(
        not layer.trainable for layer in found.prefix.layers if layer.weights
    )
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 3)).astype(np.float32)
    whole = np.asarray(found.whole(pixels, training=False))
    assert np.asarray(found.head(found.prefix(pixels))) == pytest.approx(whole, abs=1e-6)

    learned = [weight + 1 for weight in found.head.get_weights()]
    found.whole.set_weights(found.stitched(learned))
    found.head.set_weights(learned)
    stitched = np.asarray(found.whole(pixels, training=False))
    assert np.asarray(found.head(found.prefix(pixels))) == pytest.approx(stitched, abs=1e-6)


LEARNS = ("BatchNormalization", {"trainable": True})
CASES: dict[str, tuple[Layers, int | None]] = {
    "a frozen backbone": ([INPUT, BACKBONE, POOL, *HEAD], 4 * 512),
    "a backbone and what is measured": (
        [INPUT, BACKBONE, POOL, ("Normalization", {}), *HEAD],
        4 * 512,
    ),
    "a frozen BatchNormalization": (
        [INPUT, AVERAGES, POOL, *HEAD],
        4 * 3,
    ),
    "ABCDFeatures": ([INPUT, ("ABCDFeatures", {}), LEARNS, *HEAD], 4 * 60),
    "HairRemoval and LesionCrop": (
        [INPUT, ("HairRemoval", {}), ("LesionCrop", {}), ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "LesionCrop before what learns": (
        [INPUT, ("LesionCrop", {}), LEARNS, ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "nothing frozen has weights": ([INPUT, ("Flatten", {}), *HEAD], None),
    "only measured": ([INPUT, ("Normalization", {}), ("Flatten", {}), *HEAD], None),
    "measured behind what multiplies": (
        [INPUT, ("Rescaling", {"scale": 0.5}), ("Normalization", {}), ("Flatten", {}), *HEAD],
        None,
    ),
    "augmentation in front of it": ([INPUT, ("RandomFlip", {}), BACKBONE, POOL, *HEAD], 4 * 512),
    "augmentation in front of LesionCrop": (
        [INPUT, ("RandomFlip", {}), ("LesionCrop", {}), ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "augmentation behind LesionCrop": (
        [INPUT, ("LesionCrop", {}), ("RandomFlip", {}), ("Flatten", {}), *HEAD],
        4 * 3 * 32 * 32,
    ),
    "augmentation alone": ([INPUT, ("RandomFlip", {}), ("Flatten", {}), *HEAD], None),
    "the last blocks learn": ([INPUT, LAST_BLOCKS, POOL, *HEAD], 4 * 2 * 2 * 112),
    "the last blocks learn behind augmentation": (
        [INPUT, ("RandomFlip", {}), LAST_OF_THE_SMALLEST, POOL, *HEAD],
        4 * 1 * 1 * 384,
    ),
    "the last blocks learn, stages joined": (
        [
            INPUT,
            ("Backbone", {**LAST_OF_THE_SMALLEST[1], "features": "several stages, joined"}),
            *HEAD,
        ],
        None,
    ),
    "the last blocks take more than the ones before give": (
        [INPUT, ("Backbone", {**LAST_BLOCKS[1], "architecture": "NASNetMobile"}), POOL, *HEAD],
        None,
    ),
    "the last blocks learn behind what learns": (
        [INPUT, ("BatchNormalization", {}), LAST_OF_THE_SMALLEST, POOL, *HEAD],
        None,
    ),
    "the backbone learns": (
        [INPUT, ("Backbone", {**BACKBONE[1], "trainable": True}), POOL, *HEAD],
        None,
    ),
    "averages move in front of it": (
        [INPUT, ("BatchNormalization", {"center": False, "scale": False}), BACKBONE, POOL, *HEAD],
        None,
    ),
}
"""What of each photograph is kept, in bytes; ``None`` where nothing is."""


@pytest.mark.parametrize(("layers", "bytes_per_image"), CASES.values(), ids=CASES)
def test_what_is_kept_and_what_is_expected_to_be_kept(
    layers: Layers, bytes_per_image: int | None
) -> None:
    spec = chain(layers)
    found = parts(spec)
    assert (found and found.bytes_per_image) == bytes_per_image
    foreseen = kept(infer(spec, Facts()), views=4)
    assert bool(foreseen.macs) is (bytes_per_image is not None)
    in_front = layers[1][0] == "RandomFlip"
    assert foreseen.views == (4 if in_front and bytes_per_image else 1)


CHANCE = ["Dropout", "SpatialDropout2D", "GaussianDropout", "GaussianNoise"]


@pytest.mark.parametrize("name", CHANCE)
def test_what_is_forgotten_or_blurred_at_random_is_never_computed_once(name: str) -> None:
    assert parts(chain([INPUT, AVERAGES, POOL, *HEAD])) is not None
    changed = chain([INPUT, (name, Layer.catalog[name].presets), AVERAGES, POOL, *HEAD])
    assert parts(changed) is None


CHANGES = [name for name, kind in Layer.catalog.items() if kind.category is Category.AUGMENTATION]


@pytest.mark.parametrize("name", CHANGES)
def test_of_random_changes_before_what_is_frozen_there_are_views(name: str) -> None:
    params = {**Layer.catalog[name].presets}
    if name == "RandomCrop":
        params = {"height": 24, "width": 24}
    if name == "RandomGrayscale":
        params = {"factor": 0.5}  # of one in ten, there may be none among so few
    found = parts(chain([INPUT, (name, params), AVERAGES, POOL, *HEAD]))
    views = pytest.importorskip("runs.training.views").Views(found.whole, found.changes, 3, seed=5)
    pixels = np.random.default_rng(0).uniform(0, 255, (16, 32, 32, 3)).astype(np.float32)

    # The first is the photograph as in use:
    whole = np.asarray(found.whole(pixels, training=False))
    first = views.change(0)(pixels, 0)
    assert np.asarray(found.head(found.prefix(first))) == pytest.approx(whole, abs=1e-6)
    # The others are changes of it, the same whenever they are made:
    others = [views.change(view)(pixels, 0) for view in (1, 2)]
    assert not any(np.allclose(other, first) for other in others)
    assert not np.allclose(*others)
    again = views.change(1)
    assert np.array_equal(again(pixels, 0), others[0])
    assert np.array_equal(again(pixels, 0), others[0])
    if name != "RandomFlip":  # each block is changed in another way
        assert not np.array_equal(again(pixels, 1), others[0])


@pytest.mark.parametrize(("asked", "count"), [(1, 1), (2, 2), (4, 4), (16, 4)])
def test_four_views_are_all_ways_of_mirroring(asked: int, count: int) -> None:
    found = parts(chain([INPUT, ("RandomFlip", {}), AVERAGES, POOL, *HEAD]))
    views = pytest.importorskip("runs.training.views").Views(found.whole, found.changes, asked, 0)
    assert views.count == count
    pixels = np.random.default_rng(0).uniform(0, 255, (2, 32, 32, 3)).astype(np.float32)
    across, over = pixels[:, :, ::-1], pixels[:, ::-1]
    every = [pixels, across, over, across[:, ::-1]]
    for view, expected_view in enumerate(every[:count]):
        assert np.array_equal(views.change(view)(pixels, 0), expected_view)


def hold_together(found: Any) -> None:
    """The parts score as the whole does, before and after the head has learned."""
    pixels = np.random.default_rng(0).uniform(0, 255, (3, 32, 32, 3)).astype(np.float32)
    for change in (0.0, 1e-3):
        learned = [weight + change for weight in found.head.get_weights()]
        found.head.set_weights(learned)
        found.whole.set_weights(found.stitched(learned))
        whole = np.asarray(found.whole(pixels, training=False))
        assert np.asarray(found.head(found.prefix(pixels))) == pytest.approx(whole, abs=1e-6)


@pytest.mark.parametrize("architecture", ["EfficientNet-Lite0", "MobileNetV3Small", "DenseNet121"])
def test_a_backbone_is_cut_where_its_learning_blocks_begin(architecture: str) -> None:
    backbone = ("Backbone", {**LAST_BLOCKS[1], "architecture": architecture})
    found = parts(chain([INPUT, backbone, POOL, *HEAD]))
    learning = [math.prod(weights.shape) for weights in found.whole.trainable_weights]
    assert [math.prod(weights.shape) for weights in found.head.trainable_weights] == learning
    hold_together(found)


def meeting_again(first: Layers, second: Layers, *, before: Layers) -> GraphSpec:
    """A drawing that parts behind ``before`` into two rows, which are put side by side."""
    spec = chain([*before, *first, ("Concatenate", {}), ("Classifier", {})])
    fork, both = f"n{len(before) - 1}", f"n{len(before) + len(first)}"
    others = [
        Node(id=f"m{place}", type=kind, params=params)
        for place, (kind, params) in enumerate(second)
    ]
    row = [fork, *(node.id for node in others)]
    edges = [Edge(source=one, target=other) for one, other in pairwise(row)]
    last = Edge(source=row[-1], target=both, slot=1)
    return GraphSpec(nodes=(*spec.nodes, *others), edges=(*spec.edges, *edges, last))


def two_pools() -> GraphSpec:
    dense = ("Dense", {"units": 4})
    return meeting_again(
        [POOL, ("Dropout", {"rate": 0.3}), dense],
        [("GlobalMaxPooling2D", {}), dense],
        before=[INPUT, BACKBONE],
    )


def own_branch() -> GraphSpec:
    conv = ("Conv2D", {"filters": 4, "kernel_size": (3, 3)})
    return meeting_again([BACKBONE, POOL], [conv, POOL], before=[INPUT])


def test_what_several_results_cross_from_is_built_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiler, network, prefix = (
        pytest.importorskip(name)
        for name in ("builder.compiler", "runs.training.network", "runs.training.prefix")
    )
    calls = lower(two_pools(), Facts())
    whole = network.started(calls, 0)
    plain, built = compiler.whole, []

    def counting(*given: Any, **more: Any) -> Any:
        built.append(given)
        return plain(*given, **more)

    monkeypatch.setattr(compiler, "whole", counting)
    assert prefix.split(whole, calls).bytes_per_image == 4 * 2 * 512
    assert len(built) == 1


@pytest.mark.parametrize(
    ("spec", "numbers"),
    [(two_pools(), 2 * 512), (own_branch(), 32 * 32 * 3 + 512)],
    ids=["two pools of one backbone", "a branch of its own beside a backbone"],
)
def test_several_results_may_cross_the_cut(spec: GraphSpec, numbers: int) -> None:
    found = parts(spec)
    assert found.bytes_per_image == 4 * numbers
    hold_together(found)
    assert len(found.head.trainable_weights) == len(found.whole.trainable_weights)
    assert kept(infer(spec, Facts()), views=4).macs


def written(workspace: Path) -> dict[str, int]:
    """When each file of features was written."""
    files = (path for path in features_folder(workspace).rglob("*") if path.is_file())
    return {str(path): path.stat().st_mtime_ns for path in files}


def test_nothing_but_time_is_changed(
    workspace: Path,
    store: RunStore,
    ask: Callable[..., int],
    break_off: Callable[[int, int], None],
    go_on: Callable[[int], RunRecord],
    work: Callable[[int], RunRecord],
) -> None:
    def asked(**recipe: Any) -> int:
        return ask(layers=ROW, epochs=6, batch_size=8, **recipe)

    # Broken off and resumed, bit for bit:
    broken = asked()
    break_off(broken, 2)
    assert 1 <= len(store.epochs(broken)) < 6
    shutil.rmtree(features_folder(workspace))  # lost meanwhile, which costs time only
    quick = asked()
    assert phases(work(quick)) == ["prepare", "features", "train", "evaluate"]
    made = written(workspace)
    assert phases(go_on(broken)) == ["prepare", "features", "train", "evaluate"]  # of both attempts
    assert written(workspace) == made  # those of the other run are taken
    assert learned(workspace, broken) == learned(workspace, quick)

    # Trained whole, but for rounding:
    exact = asked(precision="float32")
    assert phases(work(exact)) == ["prepare", "features", "train", "evaluate"]
    features = pytest.importorskip("runs.training.features")
    with pytest.MonkeyPatch.context() as room:
        room.setattr(features, "MOST_BYTES", 0)
        whole = asked(precision="float32")
        assert phases(work(whole)) == ["prepare", "train", "evaluate"]
    assert scores(workspace, exact) == pytest.approx(scores(workspace, whole), abs=1e-4)
    assert scores(workspace, quick) == pytest.approx(scores(workspace, whole), abs=1e-2)

    # And each run tells how far its parts were from the whole that was judged:
    for run, most in ((quick, 1e-2), (exact, 1e-4)):
        told = (store.get(run).summary or {})["agreement"]
        assert 0 <= told["largest_difference"] <= most
        assert told["same_class"] >= 0.995
    assert "agreement" not in (store.get(whole).summary or {})


def test_views_and_learning_blocks_change_nothing_but_time(
    workspace: Path, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    anew = work(ask(layers=[INPUT, ("RandomFlip", {}), *ROW[1:]], epochs=1, views=0))
    assert phases(anew) == ["prepare", "train", "evaluate"]
    last_block = ("Backbone", {**LAST_OF_THE_SMALLEST[1], "learning_blocks": 1})
    row = [INPUT, ("RandomFlip", {}), last_block, AVERAGES, POOL, *HEAD]
    first, again = (work(ask(layers=row, epochs=2, precision="float32")) for _ in range(2))
    assert phases(first) == ["prepare", "features", "train", "evaluate"]
    assert phases(again) == ["prepare", "train", "evaluate"]
    assert learned(workspace, again.id) == learned(workspace, first.id)
    assert (first.summary or {})["agreement"]["largest_difference"] <= 1e-4


def test_a_changed_file_is_found_and_made_anew(
    workspace: Path, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    first = ask(layers=ROW)
    work(first)
    (table,) = features_folder(workspace).glob("*/float16")
    data = bytearray(table.read_bytes())
    data[len(data) // 2] ^= 64
    table.write_bytes(data)
    second = ask(layers=ROW)
    assert "features" in phases(work(second))
    assert learned(workspace, second) == learned(workspace, first)


def test_without_room_on_the_disk_every_epoch_computes_and_the_log_says_so(
    workspace: Path,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    caplog: pytest.LogCaptureFixture,
) -> None:
    features_folder(workspace).write_text("a file where the folder would be")
    run = ask(layers=ROW, epochs=1)
    assert phases(work(run)) == ["prepare", "features", "train", "evaluate"]
    assert "There is no room on the disk" in caplog.text


def test_layers_for_skin_are_computed_with_all_digits() -> None:
    assert parts(chain([INPUT, ("LesionCrop", {}), AVERAGES, POOL, *HEAD])).exact
    assert not parts(chain([INPUT, AVERAGES, POOL, *HEAD])).exact


def phases(run: RunRecord) -> list[str]:
    assert run.state is RunState.SUCCEEDED, run.error
    return [phase["name"] for phase in run.phases]


def learned(workspace: Path, run_id: int) -> dict[str, bytes]:
    found = checkpoints.newest(run_folder(workspace, run_id) / "checkpoints")
    assert found is not None
    return {
        f"{name}/{key}": array.tobytes()
        for name in ("weights.npz", "optimiser.npz")
        for key, array in np.load(found.folder / name).items()
    }


def scores(workspace: Path, run_id: int) -> np.ndarray:
    table = pd.read_parquet(run_folder(workspace, run_id) / "predictions.parquet")
    return table["malignant"].to_numpy()
