"""A card and its checklist as one HTML file that needs nothing else and prints on A4."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from runs.export.card.blocks import NOT_PROVIDED, Figure, Table
from runs.export.card.checklist import SOURCE, as_table, in_short
from runs.notice import RESEARCH_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runs.export.card.blocks import Block
    from runs.export.card.checklist import Checked
    from runs.export.card.fields import Card

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, "Liberation Sans", Arial, sans-serif; color: #1a1a1a;
  background: #fff; max-width: 820px; margin: 32px auto; padding: 0 24px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 18px; margin: 32px 0 4px; padding-bottom: 4px; border-bottom: 2px solid #0b6e6e; }
h3 { font-size: 15px; margin: 20px 0 4px; }
p { margin: 4px 0; overflow-wrap: anywhere; white-space: pre-line; }
.notice { border: 1px solid #1a1a1a; border-radius: 8px; padding: 8px 12px; margin: 12px 0; }
.missing { color: #a33b00; font-weight: 600; }
table { border-collapse: collapse; margin: 8px 0 12px; font-variant-numeric: tabular-nums;
  font-size: 13px; }
th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0;
  border-bottom: 1px solid #d5d5d5; }
figure { margin: 12px 0; break-inside: avoid; }
figure svg { max-width: 100%; height: auto; }
@page { size: A4; margin: 18mm 16mm; }
@media print {
  body { font-size: 10.5pt; margin: 0; max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
  figure svg { max-height: 95mm; width: auto; }
}
"""


def page(card: Card, items: tuple[Checked, ...]) -> str:
    """``model_card.html``: the card, then the checklist."""
    title = escape(f"Model card: {card.title}")
    body = [f"<h1>{title}</h1>", f'<p class="notice">{escape(RESEARCH_ONLY)}</p>']
    body += [f'<p class="notice"><strong>{escape(one)}</strong></p>' for one in card.notices]
    for heading, fields in card.sections:
        body.append(f"<h2>{escape(heading)}</h2>")
        for field, blocks in fields:
            body.append(f"<h3>{escape(field.title)}</h3>")
            body.append(_printed(blocks) if blocks else _missing(NOT_PROVIDED))
    body += ["<h2>CLAIM checklist</h2>", _printed((in_short(items), SOURCE, as_table(items)))]
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _printed(blocks: Iterable[Block]) -> str:
    return "\n".join(map(_block, blocks))


def _block(block: Block) -> str:
    if isinstance(block, Table):
        head = "".join(f"<th>{escape(one)}</th>" for one in block.head)
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(one)}</td>' for one in row)}</tr>" for row in block.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if isinstance(block, Figure):
        return f"<figure>{block.svg}</figure>"
    return _missing(block) if block.endswith(NOT_PROVIDED) else f"<p>{escape(block)}</p>"


def _missing(text: str) -> str:
    return f'<p class="missing">{escape(text)}</p>'
