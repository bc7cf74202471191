"""The same work on many items, on all cores, with results in order and memory bounded.

Threads: decoding, resizing, hashing and writing all let other threads run meanwhile. (Processes
would start the whole web app again under Streamlit.)
"""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")
AHEAD = 4  # items begun per thread before the first result must be taken


def cores() -> int:
    """Cores that this process may use, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result]:
    """Yield ``work(item)`` for each item, in the order of the items; the first error ends it.

    Close it (``contextlib.closing``) where the caller may stop early: only then is it certain that
    no thread is still at work when the caller tidies up.
    """
    threads = cores()
    waiting: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for item in items:
                waiting.append(pool.submit(work, item))
                if len(waiting) > AHEAD * threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
