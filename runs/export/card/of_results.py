"""What a card tells of how good the model is, how sure that is, and where it fails."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.control.sentences import in_words as without_lesions
from runs.export.card.blocks import NOT_PROVIDED, Figure, Table, part_of, ranged, share
from runs.export.chances import in_words
from runs.export.figures import calibration as calibration_figure
from runs.export.figures import confusion as confusion_figure
from runs.export.figures import roc
from runs.export.operating import in_sentences
from runs.export.predictions import NAMED
from runs.results import score_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runs.export.card.blocks import Block
    from runs.export.card.story import Story

_SURE: Final = 0.9
_TWO: Final = 2
_FEW: Final = 20
_MENDED: Final = "miscalibrated"
"""The doubt about scores that a temperature is for; what it mends stands under calibration."""
_OPTIMISTIC: Final = {
    False: "; used for choosing, so optimistic",
    True: "; the head saw none of them, but a run chosen by them looks better than it is",
}


def threshold(story: Story) -> Iterator[Block]:
    """Where it decides, and on which images that was chosen."""
    told = story.run.results["operating_point"]
    if told is None:
        yield "No threshold was set: the class with the highest score is named."
        return
    yield from in_sentences(told, grouped_by=story.run.dataset["grouped_by"])


def metrics(story: Story) -> Iterator[Block]:
    """Every number with its interval, split by split."""
    unit = story.run.dataset["grouped_by"]
    for split, told in story.judged.items():
        of = f" of {told['groups']:,} {unit}s" if unit != "image" else ""
        chosen = _OPTIMISTIC[story.run.fitted] if split == "validation" else ""
        yield f"On {split}: {told['images']:,} images{of}{chosen}. Intervals hold 95 %."
        rows = [
            (f"AUC ({told['auc_of']}; {told['auc_method']})", ranged(told, "auc")),
            ("balanced accuracy", ranged(told, "balanced_accuracy")),
            ("accuracy", ranged(told, "accuracy")),
            (f"accuracy of always “{told['majority_class']}”", share(told["majority_share"])),
        ]
        if told.get("average_precision") is not None:
            rows.insert(1, ("average precision", ranged(told, "average_precision")))
        rows += [_as_challenged(one) for one in told.get("challenge", ())]
        yield Table(("measure", split), tuple(rows))
        yield _by_class(told)
        drawn = roc(told, title=_title(split, told))
        if drawn:
            yield Figure(f"roc_{split}.svg", f"ROC curve on {split}", drawn)


def _as_challenged(one: Mapping[str, Any]) -> tuple[str, str]:
    """A number under the name of the challenge that scored by it."""
    challenge = re.split("[:;]", one["source"])[0]
    numbers = {"value": one["value"], "value_low": one["low"], "value_high": one["high"]}
    return f"{one['name']} ({challenge})", ranged(numbers, "value")


def _by_class(told: Mapping[str, Any]) -> Table:
    return Table(
        ("class", "images", "sensitivity", "specificity"),
        tuple(
            (name, f"{own['images']:,}", ranged(own, "sensitivity"), ranged(own, "specificity"))
            for name, own in told["per_class"].items()
        ),
    )


def confusion_matrix(story: Story) -> Iterator[Block]:
    """Counts: rows are the reference standard, columns what the model says."""
    for split, told in story.judged.items():
        names = told["class_names"]
        rows = tuple(
            (name, *(f"{count:,}" for count in row))
            for name, row in zip(names, told["confusion"], strict=True)
        )
        head = (f"{split}: reference standard, in rows", *(f"named {name}" for name in names))
        yield Table(head, rows)
        drawn = confusion_figure(told, title=_title(split, told))
        yield Figure(f"confusion_{split}.svg", f"Confusion matrix on {split}", drawn)


def calibration(story: Story) -> Iterator[Block]:
    """How scores and shares of positives agree."""
    for split, told in story.judged.items():
        found = told.get("calibration")
        if not found:
            yield f"On {split}: Brier score {_brier(story, split):.3f}, scores as they are."
            continue
        for when in ("before", "after"):
            one = found.get(when)
            if one:
                scaled = "as scored" if when == "before" else "after temperature scaling"
                yield (
                    f"On {split}, {scaled}: Brier score {share(one.get('brier'))}, expected "
                    f"calibration error {share(one.get('ece'))}."
                )
        drawn = calibration_figure(told, title=_title(split, told))
        if drawn:
            yield Figure(f"calibration_{split}.svg", f"Calibration on {split}", drawn)
    yield from in_words(story.run)
    yield "A score is not a probability for a patient: the mix of cases here is the collection's."


def _brier(story: Story, split: str) -> float:
    """Brier score: of two classes the mean squared error of the second's score; of more, summed.

    Brier, Monthly Weather Review 78 (1950); for two classes halved, as is usual.
    """
    rows = story.predictions[story.predictions["split"] == split]
    names = story.run.facts.class_names
    scores = rows[score_columns(names)].to_numpy()
    labels = rows["label"].to_numpy()[:, None] == np.array(names, dtype=object)[None]
    squared = ((scores - labels) ** 2).sum(axis=1)
    return float(squared.mean() / (_TWO if len(names) == _TWO else 1))


def subgroups(story: Story) -> Iterator[Block]:
    """For whom it works and for whom not."""
    unit = story.run.dataset["grouped_by"]
    for split, told in story.judged.items():
        rows = tuple(
            (
                f"{one['by']}: {one['value']}" + " (few)" * bool(one.get("few")),
                f"{one['images']:,}",
                ranged(one, "auc"),
                ranged(one, "sensitivity"),
                ranged(one, "specificity"),
            )
            for one in told.get("subgroups") or ()
        )
        if rows:
            head = (split, "images", "AUC", "sensitivity", "specificity")
            yield Table(head, rows)
            yield f"“few”: a side of a class has fewer than {_FEW} {unit}s there."


def failures(story: Story) -> Iterator[Block]:
    """How many are named wrongly, and how many of them with a high score."""
    scores = score_columns(story.run.facts.class_names)
    for split in story.judged:
        rows = story.predictions[story.predictions["split"] == split]
        wrong = rows[rows["label"] != rows[NAMED]]
        sure = int((wrong[scores].max(axis=1) > _SURE).sum())
        yield (
            f"On {split}: {part_of(len(wrong), len(rows))} images named wrongly, {sure:,} of them "
            f"with a score above {_SURE}."
        )
        pairs = Counter(zip(wrong["label"], wrong[NAMED], strict=True)).most_common()
        if pairs:
            rows_told = tuple((str(label), str(said), f"{n:,}") for (label, said), n in pairs)
            yield Table(("reference standard", "named", "images"), rows_told)
    yield "Each image with its scores: predictions.csv."


def robustness(story: Story) -> Iterator[Block]:
    """What else was tried: by a person, without the lesions, on other collections."""
    if story.answers.robustness:
        yield story.answers.robustness
    if story.control:
        yield " ".join(without_lesions(story.control))
    yield from (" ".join(sentences) for sentences in story.elsewhere)


def times_opened(story: Story) -> Iterator[Block]:
    """How often the test set was looked at."""
    if story.record.series:
        yield "A fold of a cross-validation: what it held out is no test set."
    own = story.record.test_opened
    yield f"For this run: {own}. For all runs on this dataset: {story.opened}."
    if not own:
        yield "The numbers on this card are of validation; the test set of this run is closed."


def limitations(story: Story) -> Iterator[Block]:
    """What to bear in mind, ethics, whom to ask."""
    yield from story.run.dataset["notices"]
    yield "Measured on one collection; nothing is known of other cameras, places or skins."
    small = min(sum(row) for row in story.validation["confusion"])
    yield f"The rarest class has {small:,} images on validation."
    yield from _doubts(story)
    answers = story.answers
    for title, words in (
        ("Limitations", answers.limitations),
        ("Ethics", answers.ethics),
        ("Funding", answers.funding),
        ("Contact", answers.contact),
    ):
        yield f"{title}: {words or NOT_PROVIDED}"


def _doubts(story: Story) -> Iterator[str]:
    """What speaks against the numbers; of scores at a temperature, not that they are too sure."""
    for told in story.judged.values():
        for one in told.get("doubts") or ():
            if not (one["code"] == _MENDED and story.run.temperature is not None):
                yield str(one["sentence"])


def _title(split: str, told: Mapping[str, Any]) -> str:
    return f"{split}, {told['images']:,} images"
