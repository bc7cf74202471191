"""Mends within repeated blocks: the block keeps one way in and one way out."""

from __future__ import annotations

import pytest
from mending import blocks_to_mend, left, only, repeated
from mending_cases import CONV, END, SCALE, SMALL, Draw

from builder.inference import infer
from builder.upgrade import read_design
from layers_catalog.facts import Facts

BLOCKED = {"block", "block-ways-in", "block-ways-out", "block-once"}


@pytest.mark.parametrize("number", range(5))
def test_a_mend_within_a_block_leaves_one_way_through_it(draw: Draw, number: int) -> None:
    spec, code = blocks_to_mend(draw)[number]
    problem = only(spec, code)
    assert problem.mends
    for mend in problem.mends:
        after = mend.on(spec)
        assert read_design(after.to_json()) == after
        assert left(after, problem) == 0, mend.label
        assert not {one.code for one in infer(after, Facts()).problems} & BLOCKED, mend.label


def test_a_new_layer_joins_the_block_where_the_connection_is_within_it(draw: Draw) -> None:
    """Before a block's only entry it stands outside, and so once."""
    before, within, short = (
        only(spec, code).mends[0].on(spec).blocks[0].nodes
        for spec, code in blocks_to_mend(draw)[:3]
    )
    assert before == ("d",)
    assert within == ("c", "d", "global_average_pooling2d_1")
    assert short == ("c", "a", "conv2d_1")


def test_the_last_layer_of_a_block_takes_it_along(draw: Draw) -> None:
    *_, (two, code), (one, _) = blocks_to_mend(draw)
    assert [only(two, code).mends[0].on(two).blocks[0].nodes] == [("d",)]
    assert only(one, code).mends[0].on(one).blocks == ()


def test_what_only_a_later_repetition_shows_has_no_mend(draw: Draw) -> None:
    """The first one does not tell what would help."""
    wide = ("Dense", {"units": 3})
    layers = {"i": SMALL, "s": SCALE, "c": CONV, "f": "Flatten", "d": wide, "e": END}
    spec = repeated(draw("i>s>c>f>d>e", **layers), "c", "f", times=2)
    problem = only(spec, "needs-image")
    assert problem.message.startswith("In repetition 2 of the block “b”: ")
    assert (problem.node_id, problem.turn, problem.mends) == ("c", 2, ())
