"""Settings: where is my work? Who draws, workspace, disk, this computer, versions and licences."""

from __future__ import annotations

import shutil
from importlib import metadata

import streamlit as st

from builder.shelf.person import LONGEST, call, person, typed
from runs.computer import this_computer
from runs.notice import RESEARCH_ONLY
from ui.frame import session, shell, tour, wording
from ui.frame.navigation import Place, go

_PROJECT = "lesion-studio"
_LICENCES = (
    "keras",
    "tensorflow-cpu",
    "tensorflow",
    "openvino",
    "scikit-learn",
    "scipy",
    "numpy",
    "pandas",
    "pillow",
    "streamlit",
    "plotly",
    "sqlalchemy",
    "pydantic",
)


def page() -> None:
    """The page."""
    shell.header(Place.SETTINGS, "Where is my work?")
    with st.container(width=880):
        _person()
        _workspace()
        _computer()
        _about()


def _person() -> None:
    home = session.workspace()
    st.subheader("You", anchor=False)
    st.markdown("Versions of a design tell who drew them. The name stays in your workspace.")
    name = st.text_input(
        "Your name",
        value=typed(home),
        max_chars=LONGEST,
        placeholder=person(home),
        key="person",
        width=360,
    )
    if name != typed(home):
        st.toast(f"You are “{wording.plain(call(home, name) or person(home))}” from now on.")


def _workspace() -> None:
    folder = session.workspace()
    free = shutil.disk_usage(folder).free
    st.subheader("Workspace", anchor=False)
    st.markdown("Everything is kept in one folder. Copy it, and you have a backup.")
    st.code(str(folder), language=None)
    st.markdown(
        f"{wording.size(free)} free on this disk. Another folder: start with "
        "`lesion-studio app --workspace FOLDER`, or set LESION_STUDIO_HOME."
    )


def _computer() -> None:
    computer = this_computer()
    st.subheader("This computer", anchor=False)
    _table(wording.computer(computer.model_dump()))
    st.markdown("`lesion-studio doctor` checks whether all that is needed is there.")


def _about() -> None:
    st.subheader("About", anchor=False)
    st.markdown(
        f"Lesion Studio {_version(_PROJECT) or ''}. {RESEARCH_ONLY} Nothing leaves this "
        "computer, unless you ask for ImageNet weights or for photographs of the ISIC Archive."
    )
    with st.expander("Versions and licences", icon=":material/license:"):
        st.markdown(
            "Lesion Studio is under Apache-2.0. The shipped weights of EfficientNet-Lite0 are "
            "under Apache-2.0, too; see NOTICE. It stands on:"
        )
        st.dataframe(
            [
                {"Package": name, "Version": version, "Licence": _licence(name)}
                for name in _LICENCES
                if (version := _version(name))
            ],
            hide_index=True,
            height="content",
        )
    if st.button("Take the tour again", icon=":material/explore:", key="tour_again"):
        tour.begin()
        go(Place.START)


def _table(rows: dict[str, str]) -> None:
    st.dataframe(
        [{"What": name, "Found": value} for name, value in rows.items()],
        hide_index=True,
        height="content",
        column_config={"What": st.column_config.TextColumn(width="small")},
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _licence(package: str) -> str:
    """As the package declares it, its first line."""
    about = metadata.metadata(package).json
    told = str(about.get("license_expression") or about.get("license") or "")
    if told and "\n" not in told.strip():
        return told.strip()
    kinds = [
        line.rpartition("::")[2].strip()
        for line in about.get("classifier", ())
        if line.startswith("License")
    ]
    return kinds[0] if kinds else "see the package"
