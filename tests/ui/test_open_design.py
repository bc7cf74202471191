"""An open design while two runs of its page's script stand beside one another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Any

import pytest
from design_page import drawn, filters
from page_runs import DESIGN

from builder.files import exclusive
from builder.shelf.design_files import Written
from builder.shelf.designs import DesignShelf
from builder.templates import template
from ui.pages.design.open_design import Desk

if TYPE_CHECKING:
    from pathlib import Path


def said(count: int, rev: int) -> dict[str, Any]:
    """What the canvas says when a layer has that number of filters."""
    return {**drawn(count), "epoch": 1, "rev": rev, "selected": None, "code": False}


@pytest.fixture
def shelf(home: Path) -> DesignShelf:
    return DesignShelf(home)


@pytest.fixture
def desk(shelf: DesignShelf) -> Desk:
    design = template(DESIGN)
    stamp = shelf.save(design)
    now = Written(design)
    return Desk(now, now, stamp=stamp)


def test_an_edit_that_comes_while_the_one_before_is_saved_is_saved_too(
    desk: Desk, shelf: DesignShelf
) -> None:
    """Streamlit begins the next run of the script before the last one has ended its saving."""
    desk.take_in(said(10, rev=1))
    desk.save()
    desk.take_in(said(11, rev=2))
    with ThreadPoolExecutor(2) as runs:
        with exclusive(shelf.folder / ".lock"):  # the disk is slow
            before = runs.submit(desk.save)
            assert not wait([before], timeout=0.3).done
            after = runs.submit(lambda: (desk.take_in(said(12, rev=3)), desk.save()))
            assert not wait([after], timeout=0.3).done
        before.result(timeout=30)
        after.result(timeout=30)
    assert filters(shelf.load(DESIGN)) == 12
    assert desk.aside is None
    assert not desk.changed
