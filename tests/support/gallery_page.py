"""The gallery under test: what the page sent to its grid, and what the browser would ask."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from typing import Any

from streamlit.testing.v1 import AppTest

_NUMBERS = itertools.count(1)


def sent(app: AppTest) -> dict[str, Any]:
    """What the page gave to the grid."""
    (element,) = app.get("bidi_component")
    told: dict[str, Any] = json.loads(element.proto.json)
    return told


def cards(app: AppTest) -> list[dict[str, Any]]:
    """The photographs whose pictures came with it, in their order."""
    chunks = sent(app)["chunks"]
    return [card for at in sorted(chunks, key=int) for card in chunks[at]]


def ids(app: AppTest) -> list[str]:
    return [card["id"] for card in cards(app)]


def ask(
    app: AppTest,
    *,
    chunks: Iterable[int] = (),
    ticks: Iterable[str] | None = None,
    closer: str | None = None,
) -> AppTest:
    """Scroll to some chunks, tick photographs, or open one, as the browser tells it."""
    told, number = sent(app), next(_NUMBERS)
    app.session_state["gallery"] = {
        "asked": {
            "number": number,
            "dataset": told["dataset"],
            "token": told["token"],
            "chunks": list(chunks),
            "ticks": told["ticks"] if ticks is None else list(ticks),
            "closer": None if closer is None else [number, closer],
        }
    }
    return app.run()
