"""The saved designs on the page, and the bins below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from canvas_edits import sent_down
from design_page import click, texts, view
from page_runs import DESIGN, finish, queued
from streamlit.testing.v1 import AppTest

from builder.ready_blocks import ready_blocks
from builder.shelf.design_bin import DesignBin
from builder.shelf.designs import DesignShelf
from builder.shelf.own_blocks import block_bin, block_shelf
from builder.templates import template
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Open = Callable[..., AppTest]


def test_the_list_finds_opens_copies_deletes_and_brings_back(
    with_data: Path, open_page: Open
) -> None:
    shelf = DesignShelf(with_data)
    shelf.save(template("EfficientNet-Lite0, frozen"))
    finish(with_data, queued(with_data), seed=0)
    app = view(open_page(Place.DESIGN, design=DESIGN), "designs")
    assert "1 run" in texts(app)
    app.text_input(key="design_search").set_value("backbone lite0").run()
    assert f"**{DESIGN}" not in texts(app)
    click(app, "open:EfficientNet-Lite0, frozen")
    assert app.query_params["design"] == "EfficientNet-Lite0, frozen"
    view(app, "designs")
    click(app, f"copy:{DESIGN}")
    assert f"{DESIGN} 2" in shelf.names()
    click(app, f"delete:{DESIGN}")
    assert DESIGN not in shelf.names()
    (binned,) = DesignBin(with_data).all()
    click(app, f"back_design:{binned.key}")
    assert DESIGN in shelf.names()
    assert not app.exception


@pytest.mark.parametrize(
    "name",
    ["\"'`<script>alert(1)</script>", "{x!r} %s \\n", "**bold** :red[x]", "search", "bin", "yes"],
)
def test_odd_names_are_shown_as_they_are(with_data: Path, open_page: Open, name: str) -> None:
    shelf = DesignShelf(with_data)
    shelf.save(template(DESIGN).model_copy(update={"name": name}))
    app = view(open_page(Place.DESIGN, design=name), "history")
    assert not app.exception
    app = view(click(app, "back_to_design"), "designs")
    assert not app.exception
    click(app, f"delete:{name}")
    assert not app.exception
    assert shelf.names() == [DESIGN]


def test_blocks_of_ones_own_come_back_from_their_bin_or_go_for_good(
    with_data: Path, open_page: Open
) -> None:
    shelf = block_shelf(with_data)
    for spec in ready_blocks()[:2]:
        shelf.save(spec)
    first, second = shelf.names()
    for name in (first, second):
        shelf.delete(name)
    app = open_page(Place.DESIGN, design=DESIGN)
    assert own(app) == []
    view(app, "designs")
    there = {one.name: one.key for one in block_bin(with_data).all()}
    click(app, f"back_block:{there[first]}")
    assert shelf.names() == [first]
    click(app, f"gone_block:{there[second]}")
    assert f"“{second}” will be removed" in texts(app)
    assert own(click(app, "back_to_design")) == [first]
    assert not app.exception


def test_the_palette_says_where_a_block_went(home: Path) -> None:
    block_shelf(home).save(ready_blocks()[0])

    def script() -> None:
        from builder.ready_blocks import ready_blocks
        from ui.pages.design import own_blocks

        before = own_blocks.palette()
        own_blocks.take({"forget": ready_blocks()[0].name})
        own_blocks.tell()
        assert len(own_blocks.palette()) == len(before) - 1

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [toast.value for toast in app.toast] == [
        f"“{ready_blocks()[0].name}” is in the bin below File → All designs."
    ]


def own(app: AppTest) -> list[str]:
    """The blocks of one's own in the palette that the page gave to the canvas."""
    return sorted(one["name"] for one in sent_down(app)["blocks"] if one["own"])


def test_a_second_click_on_delete_does_not_reach_the_next_design(
    home: Path, open_page: Open
) -> None:
    shelf = DesignShelf(home)
    for name in (DESIGN, "Another"):
        shelf.save(template(DESIGN).model_copy(update={"name": name}))
    app = open_page(Place.DESIGN, design=DESIGN).run()
    view(app, "delete_design")
    assert shelf.names() == ["Another"]
    assert not any(one.key == "delete_design" for one in app.button)
