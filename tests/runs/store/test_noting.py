"""Tags, notes and stars as people write them, with what they may not hold; every backend."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runs.store.errors import RunMissingError
from runs.store.notes import LONGEST_NOTE, LONGEST_TAG, MOST_TAGS, NoteError, clean_tags
from runs.store.store import RunStore

Queue = Callable[..., int]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["<b>bold</b><script>"], ("<b>bold</b><script>",)),
        (["one, two,,three "], ("one", "three", "two")),
        (["👩‍⚕️", "Nävus"], ("Nävus", "👩‍⚕️")),
        (["a   b\tc", "a b c"], ("a b c",)),
        (["", " , "], ()),
        (["'; DELETE FROM runs; --"], ("'; DELETE FROM runs; --",)),
        (["x" * LONGEST_TAG], ("x" * LONGEST_TAG,)),
    ],
)
def test_tags_are_kept_as_written(
    store: RunStore, waiting: int, typed: list[str], kept: tuple[str, ...]
) -> None:
    store.tag(waiting, add=typed)
    store.tag(waiting, add=typed)
    assert store.get(waiting).tags == kept
    store.tag(waiting, remove=typed)
    assert store.get(waiting).tags == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x" * 10_000, "has 10,000 characters"),
        ("bell\a", r"no text \(code 7\)"),
        ("half \ud83d", "no text"),
    ],
)
def test_a_tag_that_cannot_be_is_refused_and_nothing_is_kept(
    store: RunStore, waiting: int, typed: str, said: str
) -> None:
    with pytest.raises(NoteError, match=said):
        store.tag(waiting, add=["good", typed])
    assert store.get(waiting).tags == ()


def test_a_run_has_a_bounded_number_of_tags(store: RunStore, waiting: int) -> None:
    store.tag(waiting, add=[str(number) for number in range(MOST_TAGS)])
    with pytest.raises(NoteError, match=f"would have {MOST_TAGS + 1} tags"):
        store.tag(waiting, add=["one more"])
    store.tag(waiting, add=["one more"], remove=["0"])
    assert len(store.get(waiting).tags) == MOST_TAGS


def test_all_tags_of_a_run_can_be_replaced(store: RunStore, waiting: int) -> None:
    store.tag(waiting, add=["a", "b"])
    store.set_tags(waiting, ["b", "c, d"])
    assert store.get(waiting).tags == ("b", "c", "d")
    store.set_tags(waiting, [])
    assert store.get(waiting).tags == ()


def test_a_note_of_a_megabyte_is_refused_in_a_sentence(store: RunStore, waiting: int) -> None:
    store.write_note(waiting, " line one\r\nline two  ")
    assert store.get(waiting).note == "line one\nline two"
    with pytest.raises(NoteError, match=r"has 1,000,000 characters"):
        store.write_note(waiting, "y" * 1_000_000)
    with pytest.raises(NoteError, match="no text"):
        store.write_note(waiting, "\0")
    assert store.get(waiting).note == "line one\nline two"
    store.write_note(waiting, "ü" * LONGEST_NOTE)
    store.write_note(waiting, "")
    assert store.get(waiting).note == ""


def test_several_runs_are_changed_together_or_none(store: RunStore, queue: Queue) -> None:
    one, two = queue(), queue()
    store.star(one, two, starred=True)
    store.tag(one, two, add=["both"])
    assert [(line.starred, line.tags) for line in store.lines()] == [(True, ("both",))] * 2
    gone = two + 1
    for change in (
        lambda: store.star(one, gone, starred=False),
        lambda: store.tag(one, gone, add=["x"]),
        lambda: store.set_tags(gone, ["x"]),
        lambda: store.write_note(gone, "x"),
        lambda: store.throw_away(gone),
        lambda: store.bring_back(gone),
    ):
        with pytest.raises(RunMissingError, match=f"There is no run {gone}"):
            change()
    assert [(line.starred, line.tags) for line in store.lines()] == [(True, ("both",))] * 2


def test_tags_go_with_their_run(store: RunStore, queue: Queue) -> None:
    one, other = queue(), queue()
    store.tag(one, other, add=["shared"])
    store.stop_waiting(one)
    store.delete(one)
    assert store.facets().tags == ["shared"]
    store.stop_waiting(other)
    store.delete(other)
    assert store.facets().tags == []


def test_what_an_earlier_studio_did_not_tell_is_told_once(store: RunStore, queue: Queue) -> None:
    unknown, known = queue(), queue(synthetic=False)
    store.tell_synthetic({unknown: True, known: True, known + 1: True})
    assert (store.get(unknown).synthetic, store.get(known).synthetic) == (True, False)


def test_tags_are_cleaned_in_the_order_given() -> None:
    assert clean_tags(["b,a", "b"]) == ("b", "a")
