from __future__ import annotations

import os
from collections import namedtuple
from pathlib import Path

import psutil
import pytest

from runs import workspace
from runs.workspace import WorkspaceError, workspace_path

Partition = namedtuple("Partition", "mountpoint fstype opts")  # noqa: PYI024  as psutil's own


def mount(monkeypatch: pytest.MonkeyPatch, *mounts: Partition) -> None:
    """A network drive cannot be mounted by a test: the system's table is written by hand."""
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_asked: list(mounts))


def test_the_option_goes_before_the_environment_and_that_before_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LESION_STUDIO_HOME", str(tmp_path / "home"))
    assert workspace_path(str(tmp_path / "option")) == tmp_path / "option"
    assert workspace_path() == tmp_path / "home"
    monkeypatch.delenv("LESION_STUDIO_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert workspace_path() == tmp_path / "share" / "lesion-studio"


def test_a_workspace_is_made_with_its_rooms(tmp_path: Path) -> None:
    home = workspace_path(tmp_path / "a" / "b")
    assert {part.name for part in home.iterdir()} == {"datasets", "designs", "runs"}
    assert workspace.run_folder(home, 7) == home / "runs" / "7"
    assert workspace.logs_folder(home).is_dir()
    assert workspace_path(home) == home


def test_a_workspace_that_cannot_be_made_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorkspaceError, match=r"The workspace .*file.* cannot be created") as told:
        workspace_path(tmp_path / "file")
    assert "--workspace" in told.value.hint


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("nfs4", "rw"),
        ("cifs", "rw"),
        ("smbfs", "rw"),
        ("9p", "rw"),
        ("fuse.sshfs", "rw"),
        ("NTFS", "rw,remote"),
    ],
)
def test_a_network_drive_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, options: str
) -> None:
    mount(monkeypatch, Partition("/", "ext4", "rw"), Partition(str(tmp_path), kind, options))
    with pytest.raises(WorkspaceError, match=f"lies on a network drive \\({kind}\\)"):
        workspace_path(tmp_path / "studio")


def test_a_disk_below_or_over_a_network_drive_is_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "disk"
    mount(
        monkeypatch,
        Partition("/", "nfs", "rw"),
        Partition(str(tmp_path / "dis"), "nfs", "rw"),
        Partition(str(inner), "nfs", "rw"),
        Partition(str(inner), "ext4", "rw"),
    )
    assert workspace_path(inner / "studio") == inner / "studio"


def test_with_a_database_elsewhere_the_files_may_lie_on_a_network_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mount(monkeypatch, Partition("/", "nfs", "rw"))
    monkeypatch.setenv("LESION_STUDIO_DATABASE", "postgresql://studio@host/runs")
    assert workspace_path(tmp_path) == tmp_path
    assert workspace.database_url(tmp_path) == "postgresql://studio@host/runs"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    workspace_path(tmp_path)
    tmp_path.chmod(0o500)
    with pytest.raises(WorkspaceError, match="cannot be written to"):
        workspace_path(tmp_path)
    tmp_path.chmod(0o700)
