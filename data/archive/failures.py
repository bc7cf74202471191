"""What a failed request means: whether to try again, whether anybody was reached, and in words."""

from __future__ import annotations

import email.utils
import math
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import MaxRetryError, NameResolutionError

from data.archive.errors import BY_HAND, ArchiveCallError, ArchiveError, ArchiveUnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping

_LATER = {408, 425, 429, 500, 502, 503, 504}
_BLOCKED = {401, 403, 407, 451, 511}
_NOT_UNDERSTOOD = {400, 422}
_TOO_MANY = 429


class StatusError(Exception):
    """An answer that is none.

    Args:
        status: of HTTP.
        wait: seconds after which it asks to be tried again, where it says so.
    """

    def __init__(self, status: int, wait: float | None) -> None:
        super().__init__(status)
        self.status = status
        self.wait = wait


class NoJsonError(Exception):
    """An answer in no form that the archive's API has."""


class UnsafeAddressError(Exception):
    """An address that is not encrypted."""


class WrongContentError(Exception):
    """What came is not the photograph: cut short, too long, or a page of text.

    Args:
        why: in words.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


FAILURES = (
    requests.RequestException,
    StatusError,
    NoJsonError,
    UnsafeAddressError,
    WrongContentError,
)


def asked_to_wait(headers: Mapping[str, str]) -> float | None:
    """What ``Retry-After`` says, in seconds: it may be a number or a date."""
    told = headers.get("Retry-After", "").strip()
    if told.isdecimal():
        return float(told[:9])
    try:
        return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None


def may_pass(error: Exception) -> bool:
    """Whether another try has a chance."""
    if isinstance(error, StatusError):
        return error.status in _LATER
    if isinstance(error, requests.exceptions.ProxyError):
        return not any(told in str(error) for told in ("407", "403"))
    if isinstance(error, requests.exceptions.SSLError):
        return "CERTIFICATE" not in str(error).upper()
    return isinstance(
        error,
        requests.ConnectionError
        | requests.Timeout
        | requests.exceptions.ChunkedEncodingError
        | WrongContentError,
    )


def unreached(error: Exception) -> bool:
    """Whether nobody answered at all, which is no matter of a single photograph."""
    if isinstance(error, requests.exceptions.SSLError | requests.exceptions.ProxyError):
        return True
    return isinstance(error, requests.ConnectTimeout) or (
        isinstance(error, requests.ConnectionError)
        and bool(error.args)
        and isinstance(error.args[0], MaxRetryError)
    )


def in_words(error: Exception, url: str) -> ArchiveError:
    """What to raise in place of a failure; of which the address's host alone is told."""
    host = urlsplit(url).hostname or "the archive"
    if isinstance(error, StatusError):
        return _of_status(error, host)
    if isinstance(error, NoJsonError | UnsafeAddressError | requests.TooManyRedirects):
        why = "something else answers in its place, such as the log-in page of this network"
    elif isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.InvalidSchema):
        why = (
            "the address of this network's proxy (HTTPS_PROXY, HTTP_PROXY) is none that can be used"
        )
    elif not unreached(error):
        why = "each time the connection was cut, or nothing more came"
    else:
        why = _unreached_in_words(error)
    return ArchiveUnreachableError(f"{host} cannot be reached from this computer: {why}.", BY_HAND)


def _of_status(error: StatusError, host: str) -> ArchiveError:
    if error.status in _NOT_UNDERSTOOD:
        return ArchiveCallError(
            f"{host} does not understand the search.",
            "Write values as the archive writes them, and name collections that are there.",
        )
    if error.status in _BLOCKED:
        return ArchiveUnreachableError(
            f"{host} cannot be reached from this computer: the way is barred (status "
            f"{error.status}), as by a firewall or a proxy that wants a password.",
            BY_HAND,
        )
    if error.status == _TOO_MANY:
        wait = f"{math.ceil(error.wait)} seconds" if error.wait else "a while"
        return ArchiveError(
            f"{host} asks for a pause of {wait}, because too much was asked.",
            "Try again then; what is whole already is not downloaded again.",
        )
    return ArchiveError(
        f"{host} answers, but cannot help now (status {error.status}).",
        f"Try again later. {BY_HAND}",
    )


def _unreached_in_words(error: Exception) -> str:
    if isinstance(error, requests.exceptions.ProxyError):
        return (
            "the proxy of this network (HTTPS_PROXY, or the system's settings) does not lead there"
        )
    if isinstance(error, requests.exceptions.SSLError):
        return (
            "its certificate is not one that this computer trusts, as where a hospital's network "
            "reads along; ask for that network's certificate and name its file in SSL_CERT_FILE"
        )
    if isinstance(error, requests.ConnectTimeout):
        return "nobody answers, as behind a firewall"
    reason = getattr(error.args[0], "reason", None)
    if isinstance(reason, NameResolutionError):
        return "its name is not known here, as behind a firewall or without internet"
    return "no connection comes about, as behind a firewall"
