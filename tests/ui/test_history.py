"""Earlier states on the Design page, and the way back to each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from canvas_edits import edit, sent_down
from design_page import click, drawn, filters, texts, view
from page_runs import DESIGN

from builder.shelf.designs import DesignShelf
from builder.shelf.history import raw
from builder.shelf.person import call
from builder.templates import template
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def test_an_earlier_state_is_told_in_words_and_opened_again(
    with_data: Path, open_page: Open
) -> None:
    shelf = DesignShelf(with_data)
    call(with_data, "Ana")
    app = edit(open_page(Place.DESIGN), drawn(77), rev=1)
    app = view(app, "history")
    app.text_input(key="keep_why").set_value("as in the <b>paper</b>")
    next(one for one in app.button if one.label == "Keep this version").click().run()
    assert "Version 2" in texts(app)
    assert "Ana" in texts(app)
    assert "filters 64 → 77" in texts(app).replace("\\", "")
    assert r"\<b\>paper" in texts(app)
    app = click(app, "open_1")
    assert filters(shelf.load(DESIGN)) == 64
    assert not app.exception
    assert sent_down(app)["epoch"] == 2
    app = click(view(app, "history"), "new_2")
    name = f"{DESIGN}, version 2"
    assert app.query_params["design"] == name
    assert (filters(shelf.load(DESIGN)), filters(shelf.load(name))) == (64, 77)


def test_a_drawing_that_is_too_large_says_so_and_can_be_undone(
    with_data: Path, open_page: Open
) -> None:
    shelf = DesignShelf(with_data)
    app = edit(open_page(Place.DESIGN), drawn(71), rev=1)
    many = [{"id": f"dense_{at}", "type": "Dense", "params": {}} for at in range(2_001)]
    edit(app, {"nodes": many, "edges": []}, rev=2)
    assert "The drawing has 2,001 layers" in texts(app)
    assert "Undo the last step" in texts(app)
    assert sent_down(app)["annotations"]["rev"] == 2
    assert filters(shelf.load(DESIGN)) == 71
    edit(app, drawn(72), rev=3)
    assert "2,001" not in texts(app)
    assert filters(shelf.load(DESIGN)) == 72


def test_the_canvas_can_tell_what_is_kept_from_what_was_opened_meanwhile(
    with_data: Path, open_page: Open
) -> None:
    shelf = DesignShelf(with_data)
    app = edit(open_page(Place.DESIGN), drawn(77), rev=1)
    mine = sent_down(app)["stamp"]
    assert mine == shelf.open(DESIGN).stamp == sent_down(open_page(Place.DESIGN))["stamp"]
    shelf.bring_back(DESIGN, 1)
    assert sent_down(open_page(Place.DESIGN))["stamp"] == shelf.open(DESIGN).stamp != mine


def test_a_damaged_design_still_gives_its_history(with_data: Path, open_page: Open) -> None:
    shelf = DesignShelf(with_data)
    shelf.keep(template(DESIGN), why="good")
    path = shelf.path_of(DESIGN)
    path.write_text(path.read_text().replace('"version": ', '"version": 9'))
    app = open_page(Place.DESIGN, design=DESIGN)
    assert "made by a newer one" in texts(app)
    click(app, "new_1")
    assert f"{DESIGN}, version 1" in shelf.names()
    assert '"version": 9' in path.read_text()


def test_a_long_history_is_shown_a_page_at_a_time(with_data: Path, open_page: Open) -> None:
    shelf = DesignShelf(with_data)
    history = shelf.history_of(shelf.path_of(DESIGN))
    for number in range(45):
        history.add(raw(template(DESIGN).with_params("Conv2D", filters=number + 1)), who="Ana")
    app = view(open_page(Place.DESIGN, design=DESIGN), "history")
    assert shown(app) == [*range(45, 25, -1)]
    assert "filters 25 → 26" in texts(app).replace("\\", "")
    click(app, "history_further")
    assert shown(app) == [*range(45, 5, -1)]
    assert app.button(key="history_further").label == "Show more (5 left)"
    click(app, "history_further")
    assert shown(app) == [*range(45, 0, -1)]
    assert "As it began" in texts(app)
    assert "history_further" not in [one.key for one in app.button]


def shown(app: AppTest) -> list[int]:
    """The numbers of the versions on the page."""
    return [int(number) for number in re.findall(r"\*\*Version (\d+)\*\*", texts(app))]
