"""Networks whose weights have shapes and no values: all that is asked of many a network.

Most of the time in which Keras builds a network goes into random numbers for its weights.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import keras

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def unfilled() -> Iterator[None]:
    """Whatever Keras makes meanwhile has no values; its layers are numbered from 1.

    Afterwards shapes, names and configs may be read, and no more: nothing can be computed.
    """
    keras.utils.clear_session(free_memory=False)
    with keras.StatelessScope(initialize_variables=False):
        yield
    keras.utils.clear_session(free_memory=False)  # else the next layer made would fill them
