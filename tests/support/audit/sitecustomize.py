"""Python runs this first when its folder is on PYTHONPATH: writes down who is called outside.

Every name look-up and connection that is not loopback adds a line to the file that
``LESION_STUDIO_AUDIT`` names.
"""

from __future__ import annotations

import os
import sys

LOOPBACK = ("127.", "localhost", "::1", "0.0.0.0")  # noqa: S104 compared, never bound


def _outside(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return isinstance(name, str) and bool(name) and not name.startswith(LOOPBACK)


def _watch(event: str, args: tuple[object, ...]) -> None:
    if event in {"socket.getaddrinfo", "socket.gethostbyname"}:
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]
    else:
        return
    if _outside(host):
        with open(os.environ["LESION_STUDIO_AUDIT"], "a", encoding="utf-8") as file:  # noqa: PTH123 light
            file.write(f"{event} {host!r} by {sys.argv}\n")


if "LESION_STUDIO_AUDIT" in os.environ:
    sys.addaudithook(_watch)
