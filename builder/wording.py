"""pydantic's errors as the second half of a sentence: what was expected, then what came.

Whoever calls names the place; nothing here knows a layer or a file.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

_LONGEST = 40

_EXPECTED = {
    "missing": "has to be given",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "greater_than": "must be more than {gt}",
    "less_than": "must be less than {lt}",
    "multiple_of": "must be a multiple of {multiple_of}",
    "finite_number": "must be a finite number",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "string_pattern_mismatch": "must be a plain name of small letters, digits and _",
    "too_short": "must have at least {min_length:,} values",
    "too_long": "must have at most {max_length:,} values",
    "value_error": "is not usable: {error}",
}
"""By pydantic's type of error; ``{…}`` are the values of its context."""

_EXPECTED_KINDS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be yes or no",
    "string": "must be text",
    "tuple": "must be a list of values",
    "list": "must be a list of values",
    "dict": "must be a set of named values",
    "model": "must be a set of named values",
}
"""By the first word of pydantic's type of error, e.g. ``int_parsing``."""

_SAYS_ALL = {"missing", "extra_forbidden"}
_COUNTED = {"too_short", "too_long"}


def in_words(details: ErrorDetails) -> str:
    """For example "must be at least 1, but is -3"."""
    expected = _expected(details)
    if details["type"] in _COUNTED:
        return f"{expected}, but has {details['ctx']['actual_length']:,}"
    if details["type"] in _SAYS_ALL or details["input"] == "":
        return expected
    return f"{expected}, but is {shown(details['input'])}"


def shown(value: object) -> str:
    """A value as a person would recognise it, cut when long."""
    if isinstance(value, str):
        return f"“{_cut(value)}”"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and value.bit_length() > 4 * _LONGEST:
        return "a number with very many digits"
    try:
        return _cut(json.dumps(value, ensure_ascii=False))
    except (TypeError, ValueError, RecursionError):  # nothing that JSON can hold
        return f"a value of type {type(value).__name__}"


def _expected(details: ErrorDetails) -> str:
    kind = details["type"]
    if kind == "extra_forbidden":
        return "is not known here"
    context: Mapping[str, Any] = details.get("ctx", {})
    if kind == "string_too_short" and context["min_length"] == 1:
        return "must not be empty"
    if kind in _EXPECTED:
        return re.sub("'([^']*)'", r"“\1”", _EXPECTED[kind].format(**context))
    first = kind.split("_")[0]
    return _EXPECTED_KINDS.get(first, f"is not usable ({details['msg'].rstrip('.')})")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
