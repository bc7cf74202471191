"""Starting weights from an earlier run: the same network goes on, another is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starting import FACTS, JOINED, finished, printed, same, started

from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_weights import donor, finished_calls

pytestmark = [
    pytest.mark.keras,
    # Keras 3.15 with NumPy 2, when weights are saved or copied
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


@pytest.mark.parametrize("flips", [False, True], ids=["once", "four times"])
def test_a_network_goes_on_from_an_earlier_run(
    *, flips: bool, drawn: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    """Also from one that looks at each photograph four times: its layers and names are the same."""
    earlier = finished(drawn(weights="none", trainable=True), tmp_path / "1", flips=flips)
    file = tmp_path / "1" / "model.keras"
    calls = lower(drawn(weights=str(file)), FACTS)
    model = started(calls)
    assert same(model, earlier)
    (tmp_path / "initial.keras").write_bytes(file.read_bytes())
    assert same(printed(calls, tmp_path, "initial.keras"), earlier)


def test_an_earlier_run_with_another_network_is_refused(
    drawn: Callable[..., GraphSpec], refused: Callable[..., str], tmp_path: Path
) -> None:
    finished(drawn(weights="none", trainable=True), tmp_path / "1")
    file = tmp_path / "1" / "model.keras"
    assert "holds no such network" in refused(file, "VGG16")
    found = finished_calls(file)
    assert found
    (joined,) = [one for one in lower(drawn(**JOINED), FACTS) if one.name == "b"]
    assert donor(found, joined) is None
    assert finished_calls(tmp_path / "model.keras") is None
