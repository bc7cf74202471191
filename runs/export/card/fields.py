"""The thirty fields of a card in their order, under headings that follow CLAIM and CLEAR Derm.

CLAIM: Tejani et al., Radiology: Artificial Intelligence 2024; 6: e240300. CLEAR Derm: Daneshjou et
al., JAMA Dermatology 2022; 158: 90-96. What stands in a field is left to ``of_data``, ``of_model``
and ``of_results``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from runs.export.card import of_data, of_model, of_results
from runs.export.card.blocks import NOT_PROVIDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from runs.export.card.blocks import Block, Blocks
    from runs.export.card.story import Story


@dataclass(frozen=True)
class Field:
    """One field.

    Args:
        key: a short name.
        title: its heading.
        tell: what is known of it; nothing where nothing is.
    """

    key: str
    title: str
    tell: Callable[[Story], Iterator[Block]]


SECTIONS: Final[dict[str, tuple[Field, ...]]] = {
    "Model and its use": (
        Field("name", "Name, date and digest", of_model.name_and_date),
        Field("authors", "Authors", of_model.authors),
        Field("intended_use", "Intended use", of_model.intended_use),
        Field("users", "Users", of_model.users),
        Field("out_of_scope", "Out of scope", of_model.out_of_scope),
    ),
    "Data": (
        Field("source", "Data source, version, licence and attribution", of_data.source),
        Field("image_type", "Image type and device", of_data.image_type),
        Field("inclusion", "Inclusion and exclusion", of_data.inclusion),
        Field("counts", "Images, lesions and patients by class and part", of_data.counts),
        Field("demographics", "Age, sex, site and skin type", of_data.demographics),
        Field("missing", "Missing data", of_data.missing_data),
    ),
    "Reference standard": (
        Field("reference", "How labels were confirmed", of_data.reference_standard),
    ),
    "Data partitions": (
        Field("partition", "Partition method, seed and group", of_data.partition),
        Field("copies", "Duplicates and leaks", of_data.copies),
    ),
    "Model": (
        Field("preprocessing", "Preprocessing and augmentation", of_model.preprocessing),
        Field("architecture", "Architecture and parameters", of_model.architecture),
        Field("initialisation", "Initialisation", of_model.initialisation),
    ),
    "Training": (
        Field("training", "Loss, optimiser and epochs", of_model.training),
        Field("search", "Search and number of runs", of_model.search),
        Field("selection", "Selection of the model", of_model.selection),
    ),
    "Evaluation": (
        Field("threshold", "Threshold and where it was chosen", of_results.threshold),
        Field("metrics", "Performance with 95 % intervals", of_results.metrics),
        Field("confusion", "Confusion matrix", of_results.confusion_matrix),
        Field("calibration", "Calibration", of_results.calibration),
        Field("subgroups", "Subgroups", of_results.subgroups),
        Field("failures", "Failure cases", of_results.failures),
        Field("robustness", "Robustness", of_results.robustness),
        Field("opened", "Times the test set was opened", of_results.times_opened),
    ),
    "Other": (
        Field("environment", "Environment and code", of_model.environment),
        Field("limitations", "Limitations, ethics and contact", of_results.limitations),
    ),
}


@dataclass(frozen=True)
class Card:
    """A card, ready to be printed.

    Args:
        title: the run's name.
        notices: sentences that must stand at its head.
        sections: heading, then title and content of each field; no content is "not provided".
    """

    title: str
    notices: tuple[str, ...]
    sections: tuple[tuple[str, tuple[tuple[Field, Blocks], ...]], ...]

    @property
    def content(self) -> dict[str, Blocks]:
        """What each field holds, by its key."""
        return {field.key: blocks for _, told in self.sections for field, blocks in told}

    @property
    def lacking(self) -> list[str]:
        """The titles of fields of which nothing, or not all, was told."""
        fields = (pair for _, told in self.sections for pair in told)
        return [field.title for field, blocks in fields if not _whole(blocks)]

    @property
    def filled(self) -> int:
        """How many fields are told whole."""
        return len(self.content) - len(self.lacking)


def _whole(blocks: Blocks) -> bool:
    parts = (block for block in blocks if isinstance(block, str))
    return bool(blocks) and not any(part.endswith(NOT_PROVIDED) for part in parts)


def card_of(story: Story) -> Card:
    """The card of a run."""
    sections = tuple(
        (heading, tuple((field, tuple(field.tell(story))) for field in fields))
        for heading, fields in SECTIONS.items()
    )
    return Card(story.record.name, tuple(story.run.dataset["notices"]), sections)
