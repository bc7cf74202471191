"""The page asks about each photograph once, however often it is drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from data.library import Library

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


def page(run: int, files: list[str]) -> None:
    """What the page does with files that were dropped."""
    from pathlib import Path

    import streamlit as st

    from ui.pages.predict.answers import answers
    from ui.pages.predict.photograph import Photograph

    photographs = [Photograph(Path(one).name, Path(one).read_bytes(), one) for one in files]
    st.json(answers(run, photographs))


@pytest.fixture
def opened(finished: tuple[Path, int], monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("LESION_STUDIO_HOME", str(finished[0]))
    yield AppTest.from_function(page, default_timeout=90)
    st.cache_resource.clear()


def test_the_network_is_asked_about_new_photographs_only(
    opened: AppTest, finished: tuple[Path, int], tmp_path: Path
) -> None:
    dataset = Library(finished[0]).load("Demo")
    one, two = (str(dataset.file(row)) for row in range(2))
    (broken := tmp_path / "broken.jpg").write_bytes(b"no image")

    def drawn(*files: str) -> tuple[list[dict[str, Any]], bool]:
        """The answers, and whether the network was asked: the process is ended each time."""
        opened.kwargs = {"run": finished[1], "files": list(files)}
        shown = opened.run().json[0].value
        assert not opened.exception
        running = [c for c in psutil.Process().children() if "runs.helper" in c.cmdline()]
        for process in running:
            process.kill()
            process.wait()
        return json.loads(shown), bool(running)

    (first, bad), asked = drawn(one, str(broken))
    assert asked
    assert (first["image"], first["problem"]) == (Path(one).name, None)
    assert bad["problem"].startswith("“broken.jpg” is not an image")
    assert drawn(one) == ([first], False)
    (second, again), asked = drawn(two, one)
    assert (again, asked) == (first, True)
    assert second["image"] == Path(two).name
    assert drawn(two, one) == ([second, first], False)
    assert drawn(two)[1] is False
    assert drawn(one) == ([first], True), "what left the page is forgotten"
    assert drawn(str(broken), one) == ([bad, first], True), "it may have been the computer's fault"
    assert drawn(str(broken), one)[1] is True
