"""What the Design page and its canvas say to each other, without a browser."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def sent_down(app: AppTest) -> dict[str, Any]:
    """What the page gave to the canvas."""
    (element,) = app.get("bidi_component")
    told: dict[str, Any] = json.loads(element.proto.json)
    return told


def edit(app: AppTest, graph: dict[str, Any], *, rev: int) -> AppTest:
    """An edit on the canvas, as the browser sends it."""
    state = {**graph, "rev": rev, "epoch": sent_down(app)["epoch"], "selected": None}
    app.session_state["canvas"] = {"graph": state}
    return app.run()
