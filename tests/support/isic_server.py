"""A small ISIC Archive on this computer: the API's format, and every misfortune on demand."""

from __future__ import annotations

import contextlib
import io
import json
import re
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
from PIL import Image

from data.archive.asking import Patience
from data.archive.choices import Choices
from data.archive.download import download

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Misfortune = Callable[["Answering"], bool]

LICENCES = ("CC-0", "CC-BY", "CC-BY-NC")


@dataclass
class Small:
    """What the archive holds, what it was asked, and what is to go wrong.

    Args:
        base: the address of its API.
        results: as the API gives them.
        files: the content of each file, by its path.
        asked: every path that was asked for, in order.
        misfortunes: by a part of a path; each says whether it has answered in the archive's place.
        page: results on a page at most.
    """

    base: str = ""
    results: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    misfortunes: dict[str, Misfortune] = field(default_factory=dict)
    page: int = 100

    def add(self, number: int, **clinical: Any) -> dict[str, Any]:
        """One more photograph, whose pixels no other number gives."""
        name = f"ISIC_{number:07d}"
        noise = np.random.default_rng(number).integers(0, 256, (24, 32, 3), dtype=np.uint8)
        file = io.BytesIO()
        Image.fromarray(noise).save(file, "JPEG")
        self.files[f"/files/{name}.jpg"] = file.getvalue()
        told = {
            "isic_id": name,
            "copyright_license": LICENCES[number % 3],
            "attribution": f"Hospital {number % 2}",
            "files": {
                "full": {
                    "url": f"{self.base.removesuffix('/api/v2')}/files/{name}.jpg",
                    # As of the file before attribution and licence were written into it.
                    "size": len(file.getvalue()) - 500,
                },
                "thumbnail_256": {"url": "https://example.invalid/thumbnail", "size": 1},
            },
            "metadata": {
                "acquisition": {"pixels_x": 32, "pixels_y": 24, "image_type": "dermoscopic"},
                "clinical": {
                    "age_approx": 40 + 5 * (number % 5),
                    "anatom_site_general": "head/neck",
                    "sex": ("male", "female")[number % 2],
                    "diagnosis_1": ("Benign", "Malignant")[number % 2],
                    "diagnosis_3": ("Nevus", "Melanoma, NOS")[number % 2],
                    "lesion_id": f"IL_{number // 2:07d}",
                    "patient_id": f"IP_{number // 2:07d}",
                }
                | clinical,
            },
        }
        self.results.append(told)
        return told

    def fetched(self) -> list[str]:
        """Names of the files that were asked for, in the order of their names."""
        return sorted(path.split("/")[-1] for path in self.asked if path.startswith("/files/"))


class Answering(BaseHTTPRequestHandler):
    """One connection to the archive."""

    protocol_version = "HTTP/1.1"
    archive: Small

    def do_GET(self) -> None:
        path = self.path
        self.archive.asked.append(path)
        for part, misfortune in list(self.archive.misfortunes.items()):
            if part in path and misfortune(self):
                return
        place, asked = urlsplit(path).path, parse_qs(urlsplit(path).query)
        if place in self.archive.files:
            self.give(self.archive.files[place], "image/jpeg")
        elif place == "/api/v2/images/search/":
            self.tell(self._searched({name: values[0] for name, values in asked.items()}))
        elif place == "/api/v2/collections/":
            named = [{"id": 7, "name": "Zebra", "public": True}, {"id": 9, "name": "Challenge 1"}]
            self.tell({"count": 2, "next": None, "previous": None, "results": named})
        elif place.startswith("/api/v2/images/ISIC_"):
            name = place.split("/")[-2]
            self.tell(next(one for one in self.archive.results if one["isic_id"] == name))
        else:
            self.give(b"no such page", "text/plain", status=404)

    def _searched(self, asked: dict[str, str]) -> dict[str, Any]:
        fit = [one for one in self.archive.results if fits(one, asked.get("query", ""))]
        first, limit = int(asked.get("cursor", "0")), int(asked.get("limit", "100"))
        last = first + min(limit, self.archive.page)
        following = urlencode(asked | {"cursor": str(last)})
        return {
            "count": None if first else len(fit),
            # As behind a gateway that forgets what it was called:
            "next": f"http://inside/api/v2/images/search/?{following}" if last < len(fit) else None,
            "previous": None,
            "results": fit[first:last],
        }

    def tell(self, told: dict[str, Any]) -> None:
        self.give(json.dumps(told).encode(), "application/json")

    def give(
        self,
        content: bytes,
        kind: str,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        cut: int | None = None,
    ) -> None:
        """Answer; ``cut`` ends the connection after so many bytes."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(content[:cut])
        if cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as it is called there
        """Quiet."""


def fits(result: dict[str, Any], query: str) -> bool:
    """The part of the archive's search language that this program speaks."""
    told = {
        **result["metadata"]["clinical"],
        **result["metadata"]["acquisition"],
        "copyright_license": result["copyright_license"],
    }

    def one(term: str) -> bool:
        name, _, value = term.partition(":")
        if span := re.fullmatch(r"\[(\d+) TO (\d+)\]", value):
            return int(span[1]) <= told.get(name, -1) <= int(span[2])
        value = value.strip('"')
        have = str(told.get(name, ""))
        return have.startswith(value[:-1]) if value.endswith("*") else have == value

    parts = query.split(" AND ") if query else []
    return all(any(map(one, part.strip("()").split(" OR "))) for part in parts)


def times(count: int, misfortune: Callable[[Answering], None]) -> Misfortune:
    """A misfortune that strikes so many times, then no more."""
    left, lock = [count], threading.Lock()

    def strike(answering: Answering) -> bool:
        with lock:
            left[0] -= 1
            struck = left[0] >= 0
        if struck:
            misfortune(answering)
        return struck

    return strike


def status(number: int, **headers: str) -> Callable[[Answering], None]:
    """An answer with another status; ``Retry_After="1"`` is a header."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda one: one.give(b"not now", "text/plain", status=number, headers=told)


def portal(answering: Answering) -> None:
    """A page of the network in between."""
    answering.give(b"<html>Please log in</html>", "text/html")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has hung up."""


@contextlib.contextmanager
def running(count: int = 0, *, certificate: Path | None = None) -> Iterator[Small]:
    """The archive, for as long as it is needed, with so many photographs."""
    archive = Small()
    handler = type("Bound", (Answering,), {"archive": archive})
    server = _Server(("127.0.0.1", 0), handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if certificate else "http"
    archive.base = f"{scheme}://127.0.0.1:{server.server_port}/api/v2"
    for number in range(count):
        archive.add(number)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield archive
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


QUICK = Patience(tries=4, first=0.01, longest=2)


def take(small: Small, folder: Path, **options: Any) -> dict[str, Any]:
    """Download from it, without long waits between tries."""
    options = {"choices": Choices(), "patience": QUICK} | options
    return download(folder=folder, base=small.base, **options)
