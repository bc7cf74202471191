"""The files of a card: Markdown, HTML, checklist, predictions and figures, by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.export.archive import write_files
from runs.export.card import html, markdown
from runs.export.card.blocks import Figure
from runs.export.card.checklist import checked
from runs.export.card.fields import card_of
from runs.export.card.story import story_of
from runs.export.frozen import ExportError
from runs.export.predictions import predictions_csv

if TYPE_CHECKING:
    from pathlib import Path

    from runs.export.card.checklist import Checked
    from runs.export.card.fields import Card
    from runs.export.card.story import Story

CARD, PAGE, CHECKLIST = "model_card.md", "model_card.html", "claim_checklist.md"
PREDICTIONS: Final = "predictions.csv"


def checklist_of(story: Story, card: Card) -> tuple[Checked, ...]:
    """CLAIM's items for a run."""
    return checked(
        card,
        story.answers,
        test_opened="test" in story.judged,
        elsewhere=bool(story.elsewhere),
    )


def card_files(story: Story, *, neutral: bool = False) -> dict[str, str]:
    """The text of each file; ``neutral``: with images numbered instead of named."""
    card = card_of(story)
    items = checklist_of(story, card)
    figures = (
        block for blocks in card.content.values() for block in blocks if isinstance(block, Figure)
    )
    return {
        CARD: markdown.model_card(card),
        PAGE: html.page(card, items),
        CHECKLIST: markdown.checklist(items, card.title),
        PREDICTIONS: predictions_csv(story.predictions, neutral=neutral),
        **{f"{markdown.FIGURES}/{one.name}": one.svg for one in figures},
    }


def card_json(workspace: Path, run_id: int) -> dict[str, Any]:
    """A card as ``lesion-studio card --json`` prints it.

    Returns:
        ``run, fields, filled, not_provided`` (titles), ``claim_met, claim_items, markdown``.

    Raises:
        RunMissingError: there is no such run.
        ExportError: it has no trained network, or its files are damaged.
    """
    story = story_of(workspace, run_id)
    card = card_of(story)
    items = checklist_of(story, card)
    return {
        "run": run_id,
        "fields": len(card.content),
        "filled": card.filled,
        "not_provided": card.lacking,
        "claim_met": sum(one.met for one in items),
        "claim_items": len(items),
        "markdown": markdown.model_card(card),
    }


def write_card(workspace: Path, run_id: int, to: Path) -> list[str]:
    """Write a card's files into a folder of their own below ``to``.

    Returns:
        Their paths.

    Raises:
        ExportError: the folder is there already, or cannot be written.
    """
    files = card_files(story_of(workspace, run_id))
    folder = to / f"lesion-studio-run-{run_id}-card"
    if folder.exists():
        raise ExportError(
            f"{folder} is there already.", "Choose another folder, or move that one away first."
        )
    try:
        return write_files(folder, files)
    except OSError as error:
        raise ExportError(
            f"The card cannot be written to {to}: {error.strerror or error}.",
            "Choose another folder, or make room on the disk.",
        ) from error
