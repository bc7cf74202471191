"""What a network says of the photographs on the page: asked one by one, then known.

The network runs in the helper process; each file exists for as long as its answer takes. What is
known are the answers alone, for as long as their photographs are on the page.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.helper.files import model_file
from runs.helper.many import one_by_one
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from runs.helper.client import Helper
    from runs.helper.many import Progress
    from ui.pages.predict.photograph import Photograph

    Answer = dict[str, Any]

_KNOWN = "predict_answers"
_FIRST = "Asking the network. The first time takes some seconds."


def answers(run_id: int, photographs: Sequence[Photograph]) -> list[Answer]:
    """The answers, in the order of the photographs; the network is asked for new ones only.

    Raises:
        UserError: as ``one_by_one`` says.
    """
    trained = model_file(session.workspace(), run_id).stat().st_mtime_ns
    keys = [(run_id, trained, photograph.key) for photograph in photographs]
    before: dict[tuple[int, int, str], Answer] = st.session_state.get(_KNOWN, {})
    there = {photograph.key for photograph in photographs}  # whichever network was asked about them
    known = {key: answer for key, answer in before.items() if key[2] in there}
    st.session_state[_KNOWN] = known  # filled as answers come: who looks elsewhere loses none
    unknown = {key: one for key, one in zip(keys, photographs, strict=True) if key not in known}
    found = dict(known)
    for key, answer in zip(unknown, _shown(run_id, list(unknown.values())), strict=True):
        found[key] = answer
        if not answer["problem"]:  # else: asked again, since it may have been the computer's
            known[key] = answer
    return [found[key] for key in keys]


def _shown(run_id: int, photographs: Sequence[Photograph]) -> Iterator[Answer]:
    """Ask about them, with a bar that fills, and how long it still takes."""
    if not photographs:
        return
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
        files = _written(photographs, Path(folder))
        told = one_by_one(helper, run_id, files, len(photographs), progress)
        for photograph, answer in zip(photographs, told, strict=True):
            yield {**answer, "image": photograph.name}


def _written(photographs: Iterable[Photograph], folder: Path) -> Iterator[Path]:
    """Each as a file of its name, which is there until the next is asked for."""
    for photograph in photographs:
        path = folder / Path(photograph.name).name
        path.write_bytes(photograph.content)
        yield path
        path.unlink()
