"""Freezes a run: checks what it asks for, writes its files, puts it into the queue.

Either the run is there with all its files, or nothing is. Starting it is left to ``starting``.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from typing import TYPE_CHECKING

from builder.endings import fitted_end
from builder.files import is_file
from builder.inference import infer
from builder.lowering import lower
from builder.problems import NotSoundError
from builder.shelf.designs import DesignShelf
from builder.starting_weights import weights_file
from data.library import Library
from data.population import population
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError, WrongCallError
from layers_catalog.facts import Facts
from runs.computer import this_computer
from runs.files import DATASET, DESIGN, ENVIRONMENT, FACTS, RECIPE, SCRIPT
from runs.leftovers import partial_in, sweep
from runs.scripts import train_script
from runs.store.store import RunStore
from runs.training import process
from runs.training.earlier import check_donors, check_origins, check_start
from runs.training.efforts import block_counts
from runs.training.learning_phases import pretrained
from runs.training.origins import near, with_files, with_names, with_start_file, with_start_name
from runs.training.seen import check_unseen
from runs.workspace import run_folder, runs_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from builder.spec import GraphSpec
    from data.dataset import Dataset
    from layers_catalog.call import Call
    from runs.store.records import Fold
    from runs.training.recipe import Recipe

SPLITS = ("train", "validation", "test")
_LONGEST_NAME = 200
_WRITING_SCRIPT = threading.Lock()


class SubmissionError(UserError):
    """A run cannot be started as it was asked for."""


def submit(
    *,
    workspace: Path,
    design: GraphSpec,
    dataset_name: str,
    recipe: Recipe,
    name: str | None = None,
    digest: str | None = None,
    place: Fold | None = None,
) -> int:
    """Put a run into the queue, with everything that it needs frozen in its folder.

    Args:
        workspace: the folder with datasets and runs.
        design: the drawing; it must be sound for the dataset's classes.
        dataset_name: of an imported dataset with at least two classes and three splits.
        recipe: how to train.
        name: what to call the run; by default the design and the dataset.
        digest: of the dataset's version; by default the one in force.
        place: which fold of which cross-validation it is.

    Returns:
        The run's number; it waits until ``start_next`` starts it.

    Raises:
        NotSoundError: the drawing has errors.
        DatasetMissingError: there is no such dataset.
        WrongCallError: a layer's file of weights is not there.
        SubmissionError: the dataset does not do, or the files cannot be written.
        EarlierRunError: it is to start from a run that has no model.
        NotSavedError: the disk refuses the version of the design that is to be trained.
    """
    dataset = Library(workspace).load(dataset_name, digest)
    check_dataset(dataset)
    drawn, design = design, with_names(design, workspace)
    recipe = with_start_name(recipe, workspace)
    facts = Facts(class_names=dataset.classes, from_dataset=True)
    report = infer(design, facts)
    if not report.sound:
        raise NotSoundError(report.problems)
    check_training(design, recipe, facts, workspace)
    check_unseen(design, dataset, workspace)
    if fitted_end(design) is not None:
        recipe = recipe.in_one_go()
    script = _script(with_files(design, workspace), facts, with_start_file(recipe, workspace))
    files = {**_frozen(design, facts, dataset, recipe), SCRIPT: script}
    DesignShelf(workspace).trained(drawn, design.digest())
    with _written(workspace, files) as partial, RunStore(workspace) as store:
        return store.create(
            name=(name or f"{design.name} on {dataset.name}")[:_LONGEST_NAME],
            design_name=design.name,
            design_digest=design.digest(),
            dataset=dataset.name,
            dataset_digest=dataset.digest,
            recipe=recipe.model_dump(mode="json"),
            seed=recipe.seed,
            epochs_planned=recipe.epochs_in_all,
            place=place,
            synthetic=dataset.synthetic,
            before_visible=lambda run_id: _settle(partial, run_folder(workspace, run_id)),
        )


def check_training(design: GraphSpec, recipe: Recipe, facts: Facts, workspace: Path) -> None:
    """Refuse what cannot be trained, though the drawing is sound.

    Args:
        design: sound.
        recipe: how to train.
        facts: what the dataset tells.
        workspace: the folder with runs and opened networks.

    Raises:
        SubmissionError: its phases cannot be.
        WrongCallError: a layer's file of weights is not there.
        EarlierRunError: what it is to start from is not there, or does not fit.
    """
    _check_phases(design, recipe)
    check_origins(design, workspace)
    located = with_files(design, workspace)
    _check_weights(lower(located, facts), workspace)
    check_donors(located, facts, workspace)
    check_start(recipe.start, design, facts, workspace)


def _check_phases(design: GraphSpec, recipe: Recipe) -> None:
    """What is to learn phase by phase must be drawn, and learn step by step."""
    end = fitted_end(design)
    if recipe.phases and end is not None:
        raise SubmissionError(
            f"The {type(end[1]).__name__} at the end of “{design.name}” is fitted in one go, so "
            "there are no phases.",
            "Set no phases, or let the drawing end in a Classifier.",
        )
    if recipe.phases and not pretrained(design):
        raise SubmissionError(
            f"“{design.name}” has no Backbone of which more and more could learn in phases.",
            "Set no phases, or draw a Backbone.",
        )
    for phase in recipe.phases:
        for name, count in block_counts(design).items():
            if (phase.blocks or 0) > count:
                raise SubmissionError(
                    f"{name} has {count} blocks, so its last {phase.blocks} cannot learn.",
                    f"Let up to {count} blocks learn, or “all”.",
                )


def _check_weights(calls: Sequence[Call], workspace: Path) -> None:
    """The worker runs elsewhere and later: a file of weights must be there, by its whole path."""
    for call in calls:
        file = weights_file(call) if call.kind is CallKind.MODEL else None
        if file is not None and not (file.is_absolute() and is_file(file)):
            found = near(file, workspace)
            if found:
                raise WrongCallError(
                    f"Layer “{call.node}” starts from the weights file {file}, which is not there.",
                    f"The workspace has one at {found}: name it so, and it is found wherever the "
                    "workspace lies.",
                )
            raise WrongCallError(
                f"Layer “{call.node}” starts from the weights file {file}, which is not there.",
                "Give the whole path of an existing file, or choose “imagenet”, “none” or “run 12” "
                "for what your run 12 learned.",
            )


def check_dataset(dataset: Dataset) -> None:
    """Refuse a dataset from which nothing can be learned or judged.

    Raises:
        SubmissionError: it has one class only, or a part or class is empty.
    """
    if len(dataset.classes) < 2:  # noqa: PLR2004  two, to tell apart
        raise SubmissionError(
            f"The dataset “{dataset.name}” has one class only.",
            "Import it again with at least two classes: nothing can be told from one.",
        )
    counts = dataset.counts()
    for split in SPLITS:
        if not sum(counts.get(split, {}).values()):
            raise SubmissionError(
                f"The dataset “{dataset.name}” has no images for {split}.",
                "Import it again; more images, or other groups, leave some for each split.",
            )
    unseen = [name for name in dataset.classes if not counts["train"].get(name)]
    if unseen:
        raise SubmissionError(
            f"The dataset “{dataset.name}” has no images of {', '.join(unseen)} to train on.",
            "Import it again without that class, or with more images of it.",
        )


def _frozen(design: GraphSpec, facts: Facts, dataset: Dataset, recipe: Recipe) -> dict[str, str]:
    """What the run is, as texts by file name; the dataset's part outlives the dataset."""
    about = {
        "name": dataset.name,
        "digest": dataset.digest,
        "classes": dataset.classes,
        "synthetic": dataset.synthetic,
        "grouped_by": dataset.grouped_by,
        "notices": dataset.notices,
        "counts": dataset.counts(),
        "decided": dataset.decided,
        "licences": dataset.licences,
        "attributions": dataset.attributions,
        "population": population(dataset),
    }
    return {
        DESIGN: design.to_json(),
        FACTS: facts.model_dump_json(indent=1),
        RECIPE: recipe.model_dump_json(indent=1),
        DATASET: json.dumps(about, indent=1, ensure_ascii=False),
        ENVIRONMENT: this_computer().model_dump_json(indent=1),
    }


def _script(design: GraphSpec, facts: Facts, recipe: Recipe) -> str:
    # Python 3.11's ast.parse fails at times when two threads are in it (python/cpython#106905).
    with _WRITING_SCRIPT:
        return train_script(design, facts, recipe)


@contextlib.contextmanager
def _written(workspace: Path, files: Mapping[str, str]) -> Iterator[Path]:
    """A folder with the files, to be renamed to its run's; gone when it was not."""
    parent = runs_folder(workspace)
    partial = partial_in(parent)
    try:
        partial.mkdir(parents=True)
        sweep(parent)
        for name, text in files.items():
            process.write_atomically(partial / name, text.encode())
        yield partial
    except OSError as error:
        raise SubmissionError(
            f"The files of the run cannot be written to {parent}: {error.strerror or error}.",
            "Make room on the disk, or choose another workspace; then start the run again.",
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _settle(partial: Path, folder: Path) -> None:
    """Give the files their place; called while the database holds the run's number for us."""
    if folder.exists():
        # From a run that was never completed: its number was never given away.
        shutil.rmtree(folder)
    process.replace(partial, folder)
