"""The bases of every error that is meant for a person, in any room."""

from __future__ import annotations


class UserError(ValueError):
    """Something a person can mend.

    Args:
        message: what is wrong, and where.
        hint: what to do about it; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} {hint}".strip())
        self.message = message
        self.hint = hint


class WrongCallError(UserError):
    """What was asked for is not there, or means nothing; to be mended in the asking itself.

    Every other ``UserError`` says that the work failed: photographs, a disk, a file of ours.
    """


def first_line(error: Exception) -> str:
    """What an error of another program says, cut to one line; its kind where it says nothing."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
