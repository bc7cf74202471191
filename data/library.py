"""The datasets of a workspace, each a folder of its own.

What one holds is for ``data.dataset``, making one for ``data.importing``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from data.dataset import ABOUT, REPORT, Dataset, read_json
from data.errors import DatasetError, DatasetMissingError, ImportCallError
from data.files import PARTIAL, slug
from data.versions.log import read_log, told
from data.versions.manifests import VERSIONS, manifest_of

__all__ = ["Dataset", "Library"]

VERSION = 1
LONGEST_NAME = 80


class Library:
    """The datasets in a workspace.

    Args:
        workspace: the folder of all of a person's work; it need not exist yet.
    """

    def __init__(self, workspace: Path | str) -> None:
        self.folder = Path(workspace).absolute() / "datasets"

    def names(self) -> list[str]:
        """Names of the datasets, in alphabetical order; unfinished and damaged ones left out."""
        return [name for name, _ in self._found()]

    def summaries(self) -> list[dict[str, Any]]:
        """What ``import`` said of each dataset, in the order of ``names``.

        Where something was decided since, digest and counts are those of the version in force.
        """
        found = (folder for _, folder in self._found() if (folder / REPORT).is_file())
        return [_summary(folder) for folder in found]

    def load(self, name: str, digest: str | None = None) -> Dataset:
        """A dataset by its name.

        Args:
            name: of the dataset.
            digest: of the version wanted; without it, or where it is not there, the one in force.

        Raises:
            DatasetMissingError: there is none.
            DatasetError: it is damaged, or from another version of the program.
        """
        folder = self.folder / slug(name)
        about = read_json(folder / ABOUT) if (folder / ABOUT).is_file() else {}
        if not about or name not in {about.get("name"), folder.name}:
            known = ", ".join(f"“{other}”" for other in self.names()) or "none yet"
            raise DatasetMissingError(f"There is no dataset “{name}”.", f"There are: {known}.")
        if about.get("version") != VERSION:
            raise DatasetError(
                f"Dataset “{name}” was made by another version of this program "
                f"(format {about.get('version')}, expected {VERSION}).",
                "Use that version, or import the photographs again.",
            )
        log = read_log(folder)
        try:
            imported = about["digest"]
            there = digest and manifest_of(folder, digest, imported).exists()
            version = digest if digest and there else log.digest or imported
            return Dataset(
                name=about["name"],
                folder=folder,
                digest=version,
                table=str(manifest_of(folder, version, imported).relative_to(folder)),
                decided={} if version == imported else told(log),
                decisions=log.in_force,
                classes=tuple(about["classes"]),
                synthetic=about["synthetic"],
                grouped_by=about["grouped_by"],
                notices=tuple(about["notices"]),
            )
        except (KeyError, TypeError) as error:
            raise DatasetError(
                f"{folder / ABOUT} is damaged: it lacks {error}.",
                "Restore it from a backup, or delete the dataset's folder and import it again.",
            ) from error

    def versions(self, name: str) -> list[str]:
        """The digests of all versions of a dataset; none where there is no such dataset."""
        folder = self.folder / slug(name)
        if not (folder / ABOUT).is_file():
            return []
        later = sorted(path.stem for path in (folder / VERSIONS).glob("*.parquet"))
        return [str(read_json(folder / ABOUT).get("digest")), *later]

    def delete(self, name: str) -> None:
        """Remove a dataset and its copies; photographs read in place stay where they are.

        Raises:
            DatasetMissingError: there is no such dataset.
        """
        folder = self.folder / slug(name)
        if not folder.is_dir():
            folder = self.load(name).folder
        doomed = folder.with_name(f"{folder.name}.deleted{PARTIAL}")
        shutil.rmtree(doomed, ignore_errors=True)
        folder.rename(doomed)
        shutil.rmtree(doomed)

    def place(self, name: str) -> Path:
        """The folder that a new dataset will have.

        Raises:
            ImportCallError: the name cannot be used, or is taken.
        """
        if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
            raise ImportCallError(
                f"“{name[:LONGEST_NAME]}” cannot be the name of a dataset.",
                f"Choose one of 1 to {LONGEST_NAME} visible characters.",
            )
        folder = self.folder / slug(name)
        if folder.exists():
            raise ImportCallError(
                f"A dataset “{name}” is there already, or one whose name differs only in case "
                "or signs.",
                "Choose another name, or delete that dataset first.",
            )
        return folder

    def _found(self) -> list[tuple[str, Path]]:
        """Names and folders of the whole datasets."""
        abouts = sorted(self.folder.glob(f"*/{ABOUT}")) if self.folder.is_dir() else []
        whole = (path for path in abouts if not path.parent.name.endswith(PARTIAL))
        named = [(_name(path), path.parent) for path in whole]
        return sorted((name, folder) for name, folder in named if name)


def _summary(folder: Path) -> dict[str, Any]:
    report = read_json(folder / REPORT)
    try:
        log = read_log(folder)
    except DatasetError:  # ``load`` will say so; the others go on
        return report
    now = {"digest": log.digest, **log.counts} if log.digest and log.counts else {}
    return {**report, **now}


def _name(about: Path) -> str:
    """A dataset's name, or "" where its description is damaged: ``load`` will say so."""
    try:
        return str(read_json(about).get("name", ""))
    except DatasetError:
        return ""
