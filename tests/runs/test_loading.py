from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from runs.loading import large_libraries


@pytest.fixture(autouse=True)
def _collecting_again() -> Iterator[None]:
    yield
    gc.enable()


def test_nothing_is_collected_while_libraries_come_and_all_of_it_stays() -> None:
    before = gc.get_freeze_count()
    with large_libraries():
        assert not gc.isenabled()
        brought: list[object] = [[] for _ in range(5000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() >= before + len(brought)


def test_a_library_that_does_not_load_leaves_the_collector_on() -> None:
    with pytest.raises(ImportError), large_libraries():
        raise ImportError
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    with large_libraries():
        pass
    assert not gc.isenabled()
