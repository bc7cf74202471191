"""The nearest value that a setting takes, as a mend of one that it does not."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from builder.edits import Become, Mend
from builder.wording import shown
from layers_catalog.describe import fresh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic_core import ErrorDetails

    from builder.spec import Node
    from layers_catalog import Layer

_FAR = 1e9
"""No number that a setting takes is as large."""


def allowed(node: Node, known: type[Layer], details: ErrorDetails, title: str) -> tuple[Mend, ...]:
    """One mend, or none where no better value is known.

    Args:
        node: whose settings are wrong.
        known: its type.
        details: what is wrong with one of them.
        title: what that setting is called.
    """
    field, place = str(details["loc"][0]), details["loc"][1:]
    if details["type"] == "extra_forbidden":
        kept = {name: value for name, value in node.params.items() if name != field}
        return (Mend(f"Remove “{title}”", (Become(node.id, node.type, kept),)),)
    numbered = [part for part in place if isinstance(part, int)]
    for value in _candidates(known, field, details):
        whole = value
        if numbered and not _whole(known, field, value):
            items = node.params.get(field)
            if not isinstance(items, list | tuple) or numbered[0] >= len(items):
                continue
            whole = [*items[: numbered[0]], value, *items[numbered[0] + 1 :]]
        if _takes(known, node.params, field, whole):
            return (_set(node, field, title, whole),)
    return ()


def _candidates(known: type[Layer], field: str, details: ErrorDetails) -> Iterator[Any]:
    """Values from the nearest to the usual one."""
    context: Mapping[str, Any] = details.get("ctx", {})
    for bound, beyond in (("ge", 0), ("le", 0), ("gt", 1), ("lt", -1)):
        if bound in context:
            yield context[bound] + beyond
    came = details["input"]
    if isinstance(came, float) and abs(came) < _FAR:
        yield round(came)
    if isinstance(came, str) and "expected" in context:
        options = [
            part.strip(" '") for part in context["expected"].replace(" or ", ", ").split(",")
        ]
        yield from get_close_matches(came, options, n=1)
    yield from _usual(known, field)


def _usual(known: type[Layer], field: str) -> Iterator[Any]:
    """What a new layer starts with."""
    starts = fresh(known)
    if field in starts:
        yield starts[field]


def _whole(known: type[Layer], field: str, value: object) -> bool:
    """Whether it is a value of the whole setting, not of one of its parts."""
    return any(value is one or value == one for one in _usual(known, field))


def _takes(known: type[Layer], params: Mapping[str, Any], field: str, value: object) -> bool:
    """Whether the setting is right with that value, whatever the others are."""
    try:
        known.model_validate({**params, field: value})
    except ValidationError as refused:
        wrong = refused.errors(include_url=False)
        return all(one["loc"] and one["loc"][0] != field for one in wrong)
    return True


def _set(node: Node, field: str, title: str, value: object) -> Mend:
    words = " × ".join(map(str, value)) if isinstance(value, list | tuple) else shown(value)
    return Mend(
        f"Set {title} to {words}", (Become(node.id, node.type, {**node.params, field: value}),)
    )
