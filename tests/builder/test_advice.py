"""Advice is given where it is right, never on the templates, and its click makes it go away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from builder.advice import Training, advise
from builder.inference import infer
from builder.spec import Block, GraphSpec
from builder.templates import template, templates
from layers_catalog.facts import Facts
from runs.training.advised import training_of

Draw = Callable[..., GraphSpec]
INPUT: tuple[str, dict[str, Any]] = ("Input", {"height": 64, "width": 64})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 255})
CONV: tuple[str, dict[str, Any]] = (
    "Conv2D",
    {"filters": 8, "kernel_size": [3, 3], "padding": "same"},
)
STRIDED = ("Conv2D", {**CONV[1], "strides": [2, 2]})
DROP: tuple[str, dict[str, Any]] = ("Dropout", {"rate": 0.4})
GAP, END, NORM = "GlobalAveragePooling2D", "Classifier", "BatchNormalization"
LEARNS = ("Backbone", {"trainable": True})
HAM10000 = 7_000


def told(spec: GraphSpec, training: Training | None = None) -> list[tuple[str | None, str]]:
    found = advise(spec, infer(spec, Facts()), training or Training())
    assert all(one.message.endswith(".") and one.hint.endswith(".") for one in found)
    return [(one.node_id, one.code) for one in found]


CASES: dict[str, tuple[str, dict[str, Any], str, Training]] = {
    "softmax-twice": (
        "i>s>g>d>r>e",
        {"i": INPUT, "s": SCALE, "g": GAP, "r": DROP, "e": END}
        | {"d": ("Dense", {"units": 8, "activation": "softmax"})},
        "d",
        Training(),
    ),
    "unpooled": (
        "i>s>c>f>e",
        {"i": INPUT, "s": SCALE, "c": CONV, "f": "Flatten", "e": END},
        "f",
        Training(),
    ),
    "dropout-before-norm": (
        "i>s>c>d>n>g>e",
        {"i": INPUT, "s": SCALE, "c": CONV, "d": DROP, "n": NORM, "g": GAP, "e": END},
        "d",
        Training(),
    ),
    "picture-gone": (
        "i>s>c>p>q>g>e",
        {"i": ("Input", {"height": 8, "width": 8}), "s": SCALE, "c": CONV, "g": GAP, "e": END}
        | {"p": ("MaxPooling2D", {"pool_size": [8, 8]}), "q": CONV},
        "q",
        Training(),
    ),
    "late-change": (
        "i>b>r>g>e",
        {"i": INPUT, "b": "Backbone", "r": "RandomFlip", "g": GAP, "e": END},
        "r",
        Training(),
    ),
    "many-for-few": (
        "i>s>c>p>f>d>e",
        {"i": INPUT, "s": SCALE, "c": CONV, "p": STRIDED, "f": "Flatten", "e": END}
        | {"d": ("Dense", {"units": 64})},
        "d",
        Training(100),
    ),
    "few-for-backbone": (
        "i>b>g>e",
        {"i": INPUT, "b": LEARNS, "g": GAP, "e": END},
        "b",
        Training(300),
    ),
    "fast-for-tuning": (
        "i>b>g>e",
        {"i": INPUT, "b": LEARNS, "g": GAP, "e": END},
        "b",
        Training(HAM10000, 0.001),
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_each_piece_of_advice_and_each_of_its_mends(draw: Draw, code: str) -> None:
    wires, layers, node_id, training = CASES[code]
    spec = draw(wires, **layers)
    assert told(spec, training) == [(node_id, code)]
    (advice,) = advise(spec, infer(spec, Facts()), training)
    assert advice.mends
    for mend in advice.mends:
        after = mend.on(spec)
        assert infer(after, Facts()).sound, mend.label
        assert told(after, training) == [], mend.label


@pytest.mark.parametrize("name", templates())
def test_a_template_on_seven_thousand_photographs_needs_no_advice(name: str) -> None:
    spec = template(name)
    assert told(spec, training_of(spec, HAM10000)) == []
    assert told(spec) == []


def test_thousand_new_weights_a_photograph_are_the_border(draw: Draw) -> None:
    spec = draw("i>s>g>d>e", i=INPUT, s=SCALE, g=GAP, e=END, d=("Dense", {"units": 1000}))
    new = 3 * 1000 + 1000 + 2 * 1000 + 2
    assert infer(spec, Facts()).totals.trainable == new
    assert told(spec, Training(6)) == [("d", "many-for-few")]
    assert told(spec, Training(7)) == []


def test_each_repetition_of_a_block_has_weights_of_its_own(draw: Draw) -> None:
    dense = ("Dense", {"units": 50})
    spec = draw("i>s>g>c>d>e", i=INPUT, s=SCALE, g=GAP, c=dense, d=dense, e=END)
    block = Block(id="b", nodes=("d",), times=16)
    often = spec.model_copy(update={"blocks": (block,)})
    new = (3 + 1) * 50 + 16 * (50 + 1) * 50 + (50 + 1) * 2
    assert infer(often, Facts()).totals.trainable == new == 41_102
    assert told(spec, Training(41)) == []
    assert told(often, Training(42)) == []
    assert told(often, Training(41)) == [("d", "many-for-few")]
    (advice,) = advise(often, infer(often, Facts()), Training(41))
    assert advice.message.startswith("41,102 weights begin at random, 40,800 of them in ")


def test_what_a_backbone_has_learned_elsewhere_is_not_counted_as_new(draw: Draw) -> None:
    spec = draw("i>b>g>e", i=INPUT, b=LEARNS, g=GAP, e=END)
    assert infer(spec, Facts()).totals.trainable > 3_000_000
    assert told(spec, Training(1_000)) == []
    random = draw(
        "i>b>g>e", i=INPUT, b=("Backbone", {**LEARNS[1], "weights": "none"}), g=GAP, e=END
    )
    assert told(random, Training(1_000)) == [("b", "many-for-few")]


@pytest.mark.parametrize(
    ("wires", "layers"),
    [
        ("i>s>c>n>d>g>e", {"c": CONV, "n": NORM, "d": DROP, "g": GAP}),
        ("i>r>s>c>g>e", {"r": "RandomFlip", "c": CONV, "g": GAP}),
        ("i>s>c>p>q>f>e", {"c": STRIDED, "p": STRIDED, "q": CONV, "f": "Flatten"}),
        ("i>s>f>e", {"f": "Flatten"}),
        ("i>s>g>d>e", {"g": GAP, "d": ("Dense", {"units": 8, "activation": "relu"})}),
        (
            "i>s>c>a>v>u>m:1 c>m m>g>e",
            {"c": CONV, "m": "Multiply", "g": GAP}
            | {"a": ("AveragePooling2D", {"pool_size": [64, 64]})}
            | {"v": ("Conv2D", {"filters": 2, "kernel_size": [1, 1]})}
            | {"u": ("Conv2D", {"filters": 8, "kernel_size": [1, 1]})},
        ),
    ],
)
def test_usual_drawings_get_none(draw: Draw, wires: str, layers: dict[str, Any]) -> None:
    spec = draw(wires, i=INPUT, s=SCALE, e=END, **layers)
    found = told(spec, Training(HAM10000, 0.001))
    assert found == ([("f", "unpooled")] if wires == "i>s>f>e" else [])


def test_a_drawing_with_errors_gets_none(draw: Draw) -> None:
    assert told(draw("i>s>c>f>e", i=INPUT, s=SCALE, c=CONV, f="Flatten"), Training(3)) == []


def test_what_starts_from_a_trained_network_is_not_new_and_is_soon_undone(draw: Draw) -> None:
    spec = draw("i>s>g>d>e", i=INPUT, s=SCALE, g=GAP, e=END, d=("Dense", {"units": 1000}))
    assert told(spec, Training(6, 0.001)) == [("d", "many-for-few")]
    known: dict[str, Any] = {"photographs": HAM10000, "learning_rate": 0.0004, "starts": True}
    assert told(spec, Training(**known)) == []
    assert told(spec, Training(**{**known, "photographs": 300})) == [("d", "few-for-backbone")]
    assert told(spec, Training(**{**known, "learning_rate": 0.001})) == [("d", "fast-for-tuning")]
    assert told(spec, Training(**{**known, "photographs": None, "learning_rate": None})) == []


def phases(words: str) -> Training:
    drawn = GraphSpec(recipe={"phases": words})
    return training_of(drawn, HAM10000)


@pytest.mark.parametrize("learns", [True, False])
def test_phases_say_what_learns_and_how_fast_whatever_is_drawn(draw: Draw, *, learns: bool) -> None:
    spec = draw("i>b>g>e", i=INPUT, b=("Backbone", {"trainable": learns}), g=GAP, e=END)
    head, fast, slow = "head, 3 epochs, 0.01", "last 5 blocks, 8 epochs, 0.002", "all, 2, 0.0004"
    assert told(spec, phases(head)) == []
    assert told(spec, phases(f"{head}; {slow}")) == []
    known = phases(f"{head}; {fast}; {slow}")
    assert told(spec, known) == [("b", "fast-for-tuning")]
    (advice,) = advise(spec, infer(spec, Facts()), known)
    assert "learns on in phase 2 (“last 5 blocks, 8 epochs, 0.002”)" in advice.message
    assert advice.mends == ()
    (advice,) = advise(spec, infer(spec, Facts()), phases(f"{fast}; all, 2 epochs, 0.001"))
    assert "in phases 1 (“last 5 blocks, 8 epochs, 0.002”) and 2 (“all, 2 epochs, 0.001”)" in (
        advice.message
    )


def test_few_photographs_in_phases(draw: Draw) -> None:
    spec = draw("i>b>g>e", i=INPUT, b="Backbone", g=GAP, e=END)
    few = replace(phases("head, 3, 0.001; all, 8, 0.0004"), photographs=300)
    assert told(spec, few) == [("b", "few-for-backbone")]
    assert told(spec, replace(few, phases=few.phases[:1])) == []


def test_a_backbone_of_chance_has_nothing_to_lose_in_phases(draw: Draw) -> None:
    chance = ("Backbone", {"trainable": True, "weights": "none"})
    spec = draw("i>b>g>e", i=INPUT, b=chance, g=GAP, e=END)
    assert told(spec, phases("all, 8 epochs, 0.01")) == []


def test_a_head_that_starts_from_a_trained_one_takes_the_usual_step_but_no_larger(
    draw: Draw,
) -> None:
    spec = draw("i>b>g>e", i=INPUT, b="Backbone", g=GAP, e=END)
    usual, large = (
        replace(phases(f"head, 3, {rate}; all, 8, 0.0004"), starts=True) for rate in (0.001, 0.01)
    )
    assert told(spec, usual) == []
    assert told(spec, large) == [("e", "fast-for-tuning")]
    assert told(spec, replace(large, phases=large.phases[:1])) == [("e", "fast-for-tuning")]


def test_a_backbone_that_starts_with_all_the_rest_is_told_of_once(draw: Draw) -> None:
    spec = draw("i>b>g>e", i=INPUT, b=LEARNS, g=GAP, e=END)
    assert told(spec, Training(HAM10000, 0.001, starts=True)) == [("b", "fast-for-tuning")]
