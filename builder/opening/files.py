"""What a file from outside says of its network: the Keras config in it, read as data.

The kind is told by the first bytes, not by the name. What the config means is left to ``reading``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from builder.opening.errors import OpeningError
from builder.upgrade import FORMAT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES: Final = 2_000_000_000
"""Of a file; a trained network for photographs has a tenth of it."""
MOST_CONFIG_BYTES: Final = 32_000_000
MOST_MEMBERS: Final = 100
"""Keras writes three, and a folder of assets where there are some."""
MOST_DEPTH: Final = 100
"""Of lists and sets in each other; a network in a network in a network has about 30."""
CONFIG: Final = "config.json"
WEIGHTS: Final = "model.weights.h5"
HDF5: Final = b"\x89HDF\r\n\x1a\n"
_ZIP: Final = b"PK"
_DIRECTORY_END: Final = b"PK\x05\x06"
_TAIL: Final = 66_000
"""Bytes in which a zip's directory ends: 22, and a comment of at most 65,535."""
_HEAD: Final = 512
_SECONDS: Final = 60
_HALF: Final = b"\\ud"
"""How JSON writes one of the two halves of a rare letter."""
_CUT: Final = "It may have been cut off or damaged on its way. Copy or save it again."


class Kind(StrEnum):
    """Where a config was found."""

    KERAS = "a .keras file"
    HDF5 = "a whole network in HDF5 (.h5)"
    JSON = "a Keras config (JSON)"
    DESIGN = "a design of Lesion Studio"


@dataclass(frozen=True)
class Found:
    """What a file holds.

    Args:
        kind: of file.
        config: of the network, as Keras writes it; nothing in it is known to be sound.
        weights: whether the network's weights are in the file.
    """

    kind: Kind
    config: dict[str, Any]
    weights: bool


def read_network(path: Path) -> Found:
    """The config in a ``.keras`` file, in a whole model as ``.h5``, or in a JSON file.

    Raises:
        OpeningError: there is no such file, or nothing of the kind is in it.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise OpeningError(
                f"The file {path.name} has {size / 1e9:.1f} GB; files of more than "
                f"{MOST_BYTES // 10**9} GB cannot be opened.",
                "Save the network without its optimiser: model.save(…, include_optimizer=False).",
            )
        with path.open("rb") as file:
            head = file.read(_HEAD)
        return _by_head(path, head)
    except OSError as refused:
        raise OpeningError(
            f"The file {path.name} cannot be read: {refused.strerror or refused}.",
            "Check the path, and whether you may read it.",
        ) from refused


def _by_head(path: Path, head: bytes) -> Found:
    if head.startswith(_ZIP):
        return _in_zip(path)
    if head.startswith(HDF5):
        return Found(Kind.HDF5, parsed(_in_hdf5(path)), weights=True)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        with path.open("rb") as file:
            config = parsed(file.read(MOST_CONFIG_BYTES + 1))
        own = config.get("format") == FORMAT
        return Found(Kind.DESIGN if own else Kind.JSON, config, weights=False)
    raise OpeningError(
        f"The file {path.name} is none in which Keras saves a network.",
        "Choose a .keras file (model.save), or the text of model.to_json() as a .json file. "
        f"{_CUT}",
    )


def _in_zip(path: Path) -> Found:
    _refuse_many(path)
    try:
        with zipfile.ZipFile(path) as archive:
            members = {one.filename: one for one in archive.infolist()}
            if CONFIG not in members:
                raise OpeningError(
                    f"The file {path.name} is a zip, but no network of Keras: it has no {CONFIG}.",
                    "Choose a file that model.save(“name.keras”) wrote.",
                )
            if members[CONFIG].flag_bits & 1:
                raise OpeningError(f"The file {path.name} is locked by a password.", "Unlock it.")
            with archive.open(members[CONFIG]) as member:
                text = member.read(MOST_CONFIG_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as broken:
        # NotImplementedError: zipfile's word for a packing that it does not know.
        if isinstance(broken, OpeningError):
            raise
        raise OpeningError(f"The file {path.name} is no whole .keras file.", _CUT) from broken
    return Found(Kind.KERAS, parsed(text), weights=WEIGHTS in members)


def _refuse_many(path: Path) -> None:
    """By the last lines of the zip, before its directory is read into memory."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL))
        tail = file.read(_TAIL)
    place = tail.rfind(_DIRECTORY_END)
    count = int.from_bytes(tail[place + 10 : place + 12], "little") if place >= 0 else 0
    if count > MOST_MEMBERS:
        raise OpeningError(
            f"The file {path.name} is a zip of {count:,} files or more, but a network of Keras has "
            "a handful.",
            "Choose a file that model.save(“name.keras”) wrote.",
        )


def _in_hdf5(path: Path) -> bytes:
    """The config in an old file; HDF5 is read in a process of its own, whatever is in it."""
    command = [sys.executable, "-m", "builder.opening.hdf5_config", str(path.absolute())]
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter
            command, capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise OpeningError(f"The file {path.name} takes too long to read.", _CUT) from None
    if done.returncode:
        raise OpeningError(
            f"The file {path.name} is HDF5, but holds no whole network, perhaps weights alone.",
            "Load it where it was made and save it with model.save(“name.keras”).",
        )
    return done.stdout


def parsed(text: bytes) -> dict[str, Any]:
    """The config as data.

    Raises:
        OpeningError: it is too large, no JSON, too deep, or no config of a network.
    """
    if len(text) > MOST_CONFIG_BYTES:
        raise OpeningError(
            "The description of the network is larger than "
            f"{MOST_CONFIG_BYTES // 1_000_000} MB, which none is.",
            "Choose a file that model.save(“name.keras”) or model.to_json() wrote.",
        )
    try:
        config = json.loads(text.decode("utf-8-sig"))
    except RecursionError:
        raise _too_deep() from None
    except ValueError as broken:  # no UTF-8, no JSON, digits without end
        raise OpeningError("The description of the network is no valid JSON.", _CUT) from broken
    _refuse_depth(config)
    if _HALF in text.lower():
        config = _whole_letters(config)
    known = isinstance(config, dict)
    if not known or not (config.get("format") == FORMAT or isinstance(config.get("config"), dict)):
        raise OpeningError(
            "The file is JSON, but describes neither a network of Keras nor a design of ours.",
            "Write it with model.to_json().",
        )
    return dict(config)


def _whole_letters(config: object) -> object:
    """The same with a question mark for each half of a letter, which no text can hold."""
    text = json.dumps(config, ensure_ascii=False)
    whole: object = json.loads(text.encode("utf-8", "replace"))
    return whole


def _refuse_depth(config: object) -> None:
    level, depth = [config], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise _too_deep()
        level = [value for one in level for value in _held(one)]


def _held(one: object) -> Iterable[object]:
    if isinstance(one, dict):
        return one.values()
    return one if isinstance(one, list) else ()


def _too_deep() -> OpeningError:
    return OpeningError(
        "The description of the network is nested too deeply.",
        "Networks inside networks are opened flat; save one of them by itself.",
    )
