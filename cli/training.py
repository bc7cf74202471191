"""Commands about trainings: start one, list and judge them, use and take home what they made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import Json, RunId, Workspace, home_of

app = typer.Typer()


@app.command()
def train(
    *,
    design: Annotated[str, typer.Argument(metavar="DESIGN", help="A JSON file, or a name.")],
    dataset: Annotated[str, typer.Option(help="The name of a dataset.")],
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    effort: Annotated[str | None, typer.Option(help="quick, thorough or best.")] = None,
    folds: Annotated[
        int | None,
        typer.Option(help="Cross-validate: each photograph is held out once."),
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
    from data.library import Library
    from runs.series.submitting import submit_folds
    from runs.store.states import RunState
    from runs.training import launcher
    from runs.training.asked import asked
    from runs.training.expected import seconds_here
    from runs.training.submission import submit

    home = home_of(workspace)
    spec, recipe = asked(
        workspace=home,
        design=design,
        settings=settings or [],
        epochs=epochs,
        seed=seed,
        effort=effort,
    )
    if folds is not None:
        submitted = submit_folds(
            workspace=home, design=spec, dataset_name=dataset, recipe=recipe, folds=folds
        )
        console.tell_expected(home, spec, dataset, recipe, folds=folds)
        launcher.start_next(home)
        _tell_folds(home, submitted, wait=wait, as_json=as_json)
        return
    run = submit(workspace=home, design=spec, dataset_name=dataset, recipe=recipe)
    fitting = seconds_here(spec, Library(home).load(dataset))
    if fitting and fitting.fitted:
        console.tell_fitting(fitting, epochs=epochs)
    else:
        console.tell_expected(home, spec, dataset, recipe)
    launcher.start_next(home)
    if not wait:
        console.print_document({"run": run, "state": str(RunState.QUEUED)}, as_json=as_json)
        return
    ended = launcher.wait(home, run, console.tell_change)
    show(run=run, open_test=open_test, workspace=str(home), as_json=as_json)
    if ended.state is not RunState.SUCCEEDED:
        raise typer.Exit(console.Exit.FAILED)


def _tell_folds(home: Path, submitted: list[int], *, wait: bool, as_json: bool) -> None:
    """What a cross-validation came to, or that it has begun."""
    from runs.series.results import series_json
    from runs.store.store import RunStore
    from runs.training import launcher

    for run in submitted if wait else ():
        launcher.wait(home, run, console.tell_change)
    with RunStore(home) as store:
        folds = [store.get(run) for run in submitted]
    if wait:
        from runs.series.pooling import pool

        pool(home, folds)  # a worker that was ended at the last moment may not have
    told = series_json(home, folds)
    console.print_document(told, as_json=as_json)
    if wait and told["state"] != "succeeded":
        raise typer.Exit(console.Exit.FAILED)


@app.command()
def runs(*, workspace: Workspace = None, as_json: Json = False) -> None:
    """List the runs, newest first, with their validation results."""
    from runs.results import runs_json

    console.print_document(runs_json(home_of(workspace)), as_json=as_json)


@app.command()
def show(
    *,
    run: RunId,
    open_test: Annotated[bool, typer.Option(help="Open the test set: counted.")] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Show a run's results: on validation, and on the test set once it is opened."""
    from runs.results import open_test as open_test_set
    from runs.results import run_json

    home = home_of(workspace)
    document = open_test_set(home, run) if open_test else run_json(home, run, with_test=False)
    console.print_document(document, as_json=as_json)


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
    from runs.batch import Asked, predict_all, predict_into

    asked = Asked(home_of(workspace), run, path)
    if csv is None:
        found = predict_all(asked, console.predicting, console.tell)
        console.print_document(found, as_json=as_json)
        predicted = sum(not one["problem"] for one in found)
    else:
        told = predict_into(csv, asked, console.predicting, console.tell)
        console.print_document(told, as_json=as_json)
        predicted = told["predicted"]
    if not predicted:
        raise typer.Exit(console.Exit.FAILED)


@app.command()
def export(
    *,
    run: RunId,
    to: Annotated[Path, typer.Option(file_okay=False, help="The folder that receives the zip.")],
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Write a run's model, code and numbers as one zip."""
    from runs.export.bundle import export_run

    home = home_of(workspace)
    console.print_document(export_run(workspace=home, run_id=run, to=to), as_json=as_json)
