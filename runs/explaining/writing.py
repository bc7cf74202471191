"""Heat maps as PNGs in a folder, each called after its photograph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError, WrongCallError
from runs.explaining.sentences import CALLED, in_words, made_by
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class OverlayError(UserError):
    """A heat map cannot be written."""


class OverlayThereError(OverlayError, WrongCallError):
    """A file of that name is there already."""


def targets(photographs: Sequence[Path], to: Path, *, overwrite: bool) -> list[Path]:
    """A PNG for each photograph; those of one name are numbered.

    Args:
        photographs: files.
        to: the folder that receives the PNGs.
        overwrite: whether some may be there already.

    Raises:
        OverlayThereError: one is.
    """
    names: dict[str, int] = {}
    files = []
    for photograph in photographs:
        number = names[photograph.stem] = names.get(photograph.stem, 0) + 1
        suffix = f"-{number}" if number > 1 else ""
        files.append(to / f"{photograph.stem}{suffix}.heat.png")
    there = [file for file in files if file.exists()]
    if there and not overwrite:
        raise OverlayThereError(
            f"{there[0]} is there already.",
            "Choose another folder, or add --overwrite to replace it.",
        )
    return files


def written(told: Mapping[str, Any], overlay: bytes, file: Path) -> dict[str, Any] | None:
    """Write a heat map; what is told of it, or ``None`` where there is none.

    Args:
        told: as ``runs.explaining.making.explained`` tells it.
        overlay: the PNG.
        file: that is written.

    Raises:
        OverlayError: it cannot be written.
    """
    if told["problem"]:
        return None
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, overlay)
    except OSError as error:
        raise OverlayError(
            f"The heat map cannot be written to {file.parent}: {error.strerror or error}.",
            "Choose another folder, or make room on the disk.",
        ) from error
    shown = {name: value for name, value in told.items() if name not in {"image", "problem"}}
    said = list(dict.fromkeys([*in_words(told), made_by(told)]))
    return {**shown, "overlay": str(file), "called": CALLED, "sentences": said}
