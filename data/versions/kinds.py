"""The kinds of decisions about photographs. Imports nothing heavy: the command line names them."""

from enum import StrEnum


class Kind(StrEnum):
    """What can be decided."""

    EXCLUDE = "exclude"
    """The photographs are in no part any more."""
    INCLUDE = "include"
    """Photographs that were left out come back, under a class where one is named."""
    RELABEL = "relabel"
    """The photographs are of another class."""
    DIVIDE = "divide"
    """All photographs are divided into train, validation and test anew."""
    GROUP = "group"
    """The photographs show one lesion or patient, and are never on two sides of a split."""
    UNTIE = "untie"
    """Photographs that were tied for their likeness alone show different lesions."""


NAMING = tuple(kind for kind in Kind if kind is not Kind.DIVIDE)
"""Kinds that name photographs."""
