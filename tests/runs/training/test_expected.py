"""What a training has to compute, before it is started."""

from __future__ import annotations

import itertools

import pytest

from builder.inference import infer
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.training.expected import heaviest, work
from runs.training.fit_time import fit_seconds

COUNTS = {"train": 100, "validation": 10, "test": 50}
BACKBONE_MACS = 383_907_552  # EfficientNet-Lite0 at 224 pixels
HEAD_MACS = 2 * 1280


def test_what_learns_costs_three_passes_and_the_rest_one() -> None:
    spec = template("EfficientNet-Lite0, frozen")  # mirrored by chance: nothing to keep
    told = work(spec, infer(spec, Facts()), COUNTS)
    assert told.once == 0
    assert told.epoch == pytest.approx(110 * BACKBONE_MACS + 310 * HEAD_MACS)


def test_a_frozen_beginning_is_computed_once() -> None:
    names = ("Input", "Backbone", "GlobalAveragePooling2D", "Classifier")
    nodes = tuple(Node(id=name.lower(), type=name) for name in names)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in itertools.pairwise(nodes))
    spec = GraphSpec(nodes=nodes, edges=edges)
    report = infer(spec, Facts())
    told = work(spec, report, COUNTS)
    assert told.once == pytest.approx(110 * BACKBONE_MACS)
    assert told.epoch == pytest.approx(310 * HEAD_MACS)
    assert heaviest(report) == "Backbone EfficientNet-Lite0"


@pytest.mark.parametrize(
    ("head", "least", "most"),
    [("LogisticRegression", 6, 20), ("SVM", 1, 5)],
)
def test_a_fitted_head_looks_once_and_then_fits(head: str, least: float, most: float) -> None:
    names = ("Input", "RandomFlip", "Backbone", "GlobalAveragePooling2D", head)
    nodes = tuple(Node(id=name.lower(), type=name) for name in names)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in itertools.pairwise(nodes))
    spec = GraphSpec(nodes=nodes, edges=edges)
    report = infer(spec, Facts())
    told = work(spec, report, COUNTS)
    assert (told.once, told.epoch) == (pytest.approx(110 * BACKBONE_MACS), 0)
    assert least < (fit_seconds(spec, report, 2_000) or 0) < most


def test_what_learns_epoch_by_epoch_is_not_fitted() -> None:
    spec = template("Two-convolution CNN (64, 64)")
    assert fit_seconds(spec, infer(spec, Facts()), 2_000) is None


def test_a_network_that_learns_whole_costs_three_passes() -> None:
    spec = template("Two-convolution CNN (64, 64)")
    report = infer(spec, Facts())
    assert work(spec, report, COUNTS).epoch == pytest.approx(310 * report.totals.macs)
    assert heaviest(report) == "Conv2D"
