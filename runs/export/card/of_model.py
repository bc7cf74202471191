"""What a card tells of the network: what it is, from where it started, how it learnt."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING, Final

from builder.inference import infer
from layers_catalog.call import CallKind
from runs.export.hashed import sha256_of
from runs.export.readme import FITS, FLIPS, head, learning
from runs.export.weights import origins
from runs.notice import RESEARCH_ONLY
from runs.training.learning_phases import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.export.card.blocks import Block
    from runs.export.card.story import Story

_RANDOM: Final = "keras.layers.Random"
_MILLION: Final = 1e6


def name_and_date(story: Story) -> Iterator[Block]:
    """Name, date and digest of the model."""
    record, model = story.record, story.run.model
    ended = record.ended_at or record.created_at
    yield f"{record.name} (run {record.id}), trained on {ended:%Y-%m-%d}."
    yield f"model.keras, SHA-256 {sha256_of(model)}."
    yield f"Design “{record.design_name}”, SHA-256 {record.design_digest}."


def authors(story: Story) -> Iterator[Block]:
    """Who made it."""
    yield from _told(story.answers.authors)


def intended_use(story: Story) -> Iterator[Block]:
    """What it is for."""
    yield from _told(story.answers.intended_use)


def users(story: Story) -> Iterator[Block]:
    """Whom it is for."""
    yield from _told(story.answers.users)


def out_of_scope(story: Story) -> Iterator[Block]:
    """What it must not be used for."""
    yield RESEARCH_ONLY
    classes = ", ".join(f"“{name}”" for name in story.run.facts.class_names)
    yield f"It knows {classes} only and names any picture one of them, whatever it shows."
    yield from _told(story.answers.out_of_scope)


def preprocessing(story: Story) -> Iterator[Block]:
    """What happens to a photograph before it is learnt from, and in use."""
    picture, recipe = story.run.picture, story.run.recipe
    yield (
        f"Each photograph is turned upright, read as RGB and brought to {picture.height} × "
        f"{picture.width} pixels (height × width): {FITS[picture.fit]}. All further preparation is "
        "a part of the network."
    )
    changes = [one for one in story.run.calls if one.path.startswith(_RANDOM)]
    if changes:
        named = (f"{_layer(one.path)} ({_settings(one.kwargs)})" for one in changes)
        yield f"Random changes while it learns, none in use: {'; '.join(named)}."
    else:
        yield "No random changes of photographs."
    if recipe.flips_at_use:
        yield f"{FLIPS}."


def architecture(story: Story) -> Iterator[Block]:
    """Its layers and how many weights they have."""
    totals = infer(story.run.design, story.run.facts).totals
    weights = totals.trainable + totals.non_trainable
    kinds = Counter(_layer(one.path) for one in story.run.calls if one.kind is not CallKind.INPUT)
    listed = ", ".join(name if n == 1 else f"{n} × {name}" for name, n in kinds.items())
    yield f"Steps in order of their first use: {listed}."
    yield (
        f"{weights:,} weights, of which {totals.trainable:,} learn as drawn; about "
        f"{totals.macs / _MILLION:,.0f} million multiply-adds an image."
    )
    if story.run.temperature is None:
        yield "The whole network is in design.json, and as Python in train.py."
    else:
        yield (
            "The network is in design.json, and as Python in train.py; model.keras has the "
            f"temperature {story.run.temperature:.4g} behind its last step."
        )


def initialisation(story: Story) -> Iterator[Block]:
    """Where its weights started."""
    told = [sentence.replace("`", "") for sentence in origins(story.run)]
    yield from told
    rest = "All other weights" if told else "All weights"
    yield f"{rest} started at random, seed {story.run.recipe.seed}."


def training(story: Story) -> Iterator[Block]:
    """Loss, optimiser, epochs."""
    run, record = story.run, story.record
    if run.fitted:
        yield from (f"{line}." for line in head(run))
        yield f"Fitted with scikit-learn: {learning(run)}."
    else:
        if run.recipe.phases:
            yield f"Phases of learning: {in_words(run.recipe.phases)}."
        yield f"Loss: categorical cross-entropy. Seed {run.recipe.seed}: {learning(run)}."
        if run.recipe.patience:
            yield f"It ends early after {run.recipe.patience} epochs without a better AUC."
    balanced = "count the same in total" if run.recipe.class_weights else "count by their images"
    yield f"Classes {balanced}."
    if record.seconds is not None:
        yield f"It took {record.seconds:,.0f} seconds."


def search(story: Story) -> Iterator[Block]:
    """Among how many runs it may have been chosen."""
    runs = "1 run" if story.tried == 1 else f"{story.tried:,} runs"
    yield (
        f"{runs} on this dataset in this workspace, without those deleted for good. The more there "
        "are, the more the numbers on validation of the one that is chosen flatter it."
    )


def selection(story: Story) -> Iterator[Block]:
    """By what the weights that are given out were chosen."""
    if story.run.fitted:
        yield "There are no epochs to choose from: the head was fitted at once."
    else:
        yield "Of all epochs the one with the best AUC on validation was kept."
    yield "It is one network, no ensemble."


def environment(story: Story) -> Iterator[Block]:
    """Packages, and the digest of the code."""
    packages = ", ".join(f"{name} {version}" for name, version in story.run.packages.items())
    yield f"Packages: {packages}."
    code = hashlib.sha256(story.run.train_py.encode()).hexdigest()
    yield f"Code: train.py, SHA-256 {code}."


def _told(words: str) -> Iterator[Block]:
    if words:
        yield words


def _layer(path: str) -> str:
    return path.rpartition(".")[2]


def _settings(kwargs: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in kwargs.items() if value is not None)
