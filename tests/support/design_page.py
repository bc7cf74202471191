"""The Design page without a browser: what it says, its file's menu, and drawings to edit there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from page_runs import DESIGN

from builder.canvas.wire import to_wire
from builder.templates import template
from ui.pages.design import files

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from builder.shelf.designs import DesignShelf
    from builder.spec import GraphSpec


def drawn(filters: int) -> dict[str, Any]:
    """The design with another number of filters, as a canvas sends it."""
    graph = to_wire(template(DESIGN))
    layer = next(node for node in graph["nodes"] if node["id"] == "conv2d_1")
    layer["params"] = {**layer["params"], "filters": filters}
    return graph


def filters(spec: GraphSpec) -> int:
    return int(next(node.params["filters"] for node in spec.nodes if node.id == "conv2d_1"))


def kept(shelf: DesignShelf, name: str = DESIGN) -> set[int]:
    """The filters of every earlier state."""
    return {filters(one.spec) for one in shelf.versions(name) if one.spec}


def texts(app: AppTest) -> str:
    return "\n".join(
        element.value
        for kind in ("markdown", "caption", "warning", "error")
        for element in app.get(kind)
    )


def click(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def view(app: AppTest, key: str) -> AppTest:
    """Open the file's menu and choose a view in it."""
    app.session_state[files.MENU] = True
    return click(app.run(), key)


def rename(app: AppTest, name: str) -> AppTest:
    app.session_state[files.MENU] = True
    app.run()
    next(one for one in app.text_input if one.label == "Name").set_value(name)
    return next(one for one in app.button if one.label == "Rename").click().run()
