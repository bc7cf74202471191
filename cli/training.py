"""Commands about trainings: start one, judge it, use what it made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.options import Json, RunId, RunOrSeries, Workspace, home_of
from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from runs.store.records import RunRecord
    from runs.training.again import Earlier
    from runs.training.recipe import Recipe

app = typer.Typer()


@app.command()
def train(
    *,
    design: Annotated[
        str | None, typer.Argument(metavar="DESIGN", help="A JSON file, or a name.")
    ] = None,
    dataset: Annotated[str | None, typer.Option(help="The name of a dataset.")] = None,
    like: Annotated[
        int | None,
        typer.Option(metavar="RUN", help="Design, dataset and recipe of that run; options change."),
    ] = None,
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    effort: Annotated[str | None, typer.Option(help="quick, thorough or best.")] = None,
    folds: Annotated[
        int | None,
        typer.Option(help="Cross-validate: each photograph is held out once."),
    ] = None,
    repeats: Annotated[
        int | None, typer.Option(help="Cross-validate so often, each time with other folds.")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="field=value, or LAYER.field=value.")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Until it has ended.")] = False,
    open_test: Annotated[bool, typer.Option(help="Judge on the test set: counted.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Train a design on a dataset, in a process of its own."""
    from cli import printing, printing_runs
    from data.library import Library
    from runs.series.submitting import submit_folds
    from runs.store.states import RunState
    from runs.training import launcher
    from runs.training.asked import asked
    from runs.training.expected import seconds_here
    from runs.training.submission import submit

    home = home_of(workspace)
    begun, dataset = _begun(home, design, dataset, like)
    spec, recipe = asked(
        workspace=home,
        design=begun,
        settings=settings or [],
        epochs=epochs,
        seed=seed,
        effort=effort,
    )
    if repeats is not None and folds is None:
        raise WrongCallError("--repeats repeats a cross-validation.", "Give --folds 5, too.")
    if folds is not None:
        submitted = submit_folds(
            workspace=home,
            design=spec,
            dataset_name=dataset,
            recipe=recipe,
            folds=folds,
            repeats=1 if repeats is None else repeats,
            told=console.queueing,
        )
        console.tell_expected(home, spec, dataset, recipe, folds=folds, repeats=repeats or 1)
        _tell_start(home, recipe)
        launcher.start_next(home)
        _tell_folds(home, submitted, wait=wait, as_json=as_json)
        return
    run = submit(workspace=home, design=spec, dataset_name=dataset, recipe=recipe)
    _tell_start(home, recipe)
    fitting = seconds_here(spec, Library(home).load(dataset))
    if fitting and fitting.fitted:
        console.tell_fitting(fitting, epochs=epochs)
    else:
        console.tell_expected(home, spec, dataset, recipe)
    launcher.start_next(home)
    if not wait:
        told = {"run": run, "state": str(RunState.QUEUED)}
        printing.show(told, printing_runs.started, as_json=as_json)
        return
    ended = launcher.wait(home, run, console.tell_change)
    show(run=str(run), open_test=open_test, workspace=str(home), as_json=as_json)
    if ended.state is not RunState.SUCCEEDED:
        raise typer.Exit(console.Exit.FAILED)


def _begun(
    home: Path, design: str | None, dataset: str | None, like: int | None
) -> tuple[str | Earlier, str]:
    """What is trained on which dataset: as it was named, or as an earlier run had it."""
    from layers_catalog.errors import WrongCallError
    from runs.training.again import earlier

    if (design is None) == (like is None):
        raise WrongCallError(
            "train needs a DESIGN, or --like RUN, and not both.",
            "Name a design, or the number of a run that is to be trained once more.",
        )
    told = design if like is None else earlier(home, like)
    dataset = dataset if dataset or isinstance(told, str | None) else told.run.dataset
    if told is None or dataset is None:
        raise WrongCallError(
            "train needs --dataset NAME.", "`datasets` lists them; --like RUN brings its own."
        )
    if not isinstance(told, str) and dataset == told.run.dataset:
        _tell_changed(home, told.run)
    return told, dataset


def _tell_changed(home: Path, run: RunRecord) -> None:
    """Say where the photographs are not those, or not in the parts, that the earlier run had."""
    from data.library import Library

    if Library(home).load(run.dataset).digest == run.dataset_digest:
        return
    told = f"“{run.dataset}” was changed since run {run.id}"
    if run.series:
        told = f"Run {run.id} was fold {run.fold} of {run.folds} of a cross-validation"
    console.tell(f"{told}: this trains on “{run.dataset}” as it is now.")


def _tell_start(home: Path, recipe: Recipe) -> None:
    """Say from which opened network all layers start, where they do."""
    from cli import printing_designs
    from runs.opened_record import origin_json

    start = origin_json(recipe.start, home)
    if start:
        console.tell(printing_designs.starting(start))


def _tell_folds(home: Path, submitted: list[int], *, wait: bool, as_json: bool) -> None:
    """What a cross-validation came to, or that it has begun."""
    from cli import printing, printing_runs
    from runs.series.results import repeated, whole_json
    from runs.store.store import RunStore
    from runs.training import launcher

    for run in submitted if wait else ():
        launcher.wait(home, run, console.tell_change)
    with RunStore(home) as store:
        (repeats,) = repeated(store.get(run) for run in submitted)
    if wait:
        _judged(home, repeats)
    told = whole_json(home, repeats)
    printing.show(told, printing_runs.folds, as_json=as_json)
    if wait and told["state"] != "succeeded":
        raise typer.Exit(console.Exit.FAILED)


def _judged(home: Path, repeats: list[list[RunRecord]]) -> None:
    """Judge all folds together: a worker that was ended at the last moment may not have."""
    from layers_catalog.errors import UserError
    from runs.series.pooling import pool_all

    try:
        pool_all(home, repeats)
    except (OSError, ValueError, KeyError, UserError) as error:
        console.tell(f"The folds were not judged together ({error}).")


@app.command()
def show(
    *,
    run: RunOrSeries,
    open_test: Annotated[bool, typer.Option(help="Open the test set: counted.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Show the results of a run or of a cross-validation; the test set's once it is opened."""
    from cli import printing, printing_runs
    from runs.results import open_test as open_test_set
    from runs.results import run_json
    from runs.series.naming import is_run, repeats_of
    from runs.series.results import whole_json

    home = home_of(workspace)
    if not is_run(run):
        if open_test:
            raise WrongCallError(
                "A cross-validation has no test set to open: the dataset's own is in no fold.",
                "Leave --open-test out.",
            )
        told = whole_json(home, repeats_of(home, run), curves=True)
        printing.show(told, printing_runs.folds, as_json=as_json)
        return
    number = int(run)
    document = open_test_set(home, number) if open_test else run_json(home, number, with_test=False)
    printing.show(document, printing_runs.run, as_json=as_json)


@app.command()
def predict(
    *,
    run: RunId,
    path: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files, and folders.")],
    csv: Annotated[Path | None, typer.Option(help="Write a table, row by row.")] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Predict photographs with a run's model. Research only: not for any patient."""
    from cli import printing, telling
    from runs.batch import Asked, predict_all, predict_into

    asked = Asked(home_of(workspace), run, path)
    if csv is None:
        found = predict_all(asked, console.predicting, console.tell)
        printing.show(found, telling.predicted, as_json=as_json)
        predicted = sum(not one["problem"] for one in found)
    else:
        told = predict_into(csv, asked, console.predicting, console.tell)
        printing.show(told, telling.table_written, as_json=as_json)
        predicted = told["predicted"]
    if not predicted:
        raise typer.Exit(console.Exit.FAILED)
