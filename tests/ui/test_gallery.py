"""The template gallery: found, filtered, drawn, and a copy opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from streamlit.testing.v1 import AppTest

from builder.inference import infer
from builder.shelf.designs import DesignShelf
from builder.spec import Block, Edge, GraphSpec, Node
from builder.templates import template, templates
from layers_catalog.facts import Facts
from ui.charts import thumbnail
from ui.frame.navigation import Place
from ui.frame.theme import family_colour, palette
from ui.pages.design.gallery import matching, size
from ui.pages.design.kinds import Kind, kind, needs_internet
from ui.pages.design.pictures import in_words

CNN, LITE, RESNET = "Two-convolution CNN (64, 64)", "EfficientNet-Lite0, frozen", "ResNet50, frozen"
SVG = "{http://www.w3.org/2000/svg}"
Open = Callable[..., AppTest]


def drawn(spec: GraphSpec, *, dark: bool = False) -> ET.Element:
    return ET.fromstring(thumbnail(spec, infer(spec, Facts()), dark=dark))  # noqa: S314  ours


def chain(*kinds: str) -> GraphSpec:
    nodes = tuple(Node(id=f"n{at}", type=kind) for at, kind in enumerate(kinds))
    edges = tuple(Edge(source=f"n{at}", target=f"n{at + 1}") for at in range(len(kinds) - 1))
    return GraphSpec(nodes=nodes, edges=edges)


def corners(shape: ET.Element) -> list[tuple[float, float]]:
    found = re.findall(r"([\d.-]+),([\d.-]+)", shape.attrib["points"])
    return [(float(x), float(y)) for x, y in found]


@pytest.mark.parametrize("name", templates())
@pytest.mark.parametrize("dark", [False, True])
def test_a_thumbnail_has_a_shape_a_layer_and_stays_inside(name: str, *, dark: bool) -> None:
    spec = template(name)
    picture = drawn(spec, dark=dark)
    shapes = list(picture.iter(f"{SVG}polygon"))
    assert len(shapes) == len(spec.nodes)
    assert len(list(picture.iter(f"{SVG}path"))) == len(spec.edges)
    width, height = (float(picture.attrib[side]) for side in ("width", "height"))
    for shape in shapes:
        assert all(0 <= x <= width and 0 <= y <= height for x, y in corners(shape))


def test_heights_tell_how_the_picture_shrinks() -> None:
    spec = template(CNN)
    shapes = list(drawn(spec).iter(f"{SVG}polygon"))
    ends = [corners(shape)[2][1] - corners(shape)[1][1] for shape in shapes]
    assert ends == sorted(ends, reverse=True)
    assert ends[0] > 4 * ends[-1]
    assert shapes[2].attrib["fill"] == family_colour(
        infer(spec, Facts()).layers["conv2d_1"].category
    )


def test_a_thumbnail_tells_how_much_of_a_pretrained_network_learns() -> None:
    last, every = "EfficientNet-Lite0, last blocks learn", "EfficientNet-Lite0, all layers learn"
    frozen, part, whole = (drawn(template(name)) for name in (LITE, last, every))
    shape = next(one for one in frozen.iter(f"{SVG}polygon") if "fill-opacity" in one.attrib)
    assert shape.attrib["fill-opacity"] == "0.45"
    assert 'fill-opacity="1"' in ET.tostring(whole, encoding="unicode")
    offsets = [float(stop.attrib["offset"]) for stop in part.iter(f"{SVG}stop")]
    assert offsets == [pytest.approx(11 / 16, abs=0.01)] * 2
    assert len(list(frozen.iter(f"{SVG}line"))) == 6  # between its seven stages
    assert len(list(drawn(template(RESNET)).iter(f"{SVG}line"))) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_a_repeated_block_is_framed_and_says_how_often_it_stands_there(*, dark: bool) -> None:
    spec = chain("Input", *["Conv2D"] * 4, "GlobalAveragePooling2D", "Classifier")
    blocks = (Block(id="b", nodes=("n2", "n3"), times=8), Block(id="c", nodes=("n4",)))
    repeated = spec.model_copy(update={"blocks": blocks})
    picture = drawn(repeated, dark=dark)
    (told,) = picture.iter(f"{SVG}text")
    frame, mark = picture.iter(f"{SVG}rect")
    assert told.text == "× 8"
    assert told.attrib["fill"] == palette(dark=dark).ground
    assert mark.attrib["fill"] == palette(dark=dark).text == frame.attrib["stroke"]
    left, width = float(frame.attrib["x"]), float(frame.attrib["width"])
    within = [
        all(left <= x <= left + width for x, _ in corners(shape))
        for shape in picture.iter(f"{SVG}polygon")
    ]
    assert within == [False, False, True, True, False, False, False]
    assert float(mark.attrib["x"]) + float(mark.attrib["width"]) <= float(picture.attrib["width"])
    assert in_words(repeated).endswith("Classifier; the block “b” × 8")
    assert not [*drawn(spec).iter(f"{SVG}rect")]


def test_a_long_drawing_is_folded_and_a_broken_one_is_still_drawn() -> None:
    long = chain("Input", *["Conv2D"] * 30, "Flatten", "Classifier")
    rows = {
        round(corners(one)[0][1] + corners(one)[3][1]) for one in drawn(long).iter(f"{SVG}polygon")
    }
    assert len(rows) == 3
    assert not list(drawn(GraphSpec()).iter(f"{SVG}polygon"))
    cyclic = GraphSpec(
        nodes=(Node(id="a", type="Conv2D"), Node(id="b", type="Unknown"), Node(id="c", type="Add")),
        edges=(Edge(source="a", target="c"), Edge(source="c", target="a", slot=0)),
    )
    assert len(list(drawn(cyclic).iter(f"{SVG}polygon"))) == 1


def test_kinds_are_read_from_the_drawing() -> None:
    reports = {name: infer(template(name), Facts()) for name in (CNN, LITE, RESNET)}
    assert [kind(report) for report in reports.values()] == [Kind.SCRATCH, Kind.FROZEN, Kind.FROZEN]
    assert [needs_internet(report) for report in reports.values()] == [False, False, True]
    learns = template(LITE).with_params("Backbone", trainable=True)
    assert kind(infer(learns, Facts())) == Kind.TUNED
    assert size(reports[CNN]) == "440,130 weights"
    assert size(reports[LITE]) == "3.4 million weights, 2,562 learn"


@pytest.mark.usefixtures("home")
def test_search_and_filters_leave_what_was_asked_for() -> None:
    offered = {name: template(name) for name in (CNN, LITE, RESNET)}
    assert matching(offered, sought="resnet he", kinds=[]) == [RESNET]
    assert matching(offered, sought="MaxPooling2D", kinds=[]) == [CNN]
    assert matching(offered, kinds=[Kind.FROZEN]) == [LITE, RESNET]
    assert matching(offered, kinds=[Kind.FROZEN], offline=True) == [LITE]
    assert matching(offered, sought="transformer", kinds=[Kind.SCRATCH]) == []


def test_the_gallery_opens_over_the_drawing_and_a_copy_is_taken(
    with_data: Path, open_page: Open
) -> None:
    app = open_page(Place.DESIGN)
    app.button(key="templates").click().run()
    assert not app.get("bidi_component")
    app.text_input(key="template_search").set_value("lite0").run()
    shown = [one.key for one in app.button if one.label == "Use this template"]
    assert f"use_{LITE}" in shown
    assert f"use_{RESNET}" not in shown
    app.button(key=f"use_{LITE}").click().run()
    assert app.query_params["design"] == [LITE] or app.query_params["design"] == LITE
    assert app.get("bidi_component")
    assert set(DesignShelf(with_data).names()) == {CNN, LITE}


@pytest.mark.usefixtures("home")
def test_all_that_a_template_tells_is_a_click_away(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"reported": "AUC 0.91 (their split).", "differs": "Divided by lesion here."}
    full = template(CNN).model_copy(update=told)
    monkeypatch.setattr("ui.pages.design.gallery.template", lambda _name: full)
    app = open_page(Place.DESIGN)
    app.button(key=f"about_{CNN}").click().run()
    text = "\n".join(str(one.value) for one in app.markdown)
    assert "**Source.** A textbook network" in text
    assert "**Reported there.** AUC 0.91" in text
    assert "**What differs here.** Divided by lesion here." in text
    assert app.button(key="use_told").label == "Use this template"


@pytest.mark.usefixtures("with_data")
def test_the_way_back_leads_to_the_same_drawing(open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    app.button(key="templates").click().run()
    app.button(key="back_to_design").click().run()
    assert app.get("bidi_component")
    assert app.query_params["design"] in (CNN, [CNN])
