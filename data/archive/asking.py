"""One request after the other to the archive: patience, proxies, certificates, ways to stop.

Proxies come from the environment or the system (HTTPS_PROXY, NO_PROXY); certificates from the
system, from SSL_CERT_FILE, SSL_CERT_DIR or REQUESTS_CA_BUNDLE. What failures mean is left to
``failures``.
"""

from __future__ import annotations

import contextlib
import json
import os
import ssl
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter

from data.archive import failures
from data.archive.errors import ArchiveCallError, StoppedError
from data.archive.failures import NoJsonError, StatusError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

Result = TypeVar("Result")
AT_ONCE = 4
"""Requests at the same time: polite."""
_CONNECT_S, _READ_S = 10, 60
_MOST_REDIRECTS = 5
_LONGEST_DOCUMENT = 32 * 2**20
_CHUNK = 2**16


@dataclass(frozen=True, slots=True)
class Patience:
    """How long failures are borne.

    Args:
        tries: in all, for what may pass by itself.
        first: seconds before the second try; each further wait is twice as long.
        longest: seconds that the archive may ask to wait.
    """

    tries: int = 5
    first: float = 0.5
    longest: float = 120.0


class _Adapter(HTTPAdapter):
    """Trusts what the system trusts, beside the certificates that ``requests`` brings."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  as in requests
        super().init_poolmanager(*args, ssl_context=ssl.create_default_context(), **kwargs)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401  as in requests
        return super().proxy_manager_for(proxy, ssl_context=ssl.create_default_context(), **kwargs)


class Asker:
    """Asks one archive; may be used by several threads.

    Args:
        base: the address of the archive's API, without a slash at its end.
        patience: with failures.
        stop: once set, whatever is under way ends with ``StoppedError``.
    """

    def __init__(
        self, base: str, patience: Patience | None = None, stop: threading.Event | None = None
    ) -> None:
        _check_certificates()
        self.base = base
        self.stop = stop or threading.Event()
        self._patience = patience or Patience()
        self._session = requests.Session()
        self._session.mount("https://", _Adapter(pool_maxsize=AT_ONCE))
        self._session.mount("http://", HTTPAdapter(pool_maxsize=AT_ONCE))
        self._session.headers["User-Agent"] = "lesion-studio"
        self._not_before = 0.0
        self._reached = False

    def json(self, path: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """A document of the API.

        Raises:
            ArchiveError: it cannot be had.
        """

        def attempt() -> dict[str, Any]:
            with self.opened(f"{self.base}{path}", parameters) as answer:
                return _document(answer)

        try:
            return self.patiently(attempt)
        except failures.FAILURES as error:
            raise failures.in_words(error, self.base) from error

    def patiently(self, attempt: Callable[[], Result]) -> Result:
        """Try until it is done, or until nothing speaks for another try.

        Raises:
            StoppedError: somebody asked to stop.
            Exception: one of ``failures.FAILURES``, the last try's.
        """
        tries = 0
        while True:
            tries += 1
            self._rest(self._not_before - time.monotonic())
            try:
                done = attempt()
            except failures.FAILURES as error:
                wait = self._wait_after(error, tries)
                if wait is None:
                    raise
                self._rest(wait)
            else:
                self._reached = True
                return done

    @contextlib.contextmanager
    def opened(
        self, url: str, parameters: Mapping[str, str] | None = None
    ) -> Generator[requests.Response]:
        """An answer that is read as it comes; where it leads on, only to where we may go."""
        for _ in range(_MOST_REDIRECTS):
            self.must_be_allowed(url)
            answer = self._session.get(
                url,
                params=parameters,
                headers={"Accept-Encoding": "identity"},
                stream=True,
                allow_redirects=False,
                timeout=(_CONNECT_S, _READ_S),
            )
            with answer:
                if answer.is_redirect:
                    url, parameters = _onward(answer), None
                    continue
                if not answer.ok:
                    raise StatusError(answer.status_code, failures.asked_to_wait(answer.headers))
                yield answer
                return
        raise requests.TooManyRedirects

    def must_be_allowed(self, url: str) -> None:
        """Only encrypted, but for an archive of one's own.

        Raises:
            UnsafeAddressError: the address is another kind.
        """
        own = urlsplit(self.base)
        try:
            parts = urlsplit(url)
            known = bool(parts.hostname)
        except ValueError as error:
            raise failures.UnsafeAddressError from error
        if not known or (
            parts.scheme != "https" and (parts.scheme, parts.netloc) != (own.scheme, own.netloc)
        ):
            raise failures.UnsafeAddressError

    def _wait_after(self, error: Exception, tries: int) -> float | None:
        """Seconds until the next try; None for no other."""
        if not failures.may_pass(error):
            return None
        # Who was never reached will hardly be so by trying longer: a person waits for the sentence.
        most = self._patience.tries if self._reached or not failures.unreached(error) else 2
        if tries >= most:
            return None
        asked = error.wait if isinstance(error, StatusError) else None
        if asked is None:
            return self._patience.first * 2.0 ** (tries - 1)
        if asked > self._patience.longest:
            return None
        self._not_before = max(self._not_before, time.monotonic() + asked)
        return 0.0

    def _rest(self, seconds: float) -> None:
        if self.stop.wait(max(0.0, seconds)):
            raise StoppedError


def _check_certificates() -> None:
    for variable in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        named = os.environ.get(variable)
        if named and not Path(named).exists():
            raise ArchiveCallError(
                f"{variable} names {named}, which is not there.",
                "Let it name the file of certificates that your network uses, or unset it.",
            )


def _onward(answer: requests.Response) -> str:
    try:
        return urljoin(answer.url, answer.headers["location"])
    except ValueError as error:
        raise failures.UnsafeAddressError from error


def checked_base(base: str) -> str:
    """The address of an API, without a slash at its end.

    Raises:
        ArchiveCallError: it is no address.
    """
    parts = urlsplit(base.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
        raise ArchiveCallError(
            f"“{base}” is no address of an archive.",
            "Give LESION_STUDIO_ISIC an address such as https://api.isic-archive.com/api/v2, or "
            "unset it.",
        )
    return base.strip().rstrip("/")


def _document(answer: requests.Response) -> dict[str, Any]:
    content = bytearray()
    for chunk in answer.iter_content(_CHUNK):
        content += chunk
        if len(content) > _LONGEST_DOCUMENT:
            raise NoJsonError
    try:
        told = json.loads(content)
    except ValueError as error:
        raise NoJsonError from error
    if not isinstance(told, dict):
        raise NoJsonError
    return told
