"""Where the studio keeps its things: one folder for datasets, designs, runs and the database.

What lies inside each is left to the rooms that write it.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import psutil

from layers_catalog.errors import WrongCallError

HOME_VARIABLE = "LESION_STUDIO_HOME"
DATABASE_VARIABLE = "LESION_STUDIO_DATABASE"
"""A database URL (``postgresql://…``) to use instead of the workspace's own file."""

_NETWORK = (
    *("9p", "afp", "afs", "ceph", "cifs", "davfs", "gluster", "lustre", "nfs", "rclone", "smb"),
    *("sshfs", "webdav"),
)
"""How the kinds of file systems begin that other computers share."""


class WorkspaceError(WrongCallError):
    """The workspace cannot be used where it is."""


def workspace_path(option: str | Path | None = None) -> Path:
    """The workspace, created on demand.

    Args:
        option: what ``--workspace`` said; else ``LESION_STUDIO_HOME``, else the platform's folder
            for a user's data.

    Raises:
        WorkspaceError: it cannot be created or written to, or it lies on a network drive.
    """
    chosen = option or os.environ.get(HOME_VARIABLE)
    folder = Path(chosen) if chosen else Path(platformdirs.user_data_dir("lesion-studio", False))  # noqa: FBT003  positional in platformdirs' own examples
    folder = folder.expanduser().resolve()
    _create(folder)
    if not os.environ.get(DATABASE_VARIABLE):
        refuse_network(folder)
    return folder


def _create(folder: Path) -> None:
    for part in (folder, datasets_folder(folder), designs_folder(folder), runs_folder(folder)):
        try:
            part.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WorkspaceError(
                f"The workspace {part} cannot be created: {error.strerror}.",
                "Choose another folder with --workspace or LESION_STUDIO_HOME.",
            ) from error
    if not os.access(folder, os.W_OK):
        raise WorkspaceError(
            f"The workspace {folder} cannot be written to.",
            "Choose another folder with --workspace or LESION_STUDIO_HOME.",
        )


def refuse_network(folder: Path) -> None:
    """Refuse a folder on a network drive: SQLite's write-ahead log needs memory shared by all.

    See https://www.sqlite.org/wal.html ("does not work over a network filesystem").

    Raises:
        WorkspaceError: the folder lies on a network drive.
    """
    kind = network_kind(folder)
    if kind:
        raise WorkspaceError(
            f"The workspace {folder} lies on a network drive ({kind}), where the database of runs"
            " could be damaged.",
            "Choose a folder on a disk of this computer with --workspace or LESION_STUDIO_HOME.",
        )


def network_kind(folder: Path) -> str | None:
    """The kind of the network drive that ``folder`` lies on; None on a disk of this computer."""
    if os.name == "nt" and folder.drive.startswith("\\\\"):
        return "share"
    below = [
        part for part in psutil.disk_partitions(all=True) if folder.is_relative_to(part.mountpoint)
    ]
    if not below:
        return None
    # Mounts may cover each other: the longest, and of those the last, is the one in force.
    mount = max(enumerate(below), key=lambda entry: (len(entry[1].mountpoint), entry[0]))[1]
    kind = mount.fstype.lower().removeprefix("fuse.")
    remote = kind.startswith(_NETWORK) or "remote" in mount.opts.split(",")
    return (mount.fstype or "remote") if remote else None


def database_file(workspace: Path) -> Path:
    """The file of the database, unless a URL names another."""
    return workspace / "studio.db"


def database_url(workspace: Path) -> str:
    """The database of a workspace: what the environment names, else the workspace's own file."""
    return os.environ.get(DATABASE_VARIABLE) or f"sqlite:///{database_file(workspace)}"


def datasets_folder(workspace: Path) -> Path:
    """The folder of all datasets, one folder each by name."""
    return workspace / "datasets"


def designs_folder(workspace: Path) -> Path:
    """The folder of saved designs."""
    return workspace / "designs"


def series_folder(workspace: Path, series: str) -> Path:
    """Where the numbers of a cross-validation are."""
    return workspace / "series" / series


def runs_folder(workspace: Path) -> Path:
    """The folder of all runs, one folder each by number."""
    return workspace / "runs"


def run_folder(workspace: Path, run_id: int) -> Path:
    """The folder of one run's files."""
    return runs_folder(workspace) / str(run_id)


def opened_folder(workspace: Path) -> Path:
    """The networks that were opened from files, each under its file's SHA-256."""
    return workspace / "opened"


def features_folder(workspace: Path) -> Path:
    """The folder of what frozen networks made of photographs; losing it costs only time."""
    return workspace / "features"


def probes_folder(workspace: Path) -> Path:
    """How fast networks learn on this computer, in 32 bits and in 16."""
    return workspace / "probes"


def logs_folder(workspace: Path) -> Path:
    """The folder of the web process's own logs."""
    folder = workspace / "logs"
    folder.mkdir(exist_ok=True)
    return folder
