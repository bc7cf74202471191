"""What a network says of the photographs on the page: asked one by one, then known.

The network runs in the helper process; each file exists for as long as its answer takes. What is
known are the answers alone, for as long as their photographs are on the page.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.helper.many import one_by_one
from ui.frame import session, wording
from ui.frame.remembered import asked_once

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runs.helper.client import Helper
    from runs.helper.many import Progress
    from ui.pages.predict.photograph import Photograph

    Answer = dict[str, Any]

_FIRST = "Asking the network. The first time takes some seconds."


def answers(
    run_id: int, photographs: Sequence[Photograph], on_page: Sequence[Photograph] | None = None
) -> list[Answer]:
    """The answers, in the order of the photographs; the network is asked for new ones only.

    Args:
        run_id: of a run with a trained network.
        photographs: that are asked about.
        on_page: all that are; by default the same.

    Raises:
        UserError: as ``one_by_one`` says.
    """
    return asked_once(
        "predict_answers",
        run_id,
        photographs,
        lambda unknown: _shown(run_id, unknown),
        on_page=photographs if on_page is None else on_page,
        keep=lambda answer: not answer["problem"],  # else it may have been the computer's fault
    )


def _shown(run_id: int, photographs: Sequence[Photograph]) -> Iterator[Answer]:
    """Ask about them, with a bar that fills, and how long it still takes."""
    bar = st.progress(0.0, text=_FIRST)

    def progress(done: int, total: int, left: float | None) -> None:
        ahead = wording.time_left(left)
        said = f"Asking the network: {done} of {total}"
        bar.progress(done / total, text=f"{said}; {ahead}" if ahead else said)

    yield from asked(session.helper(), run_id, photographs, progress)
    bar.empty()


def asked(
    helper: Helper, run_id: int, photographs: Sequence[Photograph], progress: Progress
) -> Iterator[Answer]:
    """The helper's answers, in the order of the photographs; ``image`` is each one's name."""
    with tempfile.TemporaryDirectory() as folder:
        files = written(photographs, Path(folder))
        told = one_by_one(helper, run_id, files, len(photographs), progress)
        for photograph, answer in zip(photographs, told, strict=True):
            yield {**answer, "image": photograph.name}


def written(photographs: Iterable[Photograph], folder: Path) -> Iterator[Path]:
    """Each as a file of its name, which is there until the next is asked for."""
    for photograph in photographs:
        path = folder / Path(photograph.name).name
        path.write_bytes(photograph.content)
        yield path
        path.unlink()
