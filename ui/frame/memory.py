"""Keeps the web process small and quick: what was used for a moment goes, what stays is left alone.

Giving memory back works only where glibc manages it; elsewhere nothing happens, and nothing needs
to.
"""

from __future__ import annotations

import ctypes
import gc
from functools import cache

import pyarrow as pa

_ARENA_MAX = -8
"""glibc's ``M_ARENA_MAX``, see mallopt(3)."""
_ARENAS = 2


@cache
def _glibc() -> ctypes.CDLL | None:
    try:
        library = ctypes.CDLL("libc.so.6")
    except OSError:
        return None
    return library if hasattr(library, "malloc_trim") else None


@cache
def be_frugal() -> None:
    """Once, at the start: few heaps for many threads, and one allocator for tables, too.

    Arrow's own allocator keeps what it once had: 40 MB for a manifest of 5 MB.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(_ARENA_MAX, _ARENAS)
        pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Give free memory back; takes a few milliseconds, in which other threads go on."""
    libc = _glibc()
    if libc is not None:
        libc.malloc_trim(0)


@cache
def keep_what_is_loaded() -> None:
    """Once, after the drawing board was first shown: leave all that is there out of collections.

    Nearly all of it is code, which stays. Looking through it again took Python's collector 100 to
    170 ms on the way, in which no edit was answered.
    """
    gc.collect()
    gc.freeze()
