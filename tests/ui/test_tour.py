"""The tour: offered once, remembered in the workspace, ended for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.frame import preferences
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def keys(app: AppTest) -> list[str | None]:
    return [button.key for button in app.button]


def test_it_is_offered_to_whoever_comes_first_and_turned_down_for_good(
    home: Path, open_page: Open
) -> None:
    app = open_page(Place.START)
    app.button(key="tour_decline").click().run()
    assert "tour_begin" not in keys(app)
    assert "tour_begin" not in keys(open_page(Place.START))
    assert preferences.read(home)["tour"] == "ended"


def test_it_leads_through_the_pages(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.START)
    app.button(key="tour_begin").click().run()
    assert "Tour, 1 of 5" in "".join(element.value for element in app.markdown)
    app.button(key="tour_next").click().run()
    assert app.title[0].value == "Data"
    assert "Tour, 2 of 5" in "".join(element.value for element in app.markdown)
    assert preferences.read(with_data)["tour"] == 1
    elsewhere = open_page(Place.RUNS)
    assert "tour_there" in keys(elsewhere)
    elsewhere.button(key="tour_end").click().run()
    assert "tour_end" not in keys(open_page(Place.DATA))


def test_what_is_remembered_survives_damage(home: Path) -> None:
    (home / preferences.FILE).write_text("{not json", encoding="utf-8")
    assert preferences.read(home) == {}
    preferences.remember(home, tour=2)
    preferences.remember(home, dataset="Mine")
    assert preferences.read(home) == {"tour": 2, "dataset": "Mine"}
