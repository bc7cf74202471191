"""One photograph's file: partial first, looked at whether it is whole, then under its name.

Which ones, and what is done about those that failed, is left to ``download``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import requests

from data.archive import failures
from data.archive.completeness import NEAR, flaw
from data.archive.errors import ArchiveCallError, ArchiveError, StoppedError
from data.archive.failures import StatusError, UnsafeAddressError, WrongContentError
from data.archive.table import SUFFIXES
from data.files import PARTIAL

if TYPE_CHECKING:
    from pathlib import Path

    from data.archive.client import Archive
    from data.archive.results import Photograph

_CHUNK = 2**17
_MOST = 2**31
"""Bytes of a file whose size is not told."""
_TEXT = ("text/", "application/json", "application/xml", "application/xhtml")
_EXPIRED = {401, 403, 404, 410}
_TOO_MANY = 429


def whole(folder: Path, photograph: Photograph) -> Path | None:
    """Where a photograph lies that needs no download; None where it does."""
    for suffix in SUFFIXES:
        place = folder / f"{photograph.isic_id}{suffix}"
        if place.is_file() and flaw(place, photograph.size) is None:
            return place
    return None


def fetch(archive: Archive, photograph: Photograph, folder: Path) -> int | str:
    """Download a photograph.

    Returns:
        how many bytes came, or the sentence why this one cannot be had.

    Raises:
        ArchiveError: nothing can be had any more, or nothing can be written.
        StoppedError: somebody asked to stop.
    """
    try:
        return _fetched(archive, photograph, folder)
    except failures.FAILURES as error:
        too_much = isinstance(error, StatusError) and error.status == _TOO_MANY
        if too_much or failures.unreached(error):
            raise failures.in_words(error, photograph.url) from error
        return _in_words(error)
    except OSError as error:
        raise unwritable(folder, error) from error


def unwritable(folder: Path, error: OSError) -> ArchiveError:
    """What to raise where the disk refuses: the folder is none, or there is no room or right."""
    told = f"Nothing can be written to {folder}: {error.strerror or 'the disk refuses'}."
    if isinstance(error, FileExistsError | NotADirectoryError | PermissionError):
        return ArchiveCallError(told, "Choose another folder.")
    return ArchiveError(told, "Free some space and call it again: what is whole stays.")


def _fetched(archive: Archive, photograph: Photograph, folder: Path) -> int:
    try:
        return _into(archive, photograph, folder)
    except StatusError as error:
        if error.status not in _EXPIRED:
            raise
        # Addresses of files may hold for some hours only: long downloads outlive their list.
        again = archive.photograph(photograph.isic_id)
        if again is None or again.url == photograph.url:
            raise
        return _into(archive, replace(photograph, url=again.url), folder)


def _into(archive: Archive, photograph: Photograph, folder: Path) -> int:
    path = photograph.url.partition("?")[0].lower()
    suffix = next((one for one in SUFFIXES if path.endswith(one)), SUFFIXES[0])
    place = folder / f"{photograph.isic_id}{suffix}"
    partial = place.with_name(place.name + PARTIAL)

    def attempt() -> int:
        with archive.asker.opened(photograph.url) as answer:
            if answer.headers.get("Content-Type", "").lower().startswith(_TEXT):
                raise WrongContentError("A page of text came in place of the photograph.")
            most = photograph.size + NEAR if photograph.size else _MOST
            came = _write(archive, answer, partial, most)
        if found := flaw(partial, photograph.size):
            raise WrongContentError(found)
        partial.replace(place)
        return came

    try:
        return archive.asker.patiently(attempt)
    finally:
        partial.unlink(missing_ok=True)


def _write(archive: Archive, answer: requests.Response, partial: Path, most: int) -> int:
    came = 0
    with partial.open("wb") as file:
        for chunk in answer.iter_content(_CHUNK):
            if archive.asker.stop.is_set():
                raise StoppedError
            came += len(chunk)
            if came > most:
                raise WrongContentError("More bytes came than the archive says that it has.")
            file.write(chunk)
    return came


def _in_words(error: Exception) -> str:
    if isinstance(error, WrongContentError):
        return error.why
    if isinstance(error, StatusError):
        return f"The archive does not give its file (status {error.status})."
    if isinstance(error, UnsafeAddressError | requests.exceptions.InvalidURL):
        return "The address of its file is not an encrypted one (https)."
    return "The connection was cut each time, or nothing more came."
