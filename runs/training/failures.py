"""What went wrong with a training, in one sentence with what to do about it.

The traceback goes to the run's log; here are only the words for whoever started the run.
"""

from __future__ import annotations

import errno

from layers_catalog.errors import UserError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_OUT_OF_MEMORY = ("ResourceExhaustedError", "OOM when allocating", "Cannot allocate memory")
_LONGEST = 300


class TrainingError(UserError):
    """A training that cannot go on, for a reason its owner can mend."""


def in_words(failure: BaseException) -> str:
    """The sentence that a FAILED run shows.

    Args:
        failure: what ended the training.
    """
    if isinstance(failure, UserError):
        return str(failure)
    if _out_of_memory(failure):
        return (
            "The memory of this computer was not enough for this training. Choose a smaller batch"
            " size or a smaller Input, or close other programs, and train again."
        )
    if isinstance(failure, OSError) and failure.errno in _FULL:
        return (
            "The disk is full, so the training could not be saved. Free some space and train"
            " again; what was measured so far is kept."
        )
    return (
        f"The training program met an error it did not expect: {_last_line(failure)}."
        " The log has the details; please report it if it comes again."
    )


def _out_of_memory(failure: BaseException) -> bool:
    if isinstance(failure, MemoryError) or getattr(failure, "errno", None) == errno.ENOMEM:
        return True
    said = f"{type(failure).__name__}: {failure}"
    return any(sign in said for sign in _OUT_OF_MEMORY)


def _last_line(failure: BaseException) -> str:
    """The error's kind and the first line of what it says, without a full stop."""
    lines = str(failure).strip().splitlines() or [""]
    said = lines[0][:_LONGEST].rstrip(". ")
    return f"{type(failure).__name__}: {said}" if said else type(failure).__name__
