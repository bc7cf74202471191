"""A run says in how many training photographs its layers found no lesion."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skin import disc, painted

from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from layers_catalog.facts import Facts
from runs import results
from runs.export.bundle import metrics
from runs.export.frozen import frozen_run
from runs.export.readme import readme
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.telling import Telling
from runs.workspace import run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
INPUT: tuple[str, dict[str, Any]] = ("Input", {"height": 32, "width": 32})
HEAD: list[tuple[str, dict[str, Any]]] = [("Flatten", {}), ("Classifier", {})]
FACTS = Facts(class_names=("benign", "malignant"))


def finders(spec: GraphSpec, *, flips: bool = False) -> Any:
    lesions, network = (
        pytest.importorskip(f"runs.training.{name}") for name in ("lesions", "network")
    )
    calls = lower(spec, FACTS)
    weights = network.started(calls, 0).get_weights()
    return lesions.finders(spec, calls, network.rebuilt(calls, weights, flips=flips))


def chain(*layers: tuple[str, dict[str, Any]]) -> GraphSpec:
    nodes = [Node(id=f"n{place}", type=kind, params=p) for place, (kind, p) in enumerate(layers)]
    edges = [Edge(source=f"n{place}", target=f"n{place + 1}") for place in range(len(layers) - 1)]
    return GraphSpec(nodes=tuple(nodes), edges=tuple(edges))


@pytest.mark.parametrize("flips", [False, True], ids=["once", "four times"])
def test_each_photograph_is_told_apart(*, flips: bool) -> None:
    lesion, bare = painted(disc(32, 0.2)), painted(disc(32, 0.0))
    spec = chain(INPUT, ("RandomFlip", {}), ("HairRemoval", {}), ("LesionCrop", {}), *HEAD)
    (found,) = finders(spec, flips=flips)
    assert found.unfound(np.stack([lesion, bare, bare])).tolist() == [False, True, True]


def test_layers_that_look_are_told_by_name_and_those_that_do_not_are_not() -> None:
    assert finders(chain(INPUT, ("HairRemoval", {}), *HEAD)) == ()
    two = chain(INPUT, ("LesionCrop", {}), ("LesionCrop", {"margin": 0.5}), *HEAD)
    assert [one.name for one in finders(two)] == ["LesionCrop “n1”", "LesionCrop “n2”"]
    (one,) = finders(chain(INPUT, ("ABCDFeatures", {}), ("Classifier", {})))
    assert (one.name, one.does) == ("ABCDFeatures", "measured the colours of the whole photographs")


def test_the_run_says_it_in_its_log_its_results_and_its_export(
    workspace: Path,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The photographs are noise around one grey, so in nearly all there is nothing to find."""
    layers = [INPUT, ("LesionCrop", {"least_contrast": 200}), ("Rescaling", {"scale": 1 / 255})]
    with caplog.at_level("INFO"):
        run = work(run_id := ask(layers=[*layers, *HEAD], epochs=1))
    assert (run.state, run.error) == (RunState.SUCCEEDED, None)
    assert [one["name"] for one in run.phases] == [
        "prepare",
        "features",
        "train",
        "lesions",
        "evaluate",
    ]
    counts = json.loads((run_folder(workspace, run_id) / "dataset.json").read_text())["counts"]
    images = sum(counts["train"].values())
    said = (
        f"LesionCrop found no lesion in {images} of {images} training photographs "
        "and kept them whole."
    )
    assert said in caplog.messages
    numbers = results.validation(workspace, run_id)
    assert numbers
    assert numbers["notes"] == [said]
    assert run.summary
    assert run.summary["notes"] == [said]
    frozen = frozen_run(workspace, run_id)
    assert f"- {said}" in readme(frozen)
    assert said in metrics(frozen)


CROPPED = [INPUT, ("LesionCrop", {}), ("Rescaling", {"scale": 1 / 255}), *HEAD]
COUNTING = "Counting photographs without a lesion"


def test_counting_tells_how_far_it_is(
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("runs.training.lesions.BATCH", 16)
    monkeypatch.setattr("runs.training.telling._TELL_S", 0.0)
    monkeypatch.setattr("runs.training.telling._LOG_S", 0.0)
    with caplog.at_level("INFO"):
        run = work(ask(layers=CROPPED, epochs=1))
    assert run.error is None
    begun, *said = [one for one in caplog.messages if one.startswith(COUNTING)]
    assert begun == COUNTING
    total = int(said[0].rpartition(" ")[2])
    counts = [*range(16, total, 16), total]
    assert said == [f"{COUNTING}: {done} of {total}" for done in counts]
    assert len(said) > 3


def test_asked_to_stop_while_counting_it_judges_and_saves_without_a_count(
    workspace: Path,
    store: RunStore,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run_id = ask(layers=CROPPED, epochs=1)
    plain = Telling.at_times
    seen: list[str] = []

    def stopping(self: Any, doing: str, done: int, total: int) -> None:
        if doing == COUNTING:
            seen.append(doing)
            store.request_stop(run_id)
            monkeypatch.setattr("runs.training.heartbeat.Heartbeat.ending", True)
        plain(self, doing, done, total)

    monkeypatch.setattr("runs.training.lesions.BATCH", 16)
    monkeypatch.setattr(Telling, "at_times", stopping)
    run = work(run_id)
    assert (run.state, run.error, len(seen)) == (RunState.SUCCEEDED, None, 1)
    assert (run_folder(workspace, run_id) / "model.keras").is_file()
    assert run.summary
    assert run.summary["notes"] == []
