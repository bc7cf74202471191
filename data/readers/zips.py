"""Zips from outside: refused whole, with a sentence, when any member is not what it should be.

Nothing is ever unpacked to a name that the zip chose: members are only streamed.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from data.errors import ImportRefusedError

if TYPE_CHECKING:
    from pathlib import Path

MAX_MEMBERS = 500_000
MAX_RATIO = 100
SMALL = 2**20
"""Members below this size may shrink as far as they like: a blank table does."""
PROTECTED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What ``zipfile`` raises while it reads a member that is torn, encrypted (RuntimeError), or packed
in a way that it does not know (NotImplementedError)."""
DRIVE = re.compile(r"^[A-Za-z]:")
HINT = "Unpack it with a program you trust, look at it, and import the folder."


class SafeZip:
    """The files of a zip whose every member passed the checks.

    Args:
        path: the zip on disk, of any size.

    Raises:
        ImportRefusedError: it is no zip, or holds anything unsafe.
    """

    def __init__(self, path: Path) -> None:
        self.name = path.name
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ImportRefusedError(
                f"“{path.name}” cannot be opened as a zip ({error}).",
                "It may have been cut short: download or copy it again.",
            ) from error
        try:
            self._members = self._checked()
        except BaseException:
            self._zip.close()
            raise

    def sizes(self) -> dict[str, int]:
        """Names of its files, with forward slashes, and their sizes in bytes."""
        return {name: member.file_size for name, member in self._members.items()}

    def open(self, name: str) -> IO[bytes]:
        """A member's bytes as a stream, never more than the zip's directory says.

        Raises:
            one of ``DAMAGED``: here, or while it is read.
        """
        return self._zip.open(self._members[name])

    def close(self) -> None:
        """Let go of the file on disk."""
        self._zip.close()

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS:
            self._refuse(f"holds {len(members):,} files, more than {MAX_MEMBERS:,}")
        for member in members:
            if fault := _fault(member):
                self._refuse(f"{fault}: “{member.orig_filename[:80]!s}”".replace("\0", "␀"))
        self._check_total(members)
        files = [member for member in members if not member.is_dir()]
        named = {member.filename.replace("\\", "/"): member for member in files}
        if len(named) < len(files):
            self._refuse("has several files of the same name")
        return named

    def _check_total(self, members: list[zipfile.ZipInfo]) -> None:
        unpacked = sum(member.file_size for member in members)
        packed = sum(member.compress_size for member in members)
        if unpacked > SMALL and unpacked > MAX_RATIO * max(packed, 1):
            self._refuse(f"would grow more than {MAX_RATIO}-fold when unpacked")
        if packed > (self._zip.fp.seek(0, 2) if self._zip.fp else 0):
            self._refuse("has files that lie over each other")

    def _refuse(self, why: str) -> None:
        raise ImportRefusedError(f"The zip “{self.name}” {why}. Nothing of it was read.", HINT)


def _fault(member: zipfile.ZipInfo) -> str | None:
    """What is wrong with one entry of the directory, or None."""
    name = member.orig_filename.replace("\\", "/")
    checks = {
        "has a file whose name holds a NUL character": "\0" in name,
        "has a file with an absolute path": name.startswith("/") or bool(DRIVE.match(name)),
        "has a file that would leave the folder": ".." in name.split("/"),
        "has a link instead of a file": stat.S_ISLNK(member.external_attr >> 16),
        "has a file that is protected by a password": bool(member.flag_bits & PROTECTED),
        f"has a file that would grow more than {MAX_RATIO}-fold": _grows(member),
    }
    return next((fault for fault, found in checks.items() if found), None)


def _grows(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1)
