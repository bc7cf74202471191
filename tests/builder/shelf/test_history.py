"""Earlier states: kept before they are drawn over, thinned with age, and the way back to each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from shelf_states import design, notes, wait

from builder.shelf.designs import DesignShelf, DrawnElsewhereError
from builder.shelf.history import History, raw
from builder.shelf.person import call, person
from builder.shelf.versions import Kind, VersionError


def test_while_one_draws_there_is_a_version_every_five_minutes(shelf: DesignShelf) -> None:
    for step in range(31):
        shelf.save(design(f"{step}"))
        wait(shelf, minutes=1)
    kept = [int(note) for note in notes(shelf)]
    assert kept == sorted(kept, reverse=True)
    assert kept[-1] == 0
    assert 5 <= len(kept) <= 7
    assert shelf.load("mine").nodes[0].note == "30"


def test_what_was_left_alone_is_kept_before_it_is_drawn_over(shelf: DesignShelf) -> None:
    shelf.save(design("finished"))
    wait(shelf, days=2)
    shelf.save(design("spoilt"))
    shelf.save(design("spoilt more"))
    assert notes(shelf) == ["finished"]
    (entry,) = shelf.versions("mine")
    assert entry.made is not None
    assert datetime.now(UTC) - entry.made > timedelta(days=1.9)


def test_each_state_is_told_under_whoever_drew_it(shelf: DesignShelf) -> None:
    call(shelf.workspace, "  Ana\n Ruiz ")
    shelf.save(design("by Ana"))
    call(shelf.workspace, "Ben")
    shelf.save(design("by Ben"))
    shelf.keep(shelf.load("mine"), why=" before the holidays ")
    told = [(one.version.who, one.version.why) for one in shelf.versions("mine") if one.version]
    assert told == [("Ben", "before the holidays"), ("Ana Ruiz", "")]


def test_without_a_name_it_is_the_computers(shelf: DesignShelf) -> None:
    assert person(shelf.workspace) == person(shelf.workspace).strip() != ""
    (shelf.workspace / "person.json").write_text('{"name": ["x"')
    assert person(shelf.workspace)


def test_old_versions_thin_out_to_one_a_day_but_those_that_matter(shelf: DesignShelf) -> None:
    shelf.save(design("0"))
    for step in range(1, 9):
        wait(shelf, minutes=6)
        shelf.save(design(f"{step}"))
    shelf.trained(design("8"), "a" * 64)
    shelf.keep(design("kept"), why="good")
    assert notes(shelf) == ["kept", "8", "7", "6", "5", "4", "3", "2", "1", "0"]
    wait(shelf, days=8)
    shelf.save(design("today"))
    shelf.save(design("later today"))
    left = notes(shelf)
    assert left[:3] == ["8", "kept", "8"]  # the last of its day, and two for good
    assert len(left) <= 4  # there may be a midnight among nine times six minutes


def test_a_run_keeps_the_state_it_was_trained_on_once(shelf: DesignShelf) -> None:
    shelf.save(design("x"))
    for digest in ("a" * 64, "b" * 64, "a" * 64):
        assert shelf.trained(design("x"), digest) == 1
    (entry,) = shelf.versions("mine")
    assert entry.version is not None
    assert entry.version.trained == ("a" * 64, "b" * 64)
    assert shelf.trained(design("x", name="not on the shelf"), "a" * 64) is None


def test_an_earlier_state_becomes_the_newest_and_nothing_is_lost(shelf: DesignShelf) -> None:
    shelf.save(design("first"))
    number = shelf.keep(design("first"), why="good")
    shelf.save(design("second"))
    opened = shelf.bring_back("mine", number)
    assert opened.spec == shelf.load("mine") == design("first")
    assert set(notes(shelf)) == {"first", "second"}
    shelf.save(design("third"), over=opened.stamp)
    with pytest.raises(VersionError, match="There is no version 99"):
        shelf.bring_back("mine", 99)


def test_a_version_that_is_opened_is_not_thinned_out_by_that(shelf: DesignShelf) -> None:
    """Its number is told in what is set aside, and to whoever opened it."""
    shelf.save(design("0"))
    for step in range(1, 9):
        wait(shelf, minutes=6)
        shelf.save(design(f"{step}"))
    wait(shelf, days=8)
    entries = shelf.versions("mine")
    days = [one.made and one.made.astimezone().date() for one in entries]
    number = 1 if days[-1] == days[-2] else 2  # not the last of its day
    opened = entries[-number]
    assert shelf.bring_back("mine", number).spec == opened.spec
    newest, *left = shelf.versions("mine")
    assert newest.version is not None
    assert newest.version.why == f"Set aside when version {number} was opened."
    assert opened in left
    assert len(left) <= 3  # it, and the last of its day; there may be a midnight
    wait(shelf, days=8)
    shelf.save(design("later"))
    assert opened.number not in {one.number for one in shelf.versions("mine")}  # as any other


def test_what_a_person_kept_stays_as_that_person_left_it(shelf: DesignShelf) -> None:
    shelf.save(design("first"))
    first = shelf.keep(design("first"), why="the beginning")
    shelf.save(design("second"))
    second = shelf.keep(design("second"), why="as in the paper")
    shelf.bring_back("mine", first)  # sets the second aside, which is kept already
    told = {one.number: one.version for one in shelf.versions("mine")}
    assert told[second] is not None
    assert (told[second].kind, told[second].why) == (Kind.KEPT, "as in the paper")
    shelf.save(design("second"))
    assert shelf.keep(design("second")) == second  # no reason this time
    assert shelf.versions("mine")[0].version == told[second]


def test_two_windows_never_overwrite_each_other(shelf: DesignShelf) -> None:
    first = shelf.save(design("start"))
    second = shelf.open("mine").stamp
    assert first == second
    first = shelf.save(design("by the first"), over=first)
    with pytest.raises(DrawnElsewhereError, match="changed in another window"):
        shelf.save(design("by the second"), over=second)
    assert shelf.load("mine").nodes[0].note == "by the first"
    number = shelf.keep(design("by the second"), kind=Kind.ASIDE, why="another window")
    shelf.draw_over(design("by the second, more"), number)
    assert "by the second, more" in notes(shelf)
    shelf.save(design("by the first, more"), over=first)


def test_a_design_of_version_1_is_the_same_drawing_after_the_update(shelf: DesignShelf) -> None:
    """Keeping or training it unchanged adds no version in which nothing changed."""
    shelf.save(design())
    history = shelf.history_of(shelf.path_of("mine"))
    now = raw(design())
    before = {**{key: one for key, one in now.items() if key != "blocks"}, "version": 1}
    first = history.add(before, who="Ann")
    assert history.add(now, who="Ann") == first
    assert history.trained(now, design().digest(), who="Ann") == first
    assert history.add({**now, "description": "New"}, who="Ann") == first + 1


def test_only_the_states_that_are_shown_are_read(shelf: DesignShelf) -> None:
    history = long_past(shelf, 150)
    shown, everything = (
        seconds(lambda most=most: shelf.versions("mine", most)) for most in (20, None)
    )
    assert shown < everything / 3
    assert shelf.count_versions("mine") == len(history.files()) == 150
    assert [one.number for one in shelf.versions("mine", 20)] == [*range(150, 130, -1)]


def test_a_long_past_is_read_with_the_first_version_of_a_day_only(shelf: DesignShelf) -> None:
    history = long_past(shelf, 150)
    first, *others = (
        seconds(lambda step=step: history.add(raw(design(f"today {step}")), who="Ana"), times=1)
        for step in range(6)
    )
    assert min(others) < first / 3
    assert shelf.count_versions("mine") == 156


def long_past(shelf: DesignShelf, versions: int) -> History:
    """The history of “mine”, with versions that somebody kept a month ago."""
    shelf.save(design())
    history = shelf.history_of(shelf.path_of("mine"))
    for step in range(versions):
        history.add(raw(design(f"{step}")), who="Ana", kind=Kind.KEPT)
    wait(shelf, days=30)
    return history


def seconds(done: Callable[[], object], *, times: int = 4) -> float:
    took = []
    for _ in range(times):
        begun = process_time()
        done()
        took.append(process_time() - begun)
    return min(took)
