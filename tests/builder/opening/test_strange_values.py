"""Settings that no author of a network would choose: a sentence, never a failure of ours."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.opening.ending import MOST_CLASSES
from builder.opening.opened import opened
from layers_catalog.errors import UserError

Functional = Callable[..., dict[str, Any]]
Saved = Callable[..., Path]
FLAT: tuple[str, str, dict[str, Any], list[str]] = ("Flatten", "f", {}, ["i"])


def end(units: int = 2) -> tuple[str, str, dict[str, Any], list[str]]:
    return ("Dense", "d", {"units": units, "activation": "softmax"}, ["f"])


@pytest.mark.parametrize("units", [MOST_CLASSES + 1, 3_000_000, 10**9, 10**300])
def test_more_classes_than_anybody_tells_apart(
    units: int, functional: Functional, saved: Saved
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fitted = ("Normalization", "d_standardised", {}, ["f"])
    for rows in ([FLAT, end(units)], [FLAT, fitted, (*end(units)[:3], ["d_standardised"])]):
        with pytest.raises(UserError, match="a drawing here tells at most") as refused:
            opened(saved(functional(*rows)))
        assert "without its last layer" in refused.value.hint
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_the_thousand_classes_of_imagenet_are_opened(functional: Functional, saved: Saved) -> None:
    assert opened(saved(functional(FLAT, end(1000)))).drawing.classes == 1000
