"""A design as a file: rename, duplicate, delete, download, and its Python code.

Drawing is left to the canvas, opening to ``desk`` and ``opening``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from builder.spec import GraphSpec, Node
from data.files import slug
from layers_catalog.errors import UserError
from runs.scripts import train_script
from runs.training.origins import with_files, with_start_file, without_paths
from runs.training.recipe import Recipe
from ui.frame import errors, session
from ui.pages.design import desk, opening, shelf, views
from ui.pages.design.views import View

if TYPE_CHECKING:
    from ui.pages.design.open_design import Desk


MENU = "design_file"
_VIEWS: Final = {
    View.HISTORY: ("History", "history"),
    View.DESIGNS: ("All designs", "grid_view"),
}


def menu(open_design: Desk, *, sound: bool) -> None:
    """Everything that concerns the design as a whole."""
    drawer = st.popover("File", icon=":material/folder_open:", key=MENU, on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        with st.container(horizontal=True):
            for view, (label, icon) in _VIEWS.items():
                shown = f":material/{icon}:"
                st.button(label, icon=shown, key=view, on_click=views.enter, args=(view,))
        _name(open_design.spec)
        _downloads(open_design.spec, sound=sound)
        opening.upload()
        with st.container(horizontal=True):
            if st.button("Duplicate", icon=":material/content_copy:", key="duplicate"):
                desk.keep(open_design.spec)
                st.rerun()
            if st.button("Delete", icon=":material/delete:", key="delete_design"):
                shelf.delete(open_design.spec.name)
                desk.close_soon()  # what would lie under the pointer now is another design's
                st.rerun()


def _name(spec: GraphSpec) -> None:
    with st.form("rename", border=False):
        name = st.text_input("Name", value=spec.name, max_chars=120, key=f"name_of_{spec.name}")
        if st.form_submit_button("Rename") and name != spec.name:
            try:
                desk.rename(name)
            except UserError as error:
                errors.tell(error)
            else:
                st.rerun()


def _downloads(spec: GraphSpec, *, sound: bool) -> None:
    name = slug(spec.name)
    with st.container(horizontal=True):
        st.download_button(
            "Design (JSON)",
            data=without_paths(spec, session.workspace()).to_json(),
            file_name=f"{name}.json",
            mime="application/json",
            icon=":material/download:",
            key="download_design",
            on_click="ignore",
        )
        st.download_button(
            "Python code",
            data=lambda: code(spec),
            file_name="train.py",
            mime="text/x-python",
            icon=":material/code:",
            key="download_code",
            on_click="ignore",
            disabled=not sound,
            help="train.py: stand-alone Keras, trains this network on a folder of images."
            if sound
            else "Mend the problems that the canvas lists; then the code can be written.",
        )


def code(spec: GraphSpec) -> str:
    """``train.py`` for the design: stand-alone Keras, with the settings that it recommends.

    Raises:
        NotSoundError: the drawing has errors.
        RecipeError: what it recommends is out of range.
    """
    home = session.workspace()
    recipe = with_start_file(Recipe.from_settings(spec.recipe), home)
    return train_script(with_files(spec, home), session.facts(), recipe)


def empty() -> GraphSpec:
    """An empty drawing already holds where images come in and where the answer comes out."""
    return GraphSpec(
        name="Untitled",
        nodes=(
            Node(id="input", type="Input"),
            Node(id="classifier", type="Classifier", x=420.0),
        ),
        edges=(),
    )
