"""Python statements laid out as ``ruff format`` would leave them.

Lines are as long as our own, 100 columns, since text of our own files is printed beside them.
What is printed is told by ``codegen``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers_catalog.call import Made

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

INDENT: Final = "    "
_WIDTH: Final = 100
_PLAIN_LENGTH: Final = 9
_LARGEST_DIVISOR: Final = 1024

_Parts = tuple[str, list[tuple[str, object]], str]


class _Apart(tuple[object, ...]):
    """Several arguments, to be printed without brackets of their own."""

    __slots__ = ()


class Name(str):
    """A variable, to be printed without quotes."""

    __slots__ = ()


def expression(value: object) -> str:
    """A variable, a JSON value, a tuple or what is ``Made``, as Python in one line."""
    match value:
        case Name():
            return str(value)
        case str():
            return _text(value)
        case float():
            return _number(value)
        case tuple() | list() | dict() | Made():
            opening, inner, closing = _parts(value)
            comma = "," if isinstance(value, tuple) and len(inner) == 1 else ""
            shown = ", ".join(prefix + expression(one) for prefix, one in inner)
            return f"{opening}{shown}{comma}{closing}"
    return repr(value)


def statement(
    head: str,
    kwargs: Mapping[str, object],
    *,
    first: Sequence[Name] = (),
    then: Sequence[Name] = (),
    apart: bool = False,
) -> Iterator[str]:
    """The lines of ``head(*first, **kwargs)(then)``, indented once.

    Args:
        head: what stands before the bracket, e.g. ``"x = keras.layers.Conv2D"``.
        kwargs: the arguments given by keyword.
        first: variables given before them.
        then: variables to which the result is applied: one alone, several as a list; none when
            it is not applied.
        apart: whether several are given one by one instead.
    """
    given = [*(("", name) for name in first), *((f"{key}=", one) for key, one in kwargs.items())]
    inner = ", ".join(prefix + expression(one) for prefix, one in given)
    target = _target(then, apart=apart)
    applied = f"({expression(target)})" if then else ""
    line = f"{INDENT}{head}({inner}){applied}"
    opened, within, closing = (
        f"{INDENT}{head}({inner})(",
        f"{INDENT * 2}{inner}",
        f"{INDENT}){applied}",
    )
    if len(line) <= _WIDTH:
        yield line
    elif then and len(opened) <= _WIDTH:  # the last bracket is broken first
        yield from _applied(opened, target)
    elif max(len(within), len(closing)) <= _WIDTH:
        yield from (f"{INDENT}{head}(", within, closing)
    else:
        yield f"{INDENT}{head}("
        for prefix, one in given:
            yield from _argument(prefix, one, INDENT * 2)
        yield from [closing] if len(closing) <= _WIDTH else _applied(f"{INDENT})(", target)


def _target(then: Sequence[Name], *, apart: bool) -> object:
    """What stands in the second pair of brackets."""
    if len(then) > 1:
        return _Apart(then) if apart else list(then)
    return (*then, None)[0]


def _applied(opened: str, target: object) -> Iterator[str]:
    """What a layer is applied to, between brackets in lines of their own."""
    alone = f"{INDENT * 2}{expression(target)}"
    yield opened
    if len(alone) <= _WIDTH:
        yield alone
    else:
        for one in target if isinstance(target, _Apart) else (target,):
            yield from _argument("", one, INDENT * 2)
    yield f"{INDENT})"


def _argument(prefix: str, value: object, indent: str) -> Iterator[str]:
    """One argument in a line of its own, or a long list over several, each with its comma."""
    line = f"{indent}{prefix}{expression(value)},"
    if len(line) <= _WIDTH or not isinstance(value, tuple | list | dict | Made):
        yield line
        return
    opening, inner, closing = _parts(value)
    yield f"{indent}{prefix}{opening}"
    for key, one in inner:
        yield from _argument(key, one, indent + INDENT)
    yield f"{indent}{closing},"


def _parts(value: tuple[object, ...] | list[object] | dict[str, object] | Made) -> _Parts:
    """A collection as its brackets and what stands between them, each with what comes before it."""
    if isinstance(value, Made):
        return f"{value.path}(", [(f"{key}=", one) for key, one in value.kwargs.items()], ")"
    if isinstance(value, dict):
        return "{", [(f"{expression(key)}: ", one) for key, one in value.items()], "}"
    inner: list[tuple[str, object]] = [("", one) for one in value]
    if isinstance(value, _Apart):
        return "", inner, ""
    opening, closing = "()" if isinstance(value, tuple) else "[]"
    return opening, inner, closing


def _number(value: float) -> str:
    """As Python writes it, but a long fraction that is exactly 1/n as ``1 / n``."""
    plain = repr(value)
    if len(plain) >= _PLAIN_LENGTH and 1 / _LARGEST_DIVISOR <= value < 1:
        divisor = round(1 / value)
        if 1 / divisor == value:
            return f"1 / {divisor}"
    return plain.replace("e+", "e")


def _text(value: str) -> str:
    """In double quotes, unless single ones need fewer backslashes."""
    if value.isascii() and value.isidentifier():  # most are
        return f'"{value}"'
    if value.count('"') > value.count("'"):
        return repr(value)
    single = repr(f'{value}"')[1:-2]  # the added quote makes repr take single ones
    return '"' + single.replace("\\'", "'").replace('"', '\\"') + '"'
