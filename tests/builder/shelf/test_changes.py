"""Two drawings told apart in words: what a person did, and nothing else."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.shelf.changes import changes, in_words
from builder.spec import Block, Edge, GraphSpec, Node
from builder.templates import template, templates

CNN = "Two-convolution CNN (64, 64)"


def chain(*layers: tuple[str, str] | tuple[str, str, dict], **about: str) -> GraphSpec:
    """Layers one after the other, each by id, type and parameters."""
    nodes = tuple(
        Node(id=one[0], type=one[1], params=one[2] if len(one) > 2 else {}) for one in layers
    )
    edges = tuple(Edge(source=one.id, target=other.id) for one, other in pairwise(nodes))
    return GraphSpec(nodes=nodes, edges=edges, **about)


BASE = chain(("input", "Input"), ("conv", "Conv2D", {"filters": 32}), ("dense", "Dense"))


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (BASE, "no change"),
        (
            chain(
                ("input", "Input"),
                ("conv", "Conv2D", {"filters": 64, "kernel_size": 5}),
                ("dense", "Dense"),
                ("drop", "Dropout"),
            ),
            "added Dropout after Dense; Conv2D filters 32 → 64, kernel_size not set → 5",
        ),
        (
            chain(
                ("input", "Input"),
                ("conv", "Conv2D", {"filters": 32}),
                ("flat", "Flatten"),
                ("norm", "BatchNormalization"),
                ("dense", "Dense"),
            ),
            "added Flatten after Conv2D; added BatchNormalization after Flatten",
        ),
        (chain(("input", "Input"), ("dense", "Dense")), "removed Conv2D"),
        (
            chain(("input", "Input"), ("conv", "SeparableConv2D"), ("dense", "Dense")),
            "added SeparableConv2D after Input; removed Conv2D",
        ),
        (
            BASE.model_copy(update={"edges": BASE.edges[:1]}),
            "disconnected Dense from Conv2D",
        ),
        (
            BASE.model_copy(
                update={"edges": (*BASE.edges, Edge(source="input", target="dense", slot=1))}
            ),
            "connected Input to Dense",
        ),
        (
            BASE.model_copy(
                update={
                    "name": "M",
                    "nodes": (
                        BASE.nodes[0].model_copy(update={"x": 9.0}),
                        BASE.nodes[1].model_copy(update={"title": "Edge", "note": "from Ana"}),
                        BASE.nodes[2].model_copy(update={"y": 9.0}),
                    ),
                }
            ),
            "named Conv2D “Edge”; added the note of Edge; changed the name to “M”; moved 2 layers",
        ),
    ],
)
def test_what_was_done_is_said(after: GraphSpec, said: str) -> None:
    assert in_words(changes(BASE, after)) == said


def test_a_parameter_at_its_default_is_no_change() -> None:
    said = chain(("input", "Input"), ("conv", "Conv2D", {"filters": 32, "strides": [1, 1]}))
    unsaid = chain(("input", "Input"), ("conv", "Conv2D", {"filters": 32}))
    assert changes(said, unsaid) == []


def test_layers_of_one_name_are_told_apart_by_their_ids() -> None:
    before = chain(("input", "Input"), ("dense_1", "Dense"), ("dense_2", "Dense"))
    after = chain(("input", "Input"), ("dense_1", "Dense"), ("dense_2", "Dense", {"units": 7}))
    (told,) = changes(before, after)
    assert told.startswith("Dense (dense_2) units ")
    assert told.endswith("→ 7")


def test_many_changes_are_counted_and_long_values_cut() -> None:
    after = chain(*((f"n{at}", "Dense", {"units": "x" * 500}) for at in range(10)))
    told = changes(GraphSpec(), after)
    assert in_words(told).endswith("and 4 more")
    (cut,) = changes(
        after.model_copy(update={"nodes": (Node(id="n0", type="Dense"),)}),
        after.model_copy(update={"nodes": after.nodes[:1]}),
    )
    assert len(cut) < 120


def test_a_layer_that_the_catalog_does_not_know_is_told_all_the_same() -> None:
    after = chain(("input", "Input"), ("odd", "OfALaterStudio", {"a": {"b": [1]}}))
    assert changes(chain(("input", "Input")), after) == ["added OfALaterStudio after Input"]


@given(st.permutations(range(len(template(CNN).nodes))))
def test_the_order_in_which_layers_are_stored_means_nothing(order: list[int]) -> None:
    spec = template(CNN)
    shuffled = spec.model_copy(update={"nodes": tuple(spec.nodes[at] for at in order)})
    assert changes(spec, shuffled) == []


def test_equal_drawings_of_any_template_do_not_differ_and_others_do() -> None:
    every = [*templates().values()]
    assert all(changes(spec, spec) == [] for spec in every)
    assert all(changes(one, other) for one, other in pairwise(every))


def test_advice_that_is_silenced_is_told() -> None:
    quiet = BASE.nodes[1].model_copy(update={"quiet": ("no-pooling",)})
    after = BASE.model_copy(update={"nodes": (BASE.nodes[0], quiet, BASE.nodes[2])})
    assert changes(BASE, after) == ["changed which advice is silenced at Conv2D"]


ONE = Block(id="b", name="Deep", nodes=("conv", "dense"))
BLOCKS = {
    "wrapped 2 layers as the block “Deep”": ((), (ONE,)),
    "wrapped 1 layer as the block “b”, × 3": ((), (Block(id="b", nodes=("conv",), times=3),)),
    "the block “Deep” × 1 → × 8": ((ONE,), (ONE.model_copy(update={"times": 8}),)),
    "ungrouped the block “Deep”": ((ONE,), ()),
    "renamed the block “Deep” to “Flat”": ((ONE,), (ONE.model_copy(update={"name": "Flat"}),)),
    "added the note of the block “Deep”": ((ONE,), (ONE.model_copy(update={"note": "Why"}),)),
    "folded the block “Deep”": ((ONE,), (ONE.model_copy(update={"folded": True}),)),
    "took 1 layer out of the block “Deep”": (
        (ONE,),
        (ONE.model_copy(update={"nodes": ("conv",)}),),
    ),
    "put 1 layer into the block “Deep”": (
        (ONE,),
        (ONE.model_copy(update={"nodes": ("conv", "dense", "input")}),),
    ),
}


@pytest.mark.parametrize("said", BLOCKS)
def test_what_was_done_to_a_block_is_told(said: str) -> None:
    before, after = (BASE.model_copy(update={"blocks": blocks}) for blocks in BLOCKS[said])
    assert in_words(changes(before, after)) == said
