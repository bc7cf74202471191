"""CLAIM's items, and which of them a run's card meets; the rest is for the paper that is written.

Items in our own, shorter words after: A. S. Tejani et al., Checklist for Artificial Intelligence in
Medical Imaging (CLAIM): 2024 Update, Radiology: Artificial Intelligence 2024; 6 (4): e240300. Read
the original before you hand anything in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from runs.export.card.blocks import Table

if TYPE_CHECKING:
    from runs.export.card.answers import Answers
    from runs.export.card.fields import Card

SOURCE: Final = (
    "Items shortened from CLAIM, 2024 update (Tejani et al., Radiology: Artificial Intelligence "
    "2024; 6 (4): e240300, doi:10.1148/ryai.240300). The original counts."
)
_PAPER: Final = "in your paper"


@dataclass(frozen=True)
class Item:
    """One item.

    Args:
        number: in the list of 2024.
        section: of a paper.
        asks: in our words.
        fields: of the card that together meet it; none: only a paper can.
        answers: of the form that it needs as well.
    """

    number: int
    section: str
    asks: str
    fields: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """An item, whether it is met, and where; or what is still to do."""

    item: Item
    met: bool
    where: str


_TITLE, _INTRO, _DESIGN, _DATA = "Title and abstract", "Introduction", "Study design", "Data"
_STANDARD, _PARTS, _TESTING = "Reference standard", "Data partitions", "Testing data"
_MODEL, _TRAINING, _EVALUATION = "Model", "Training", "Evaluation"
_RESULTS, _DISCUSSION, _OTHER = "Results", "Discussion", "Other"

ITEMS: Final = (
    Item(1, _TITLE, "Name it a study of AI and say which kind"),
    Item(2, _TITLE, "Summary: design, methods, results, conclusions"),
    Item(3, _INTRO, "Background; intended use and clinical role", ("intended_use",)),
    Item(4, _INTRO, "Aims and hypotheses"),
    Item(5, _DESIGN, "Looking back or ahead", (), ("participants",)),
    Item(6, _DESIGN, "Goal of the study"),
    Item(7, _DATA, "Sources of the data", ("source",)),
    Item(8, _DATA, "Who is included and who not", ("inclusion",), ("participants",)),
    Item(9, _DATA, "Preparation of the images", ("preprocessing",)),
    Item(10, _DATA, "Choice of parts of images or of the data", ("inclusion",)),
    Item(11, _DATA, "How names were taken out", (), ("ethics",)),
    Item(12, _DATA, "What was done about missing data", ("missing",)),
    Item(13, _DATA, "How images were taken", ("image_type",), ("device",)),
    Item(14, _STANDARD, "What the reference standard is", ("reference",)),
    Item(15, _STANDARD, "Why that one was chosen", (), ("reference",)),
    Item(16, _STANDARD, "Who set the labels, with which training", (), ("reference",)),
    Item(17, _STANDARD, "How the test set was labelled", ("reference",), ("reference",)),
    Item(18, _STANDARD, "How far those who labelled agree", (), ("reference",)),
    Item(19, _PARTS, "How images came to the parts", ("partition",)),
    Item(20, _PARTS, "On which level the parts are apart", ("partition", "copies")),
    Item(21, _TESTING, "Planned size of the test set, and why"),
    Item(22, _MODEL, "The model in detail: inputs, layers, outputs", ("architecture",)),
    Item(23, _MODEL, "Software and versions", ("environment",)),
    Item(24, _MODEL, "Where the weights started", ("initialisation",)),
    Item(25, _TRAINING, "Training in detail", ("training", "preprocessing")),
    Item(26, _TRAINING, "How the final model was chosen", ("selection", "search")),
    Item(27, _TRAINING, "Ensembles, if any", ("selection",)),
    Item(28, _EVALUATION, "Measures of performance", ("metrics",)),
    Item(29, _EVALUATION, "Significance and uncertainty", ("metrics",)),
    Item(30, _EVALUATION, "Robustness or sensitivity", ("robustness",)),
    Item(31, _EVALUATION, "Explanations of the output, and whether they hold"),
    Item(32, _EVALUATION, "Evaluation on data of the same kind", ("metrics", "_test")),
    Item(33, _EVALUATION, "Testing on data from elsewhere", ("robustness", "_elsewhere")),
    Item(34, _EVALUATION, "Registration of a clinical trial"),
    Item(35, _RESULTS, "Numbers included and excluded", ("inclusion", "counts")),
    Item(36, _RESULTS, "Who is in each part", ("demographics", "counts")),
    Item(37, _RESULTS, "Performance with its uncertainty", ("metrics", "_test")),
    Item(38, _RESULTS, "Diagnostic accuracy and its precision", ("metrics", "_test")),
    Item(39, _RESULTS, "What was got wrong", ("failures",)),
    Item(40, _DISCUSSION, "Limitations", ("limitations",), ("limitations",)),
    Item(41, _DISCUSSION, "What it means in practice", ("intended_use", "users", "out_of_scope")),
    Item(42, _OTHER, "Where the protocol and technical details are"),
    Item(43, _OTHER, "Whether software, model and data can be had", ("source", "environment")),
    Item(44, _OTHER, "Funding and the part of those who paid", (), ("funding",)),
)


def checked(
    card: Card, answers: Answers, *, test_opened: bool, elsewhere: bool
) -> tuple[Checked, ...]:
    """Each item, met or open.

    Args:
        card: of a run.
        answers: what a person told of it.
        test_opened: whether the test set's numbers are on the card.
        elsewhere: whether numbers on another collection are.
    """
    filled = {key for key, blocks in card.content.items() if blocks}
    titles = {field.key: field.title for _, told in card.sections for field, _ in told}
    filled |= {"_test"} if test_opened else set()
    filled |= {"_elsewhere"} if elsewhere else set()
    titles |= {"_test": "the opened test set", "_elsewhere": "judging on another collection"}
    told = {name for name, words in answers.model_dump().items() if words}
    asked = {name: str(field.title) for name, field in type(answers).model_fields.items()}
    return tuple(_checked(item, filled, titles, told, asked) for item in ITEMS)


def _checked(
    item: Item, filled: set[str], titles: dict[str, str], told: set[str], asked: dict[str, str]
) -> Checked:
    if not item.fields and not item.answers:
        return Checked(item, met=False, where=_PAPER)
    lacking = [titles[name] for name in item.fields if name not in filled]
    lacking += [f"{asked[name]} (form)" for name in item.answers if name not in told]
    if lacking:
        return Checked(item, met=False, where="missing: " + ", ".join(dict.fromkeys(lacking)))
    there = [titles[name] for name in item.fields] or [asked[name] for name in item.answers]
    return Checked(item, met=True, where=", ".join(there))


def as_table(items: tuple[Checked, ...]) -> Table:
    """The list for printing."""
    rows = tuple(
        (
            str(one.item.number),
            one.item.section,
            one.item.asks,
            "met" if one.met else "open",
            one.where,
        )
        for one in items
    )
    return Table(("item", "section", "what it asks for", "state", "where"), rows)


def in_short(items: tuple[Checked, ...]) -> str:
    """How many are met, in a sentence."""
    met = sum(one.met for one in items)
    paper = sum(one.where == _PAPER for one in items)
    return (
        f"{met} of {len(items)} items are met by the card, {len(items) - met} are open; "
        f"{paper} of those can only be met in a paper."
    )
