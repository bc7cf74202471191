"""What a training has to compute, before it is started."""

from __future__ import annotations

import itertools

import pytest

from builder.inference import infer
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts
from runs.training.expected import (
    LEARNING,
    LOOKING,
    Rates,
    Seconds,
    as_asked,
    heaviest,
    rates_here,
    seconds,
    work,
)
from runs.training.fit_time import fit_seconds
from runs.training.folds import FOLDS
from runs.training.heads import STRAIGHT
from runs.training.recipe import Recipe
from runs.training.speed import product_rate

COUNTS = {"train": 100, "validation": 10, "test": 50}
BACKBONE_MACS = 383_907_552  # EfficientNet-Lite0 at 224 pixels
HEAD_MACS = 2 * 1280


def test_what_learns_costs_three_passes_and_the_rest_one() -> None:
    spec = template("EfficientNet-Lite0, frozen")  # mirrored anew in every epoch: nothing to keep
    told = work(as_asked(spec, Recipe(views=0)), infer(spec, Facts()), COUNTS)
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


def test_what_random_changes_stand_before_is_computed_once_for_each_view() -> None:
    spec = template("EfficientNet-Lite0, frozen")
    for views, passes in ((1, 110), (2, 210), (4, 410), (16, 410)):  # four ways of mirroring
        told = work(as_asked(spec, Recipe(views=views)), infer(spec, Facts()), COUNTS)
        assert told.once == pytest.approx(passes * BACKBONE_MACS)
        assert told.epoch == pytest.approx(310 * HEAD_MACS)


def test_of_a_network_whose_last_blocks_learn_the_first_ones_are_computed_once() -> None:
    spec = template("EfficientNet-Lite0, last blocks learn")
    told = work(spec, infer(spec, Facts()), COUNTS)
    once, learned = told.once / 410, told.epoch / 310
    assert once + learned == pytest.approx(BACKBONE_MACS + HEAD_MACS)
    assert 0.6 < once / BACKBONE_MACS < 0.8  # eleven of sixteen blocks


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


def fitted(head: str, **params: object) -> GraphSpec:
    names = ("Input", "Backbone", "GlobalAveragePooling2D", head)
    own = ({}, {}, {}, params)
    pairs = zip(names, own, strict=True)
    nodes = tuple(Node(id=name.lower(), type=name, params=given) for name, given in pairs)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in itertools.pairwise(nodes))
    return GraphSpec(nodes=nodes, edges=edges)


def test_a_c_that_is_given_saves_the_fits_that_would_choose_it() -> None:
    fits = {}
    for head in ("LogisticRegression", "SVM"):
        open_c, given = fitted(head), fitted(head, C=0.1)
        seconds = [fit_seconds(spec, infer(spec, Facts()), 2_000) or 0 for spec in (open_c, given)]
        fits[head] = seconds[0] / seconds[1]
    assert fits["LogisticRegression"] == pytest.approx(len(STRAIGHT) * FOLDS + 1)
    assert 1 < fits["SVM"] < 3.5


def test_seconds_come_from_the_work_and_the_rate() -> None:
    spec = fitted("LogisticRegression")
    report = infer(spec, Facts())
    rates = Rates(looking=4e9, learning=1e9)
    told = seconds(spec, report, COUNTS, rates=rates)
    assert told == Seconds(
        once=pytest.approx(110 * BACKBONE_MACS / 4e9),
        epoch=pytest.approx(fit_seconds(spec, report, 100)),
        judge=pytest.approx((10 + COUNTS.get("test", 0)) * report.totals.macs / 4e9),
        fitted=True,
    )
    spec = template("Two-convolution CNN (64, 64)")
    told = seconds(spec, infer(spec, Facts()), COUNTS, rates=rates)
    assert told
    assert (told.once, told.fitted) == (0, False)
    assert told.epoch == pytest.approx(work(spec, infer(spec, Facts()), COUNTS).epoch / 1e9)
    assert seconds(spec, infer(spec, Facts()), {}, rates=rates) is None


def test_what_learns_epoch_by_epoch_is_not_fitted() -> None:
    spec = template("Two-convolution CNN (64, 64)")
    assert fit_seconds(spec, infer(spec, Facts()), 2_000) is None


def test_a_network_that_learns_whole_costs_three_passes() -> None:
    spec = template("Two-convolution CNN (64, 64)")
    report = infer(spec, Facts())
    assert work(spec, report, COUNTS).epoch == pytest.approx(310 * report.totals.macs)
    assert heaviest(report) == "Conv2D"


def test_layers_for_skin_are_not_expected_faster_for_being_computed_once() -> None:
    """On one core ABCDFeatures measures 208 photographs a second at 224 × 224."""
    spec = template("SVM on colour and ABCD features")
    product = 3e10  # multiply-adds a second of that core
    one_core = Rates(looking=LOOKING * product, learning=LEARNING * product)
    told = seconds(spec, infer(spec, Facts()), {"train": 10_000}, rates=one_core)
    assert told is not None
    assert told.once == pytest.approx(10_000 / 208, rel=0.1)


def test_a_computer_is_measured_by_its_product_of_matrices() -> None:
    product = product_rate()
    assert 1e8 < product < 1e14  # from the slowest computer that runs TensorFlow to a cluster
    assert rates_here() == Rates(looking=LOOKING * product, learning=LEARNING * product)
