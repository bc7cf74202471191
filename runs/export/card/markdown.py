"""Cards and checklists as Markdown; figures are files beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from runs.export.card.blocks import NOT_PROVIDED, Figure, Table
from runs.export.card.checklist import SOURCE, as_table, in_short
from runs.notice import RESEARCH_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from runs.export.card.blocks import Block
    from runs.export.card.checklist import Checked
    from runs.export.card.fields import Card

FIGURES: Final = "figures"
_SIGNS: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]#|"} | {"<": "&lt;"})


def model_card(card: Card) -> str:
    """``model_card.md``."""
    lines = [f"# Model card: {plain(card.title)}", f"> {RESEARCH_ONLY}"]
    lines += [f"**{plain(notice)}**" for notice in card.notices]
    for heading, fields in card.sections:
        lines.append(f"## {heading}")
        for field, blocks in fields:
            lines.append(f"### {field.title}")
            lines += _printed(blocks) if blocks else [NOT_PROVIDED]
    return "\n\n".join(lines) + "\n"


def checklist(items: tuple[Checked, ...], title: str) -> str:
    """``claim_checklist.md``."""
    lines = [f"# CLAIM checklist: {plain(title)}", in_short(items), SOURCE, _table(as_table(items))]
    return "\n\n".join(lines) + "\n"


def _printed(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield _table(block)
        elif isinstance(block, Figure):
            yield f"![{plain(block.says)}]({FIGURES}/{block.name})"
        else:
            yield plain(block)


def _table(table: Table) -> str:
    rows = (table.head, ("---",) * len(table.head), *table.rows)
    return "\n".join(f"| {' | '.join(_cell(one) for one in row)} |" for row in rows)


def _cell(text: str) -> str:
    return text if text == "---" else plain(text)


def plain(text: str) -> str:
    """Text of others in one line, without what Markdown would take for more than text."""
    return " ".join(text.split()).translate(_SIGNS)
