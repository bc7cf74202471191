"""A Backbone with a head, and the sentence with which its weights are refused; a fresh Keras."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starting import FACTS, JOINED, started

from builder.lowering import lower
from builder.spec import GraphSpec


@pytest.fixture(autouse=True)
def _fresh() -> None:
    import keras

    keras.utils.clear_session()


@pytest.fixture
def drawn(draw: Callable[..., GraphSpec]) -> Callable[..., GraphSpec]:
    """A network of a Backbone and a Classifier on pictures of 64 pixels."""

    def drawing(**params: Any) -> GraphSpec:
        joined = params.get("features") == JOINED["features"]
        return draw(
            "i>b>e" if joined else "i>b>g>e",
            i=("Input", {"height": 64, "width": 64}),
            b=("Backbone", params),
            e="Classifier",
            **({} if joined else {"g": "GlobalAveragePooling2D"}),
        )

    return drawing


@pytest.fixture
def refused(drawn: Callable[..., GraphSpec]) -> Callable[..., str]:
    from builder.loading import WeightsError

    def message(file: Path, architecture: str = "EfficientNet-Lite0") -> str:
        calls = lower(drawn(weights=str(file), architecture=architecture), FACTS)
        with pytest.raises(WeightsError) as caught:
            started(calls)
        assert caught.value.hint
        return str(caught.value.message)

    return message
