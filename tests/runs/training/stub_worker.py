"""A worker without a network, for the tests of the launcher: a real process, many characters.

Called as ``stub_worker.py CHARACTER RUN_ID --workspace DIR``.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

from runs.store.records import EpochRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import process
from runs.training.starting import start_next

BEAT_S = 0.1


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main(character: str, run_id: int, workspace: Path) -> None:
    if character == "stillborn":
        sys.exit("ModuleNotFoundError: No module named 'tensorflow'")
    if character == "stubborn":
        signal.signal(signal.SIGTERM, lambda _number, _frame: say("TERM? Never."))
    claim = process.new_claim()
    with RunStore(workspace) as store:
        store.claim(run_id, claim=claim)
        say(f"{character} took up run {run_id}")
        if character == "diligent":
            train(store, run_id, claim)
        else:
            beat_on(store, run_id, claim, character)
    if character == "diligent":
        start_next(workspace, worker=[sys.executable, __file__, character])
    if character == "polite":
        time.sleep(60)  # its threads do not end


def train(store: RunStore, run_id: int, claim: str) -> None:
    for epoch in (1, 2):
        store.record_epoch(run_id, EpochRecord(phase="train", epoch=epoch, loss=0.5), claim=claim)
    store.finish(run_id, claim=claim, state=RunState.SUCCEEDED, summary={"auc": 0.8})


def beat_on(store: RunStore, run_id: int, claim: str, character: str) -> None:
    while True:
        asked = store.beat(run_id, claim=claim)
        if asked and character == "polite":
            store.finish(run_id, claim=claim, state=RunState.STOPPED)
            return
        if character == "busy":
            store.set_progress(run_id, claim=claim, text="Judging")
        time.sleep(BEAT_S)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[4]))
