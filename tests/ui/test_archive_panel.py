"""The third way in for photographs: counted and downloaded from an archive on this computer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from isic_server import Small, portal, running, times

from data.library import Library
from ui.frame import session
from ui.frame.navigation import Place
from ui.pages.data.ways_in import archive, jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Iterator[Small]:
    with running(24) as archive:
        monkeypatch.setenv("LESION_STUDIO_ISIC", archive.base)
        yield archive


def said(app: AppTest) -> str:
    kinds = ("markdown", "caption", "warning", "error")
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def ended(home: Path) -> jobs.Job:
    """The job, once its process has ended."""
    deadline = time.monotonic() + 60
    while (job := jobs.current(home)) is None or job.running:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return job


def test_it_asks_nobody_before_a_button_is_pressed_and_then_leads_into_the_import(
    home: Path, open_page: Open, small: Small
) -> None:
    app = open_page(Place.DATA)
    assert "ask isic-archive.com over the internet" in said(app)
    app.multiselect(key="archive_diagnoses").set_value(["Nevus", "Melanoma*"]).run()
    assert small.asked == []
    app.button(key="archive_count").click().run()
    assert "**24 photographs** fit. By licence: CC-0 8, CC-BY 8, CC-BY-NC 8." in said(app)
    assert small.fetched() == []
    app.number_input(key="archive_most").set_value(20).run()
    assert "Roughly 12 kB, into" in said(app)
    assert "The first in the archive's own order are taken." in said(app)
    app.text_input(key="archive_name").set_value("../My lesions").run()
    app.button(key="archive_begin").click().run()
    job = ended(home)
    assert job.error is None
    folder = home / "downloads" / "my-lesions"
    assert job.result
    assert (job.result["downloaded"], job.result["folder"]) == (20, str(folder))
    app.run()
    text = said(app)
    assert "**20 photographs** downloaded" in text
    assert "20 images, read as a download from the ISIC Archive." in text
    assert not app.error
    app.text_input(key="import_name").set_value("Mine").run()
    app.button(key="import_begin").click().run()
    assert ended(home).error is None
    dataset = Library(home).load("Mine")
    assert set(dataset.licences) == {"CC-0", "CC-BY", "CC-BY-NC"}
    assert set(dataset.attributions) == {"Hospital 0", "Hospital 1"}


@pytest.mark.usefixtures("home")
def test_other_choices_are_counted_anew(open_page: Open, small: Small) -> None:
    app = open_page(Place.DATA)
    app.button(key="archive_count").click().run()
    assert "**24 photographs** fit." in said(app)
    app.multiselect(key="archive_diagnoses").set_value(["Wart"]).run()
    assert "photographs** fit" not in said(app)
    app.button(key="archive_count").click().run()
    assert "has no photograph that fits" in said(app)
    app.button(key="archive_list").click().run()
    assert app.multiselect(key="archive_in").options == ["Challenge 1", "Zebra"]
    app.multiselect(key="archive_in").set_value([9]).run()
    app.button(key="archive_count").click().run()
    assert "collections=9" in small.asked[-1]


@pytest.mark.usefixtures("home")
def test_a_network_in_between_is_told_with_the_way_by_hand(open_page: Open, small: Small) -> None:
    small.misfortunes["/api/"] = times(99, portal)
    app = open_page(Place.DATA)
    app.button(key="archive_count").click().run()
    (error,) = app.error
    assert "cannot be reached from this computer: something else answers" in error.value
    assert "The way by hand" in error.value


@pytest.mark.usefixtures("home", "small")
def test_others_see_the_archive_but_no_disks(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "on_this_computer", lambda: False)
    app = open_page(Place.DATA)
    assert [tab.label for tab in app.tabs] == ["Upload (up to 200 MB)", "From the ISIC Archive"]


def test_a_stopped_download_goes_on_or_is_imported_as_it_is(
    home: Path, open_page: Open, small: Small
) -> None:
    def slowly(_one: Any) -> bool:
        time.sleep(0.3)
        return False

    small.misfortunes["/files/"] = slowly
    folder = archive.place(home, "Mine")
    job = jobs.start(home, jobs.Task.ARCHIVE, name="Mine", choices={}, folder=str(folder), most=24)
    deadline = time.monotonic() + 60
    while job.progress.what != "Downloading" or job.progress.done < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    with pytest.raises(jobs.JobError, match="“Mine” is being downloaded now"):
        jobs.start(home, jobs.Task.DEMO, name="Another")
    app = open_page(Place.DATA)
    assert app.button(key="job_stop").label == "Stop the download"
    app.button(key="job_stop").click().run()
    ended(home)
    small.misfortunes.clear()
    app.run()
    assert "what is whole was kept" in said(app)
    assert app.button(key="job_take").label == "Import what is there"
    there = len(list(folder.glob("*.jpg")))
    assert 0 < there < 24
    app.button(key="job_go_on").click().run()
    job = ended(home)
    assert job.result
    assert (job.result["already_there"], job.result["downloaded"]) == (there, 24 - there)
    app.run()
    assert "24 images, read as a download from the ISIC Archive." in said(app)
