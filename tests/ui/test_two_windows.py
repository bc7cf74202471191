"""One design in two windows: nothing is overwritten, nothing is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from canvas_edits import edit, sent_down
from design_page import click, drawn, filters, kept, rename, texts
from page_runs import DESIGN
from streamlit.util import calc_hash

from builder.shelf.designs import DesignShelf
from builder.templates import template
from data.demo import make_demo
from ui.frame import session
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def test_two_windows_on_one_design_lose_nothing(with_data: Path, open_page: Open) -> None:
    shelf = DesignShelf(with_data)
    first, second = open_page(Place.DESIGN), open_page(Place.DESIGN)
    edit(first, drawn(71), rev=1)
    edit(second, drawn(82), rev=1)
    assert filters(shelf.load(DESIGN)) == 71
    assert "changed in another window" in texts(second)
    edit(second, drawn(83), rev=2)
    assert filters(shelf.load(DESIGN)) == 71
    assert 83 in kept(shelf)
    click(second, "keep_mine")
    assert filters(shelf.load(DESIGN)) == 83
    assert "another window" not in texts(second)
    edit(first, drawn(72), rev=2)
    assert filters(shelf.load(DESIGN)) == 83
    assert "changed in another window" in texts(first)
    click(first, "open_theirs")
    assert sent_down(first)["epoch"] == 2
    assert {64, 71, 72, 83} <= kept(shelf) | {filters(shelf.load(DESIGN))}
    edit(first, drawn(99), rev=3)
    assert filters(shelf.load(DESIGN)) == 99


def test_a_new_name_does_not_make_another_windows_drawing_mine(
    with_data: Path, open_page: Open
) -> None:
    shelf = DesignShelf(with_data)
    mine = edit(open_page(Place.DESIGN), drawn(71), rev=1)
    edit(open_page(Place.DESIGN), drawn(82), rev=1)  # began with 71
    rename(mine, "Mine")
    edit(mine, drawn(72), rev=2)
    assert filters(shelf.load("Mine")) == 82
    assert "changed in another window" in texts(mine)
    assert {71, 72} <= kept(shelf, "Mine")


def test_a_new_design_of_the_name_gets_a_version_of_its_own_for_what_is_drawn_beside_it(
    with_data: Path, open_page: Open
) -> None:
    shelf = DesignShelf(with_data)
    first, second = open_page(Place.DESIGN), open_page(Place.DESIGN)
    edit(first, drawn(71), rev=1)
    edit(second, drawn(82), rev=1)
    shelf.rename(DESIGN, "Mine")
    strangers = template(DESIGN).with_params("Conv2D", filters=50)
    shelf.save(strangers)
    shelf.keep(strangers, why="a stranger's")
    edit(second, drawn(83), rev=2)
    assert not second.exception
    assert kept(shelf) == {50, 83}
    assert filters(shelf.load(DESIGN)) == 50
    assert "changed in another window" in texts(second)
    edit(second, drawn(84), rev=3)
    assert kept(shelf) == {50, 84}


def test_a_new_name_of_ones_own_drawing_is_no_conflict(with_data: Path, open_page: Open) -> None:
    app = edit(open_page(Place.DESIGN), drawn(71), rev=1)
    rename(app, "Mine")
    edit(app, drawn(72), rev=2)
    assert filters(DesignShelf(with_data).load("Mine")) == 72
    assert "another window" not in texts(app)


@pytest.mark.parametrize("others", [(), ("Another",), ("Another", "A third")])
def test_what_is_drawn_while_another_window_renames_or_deletes_comes_back(
    with_data: Path, open_page: Open, others: tuple[str, ...]
) -> None:
    shelf = DesignShelf(with_data)
    app = edit(open_page(Place.DESIGN, design=DESIGN), drawn(71), rev=1)
    shelf.rename(DESIGN, "Mine")
    edit(app, drawn(72), rev=2)
    assert filters(shelf.load("Mine")) == 71
    assert filters(shelf.load(DESIGN)) == 72
    for name in others:
        shelf.save(template(DESIGN).model_copy(update={"name": name}))
    shelf.delete(DESIGN)
    shelf.delete("Mine")
    session.forget_names()  # as three seconds later
    edit(app, drawn(73), rev=3)
    assert filters(shelf.load(DESIGN)) == 73
    assert sent_down(app)["design"] == DESIGN
    assert {filters(shelf.load(name)) for name in others} <= {64}
    assert not app.exception


@pytest.mark.usefixtures("with_data")
def test_what_another_program_has_just_saved_opens_by_its_address(
    home: Path, open_page: Open
) -> None:
    open_page(Place.DESIGN, design=DESIGN)  # the names are known for a moment
    DesignShelf(home).save(template(DESIGN).model_copy(update={"name": "Saved just now"}))
    make_demo(workspace=home, name="Made just now", count=20)
    app = open_page(Place.DESIGN, design="Saved just now", dataset="Made just now")
    assert sent_down(app)["design"] == app.query_params["design"] == "Saved just now"
    assert app.query_params["dataset"] == "Made just now"


def test_the_drawing_of_a_run_is_shown_although_two_windows_disagree(
    finished: Path, open_page: Open
) -> None:
    shelf = DesignShelf(finished)
    first, second = open_page(Place.DESIGN, design=DESIGN), open_page(Place.DESIGN, design=DESIGN)
    edit(first, drawn(71), rev=1)
    edit(second, drawn(82), rev=1)
    assert "changed in another window" in texts(second)
    second.query_params["run"] = "1"
    click(at(second, Place.RESULTS).run(), "drawing")
    assert second.title[0].value == "Design"
    assert filters(shelf.load(DESIGN)) == 64
    assert sent_down(second)["stamp"] == shelf.open(DESIGN).stamp
    assert "changed in another window" not in texts(second)
    (where,) = re.findall(r"what you drew in this one is version (\d+)", said(second))
    assert filters(shelf.version(DESIGN, int(where))) == 82
    assert {71, 82} <= kept(shelf)
    edit(at(second, Place.DESIGN), drawn(90), rev=2)
    assert filters(shelf.load(DESIGN)) == 90


def at(app: AppTest, place: Place) -> AppTest:
    """The same session on another page, from the next run on."""
    app._page_hash = calc_hash(place.value)
    return app


def said(app: AppTest) -> str:
    return "\n".join(toast.value for toast in app.toast)
