from __future__ import annotations

from runs.store.states import FINISHED, TRANSITIONS, RunState, sources


def test_a_finished_state_has_no_row_in_the_table_and_every_other_has() -> None:
    assert set(FINISHED) == {RunState.SUCCEEDED, RunState.STOPPED, RunState.FAILED}
    assert set(TRANSITIONS) == set(RunState) - set(FINISHED)


def test_every_state_but_the_first_can_be_reached() -> None:
    reached = {RunState.QUEUED}
    while True:
        further = reached.union(*(TRANSITIONS.get(state, frozenset()) for state in reached))
        if further == reached:
            break
        reached = further
    assert reached == set(RunState)


def test_the_sources_are_the_table_read_backwards() -> None:
    assert sources(RunState.STOPPED) == (RunState.QUEUED, RunState.RUNNING, RunState.INTERRUPTED)
    assert sources(RunState.QUEUED) == (RunState.INTERRUPTED,)
