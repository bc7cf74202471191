"""Designs on the page: earlier states and the way back, two windows, the list and its bin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from canvas_edits import edit, sent_down
from page_runs import DESIGN, finish, queued

from builder.canvas.wire import to_wire
from builder.shelf.design_bin import DesignBin
from builder.shelf.designs import DesignShelf
from builder.shelf.person import call
from builder.templates import template
from ui.frame import session
from ui.frame.navigation import Place
from ui.pages.design import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from builder.spec import GraphSpec

    Open = Callable[..., AppTest]


def drawn(filters: int) -> dict[str, Any]:
    """The design with another number of filters, as a canvas sends it."""
    graph = to_wire(template(DESIGN))
    layer = next(node for node in graph["nodes"] if node["id"] == "conv2d_1")
    layer["params"] = {**layer["params"], "filters": filters}
    return graph


def filters(spec: GraphSpec) -> int:
    return int(next(node.params["filters"] for node in spec.nodes if node.id == "conv2d_1"))


def kept(shelf: DesignShelf, name: str = DESIGN) -> set[int]:
    """The filters of every earlier state."""
    return {filters(one.spec) for one in shelf.versions(name) if one.spec}


def texts(app: AppTest) -> str:
    return "\n".join(
        element.value
        for kind in ("markdown", "caption", "warning", "error")
        for element in app.get(kind)
    )


def click(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def view(app: AppTest, key: str) -> AppTest:
    """Open the file's menu and choose a view in it."""
    app.session_state[files.MENU] = True
    return click(app.run(), key)


def rename(app: AppTest, name: str) -> AppTest:
    app.session_state[files.MENU] = True
    app.run()
    next(one for one in app.text_input if one.label == "Name").set_value(name)
    return next(one for one in app.button if one.label == "Rename").click().run()


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
    click(app, f"back:{binned.key}")
    assert DESIGN in shelf.names()
    assert not app.exception


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
