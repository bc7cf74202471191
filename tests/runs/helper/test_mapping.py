"""The real helper process tells what layers make of a photograph."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from builder.spec import Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.feature_maps.choosing import Kind
from runs.helper.client import Helper, HelperError

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]
SIDE = 64


def test_layers_are_told_and_the_kept_network_answers_within_two_seconds(tmp_path: Path) -> None:
    spec = template("Two-convolution CNN (64, 64)").with_params("Input", height=SIDE, width=SIDE)
    given = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3)).astype(np.uint8)
    with Helper(tmp_path) as helper:
        assert not helper.warm
        first = helper.look(spec, Facts(), "conv2d_1", given)
        assert helper.warm
        assert (first.shown.kind, first.shown.shape) == (Kind.MAPS, (SIDE, SIDE, 64))
        assert first.shown.pictures.shape == (16, SIDE, SIDE)
        assert len(first.told) == 1
        began = time.monotonic()
        scores = helper.look(spec, Facts(class_names=("naevus", "melanoma")), "classifier", given)
        assert time.monotonic() - began < 2
        assert scores.classes == ("naevus", "melanoma")
        assert sum(scores.shown.values) == pytest.approx(1, abs=1e-6)
        entry = helper.look(spec, Facts(), "input", given)
        assert (entry.shown.kind, entry.told) == (Kind.PHOTOGRAPH, ())
        np.testing.assert_array_equal(entry.shown.pictures[0], given)
        loose = spec.model_copy(update={"nodes": (*spec.nodes, Node(id="add", type="Add"))})
        with pytest.raises(HelperError, match="cannot be told yet"):
            helper.look(loose, Facts(), "add", given)
        assert helper.look(loose, Facts(), "pooling_1", given).shown.kind is Kind.MAPS
