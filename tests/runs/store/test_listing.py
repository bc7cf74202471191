"""Which of many runs a search, filters and an order give; every backend."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runs.store.listing import LONGEST_SEARCH, Wanted
from runs.store.orders import Order
from runs.store.records import EpochRecord, Fold
from runs.store.states import RunState
from runs.store.store import RunStore

Queue = Callable[..., int]


def ended(
    store: RunStore, run: int, state: RunState = RunState.SUCCEEDED, **summary: float | None
) -> int:
    store.claim(run, claim="me")
    error = "It broke." if state is RunState.FAILED else None
    seconds = 10.0 * run
    store.finish(
        run, claim="me", state=state, summary=summary or None, error=error, seconds=seconds
    )
    return run


def numbers(store: RunStore, wanted: Wanted | None = None) -> list[int]:
    return [line.id for line in store.lines(wanted)]


@pytest.fixture
def three(store: RunStore, queue: Queue) -> tuple[int, int, int]:
    """Three that have ended: of two designs, on two datasets, one without numbers."""
    first = ended(store, queue(name="Früh", dataset="HAM"), auc=0.81, auc_low=0.7, auc_high=0.9)
    second = ended(store, queue(name="spät", design_name="ViT", dataset="HAM"), RunState.FAILED)
    third = ended(store, queue(name="100 % sure", dataset="ISIC"), auc=0.92)
    return first, second, third


def test_a_line_tells_what_a_list_shows(store: RunStore, queue: Queue) -> None:
    run = ended(store, queue(seed=7, synthetic=True), auc=0.8, auc_low=0.7, auc_high=0.9)
    store.tag(run, add=["b", "A"])
    store.write_note(run, "as planned")
    store.open_test(run)
    (line,) = store.lines()
    assert (line.auc, line.auc_low, line.auc_high) == (0.8, 0.7, 0.9)
    assert (line.seed, line.synthetic, line.judged, line.test_opened) == (7, True, True, 1)
    assert (line.tags, line.note) == (("A", "b"), "as planned")
    assert line.recipe == {"epochs": 3, "learning_rate": 1e-3}
    assert store.get(run).tags == ("A", "b")
    assert (store.get(run).note, store.get(run).synthetic) == ("as planned", True)


def test_a_cross_validation_is_listed_whole(store: RunStore, queue: Queue) -> None:
    """All folds of all repeats, and no other's, however alike it is called."""
    series = ("abc-1of2", "abc-2of2", "abcd", "a_c")
    made = {one: [queue(place=Fold(one, fold, 2)) for fold in (1, 2)] for one in series}
    wanted = sorted(made["abc-1of2"] + made["abc-2of2"])
    assert sorted(run.id for run in store.list(series=["abc"])) == wanted
    assert sorted(run.id for run in store.list(series=["a_c"])) == made["a_c"]


def test_a_run_without_numbers_is_a_line_too(store: RunStore, waiting: int) -> None:
    (line,) = store.lines()
    assert (line.id, line.auc, line.judged, line.tags) == (waiting, None, False, ())


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", [3, 2, 1]),
        ("FRÜH", [1]),
        ("vit ham", [2]),
        ("2", [2]),
        ("run 3", [3]),
        ("%", [3]),
        ("_", []),
        ("no such thing", []),
        ("pilot", [2]),
        ("Näheres", [1]),
        ("x" * 10_000, []),
        ("'; DROP TABLE runs; --", []),
        ("\0", [3, 2, 1]),
        ("\ud800", []),
        ("99999999999999999999", []),
    ],
)
@pytest.mark.usefixtures("three")
def test_a_search_finds_words_wherever_they_stand(
    store: RunStore, search: str, found: list[int]
) -> None:
    store.tag(2, add=["Pilot"])
    store.write_note(1, "NÄHERES morgen")
    assert numbers(store, Wanted(search=search)) == found


def test_only_so_much_of_a_search_counts(store: RunStore, waiting: int) -> None:
    assert numbers(store, Wanted(search=f"first{' ' * LONGEST_SEARCH}nothing")) == [waiting]


def test_filters_narrow_together_and_each_takes_any_of_its_own(
    store: RunStore, three: tuple[int, int, int]
) -> None:
    first, second, third = three
    store.tag(first, third, add=["x"])
    store.tag(second, add=["y"])
    store.star(second, third, starred=True)
    assert numbers(store, Wanted(states=[RunState.FAILED])) == [second]
    assert numbers(store, Wanted(designs=["ViT"])) == [second]
    assert numbers(store, Wanted(datasets=["HAM"])) == [second, first]
    assert numbers(store, Wanted(tags=["x", "y"])) == [third, second, first]
    assert numbers(store, Wanted(tags=["x"], datasets=["HAM"])) == [first]
    assert numbers(store, Wanted(starred=True)) == [third, second]
    assert numbers(store, Wanted(among=[first, 999, 10**30])) == [first]
    assert numbers(store, Wanted(limit=1)) == [third]


def test_orders(store: RunStore, three: tuple[int, int, int]) -> None:
    first, second, third = three
    expected = {
        Order.NEWEST: [third, second, first],
        Order.OLDEST: [first, second, third],
        Order.BEST: [third, first, second],
        Order.DESIGN: [third, first, second],
        Order.DATASET: [second, first, third],
        Order.LONGEST: [third, second, first],
    }
    for order, runs in expected.items():
        assert numbers(store, Wanted(order=order)) == runs
    assert numbers(store, Wanted(order=Order.NAME))[0] == third


def test_facets_tell_what_can_be_asked_for(store: RunStore, three: tuple[int, int, int]) -> None:
    store.tag(three[0], add=["b", "A"])
    store.tag(three[2], add=["b", "gone"])
    store.throw_away(three[2])
    told = store.facets()
    assert told.model_dump() == {
        "designs": ["Two-convolution CNN", "ViT"],
        "datasets": ["HAM"],
        "tags": ["A", "b"],
    }
    assert store.facets(binned=True).datasets == ["ISIC"]


def test_epochs_of_several_runs_come_in_one_go(store: RunStore, queue: Queue) -> None:
    runs = [queue() for _ in range(3)]
    for run in runs[:2]:
        store.claim(run, claim="me")
        for epoch in (1, 2):
            told = EpochRecord(phase="train", epoch=epoch, val_auc=run / 10)
            store.record_epoch(run, told, claim="me")
    found = store.curves(runs)
    assert {run: [one.val_auc for one in told] for run, told in found.items()} == {
        runs[0]: [runs[0] / 10] * 2,
        runs[1]: [runs[1] / 10] * 2,
    }
    assert found[runs[0]] == store.epochs(runs[0])
