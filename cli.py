"""The command line: the same services as the pages, without a browser.

Every command takes ``--json`` (one document on standard output, progress on standard error) and
``--workspace``. Exit status: 0 done, 1 the work failed, 2 the call was wrong.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

import console

app = typer.Typer(
    cls=console.Commands,
    name="lesion-studio",
    help="Draw a network, train it on skin-lesion photographs, judge it, take it home.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Workspace = Annotated[
    str | None, typer.Option(help="The folder that keeps everything (or LESION_STUDIO_HOME).")
]
RunId = Annotated[int, typer.Argument(metavar="RUN", help="A run's number, as `runs` lists it.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same result.")]


def _home(option: str | None) -> Path:
    from runs.workspace import workspace_path

    return workspace_path(option)


@app.command("app")
def serve(
    *,
    port: Annotated[int, typer.Option(min=1024, max=65535)] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    workspace: Workspace = None,
) -> None:
    """Open the app in the browser, on this computer only."""
    from streamlit.web import bootstrap

    import app as entry

    if workspace:
        os.environ["LESION_STUDIO_HOME"] = str(_home(workspace))
    script = Path(entry.__file__).resolve()
    os.chdir(script.parent)  # where Streamlit looks for .streamlit/config.toml
    options = {"server_port": port, "server_headless": not browser}
    typer.echo(f"Lesion Studio: http://127.0.0.1:{port} (Ctrl+C ends it)", err=True)
    bootstrap.load_config_options(flag_options=options)
    bootstrap.run(str(script), False, [], options)


@app.command("import")
def import_photographs(
    *,
    path: Annotated[list[str], typer.Argument(help="A folder, or zips and a CSV.")],
    name: Annotated[str, typer.Option(help="The dataset's name.")],
    layout: Annotated[str, typer.Option(help="How the files are laid out.")] = "auto",
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column", help="Which column says what, e.g. diagnosis=dx; may be repeated."
        ),
    ] = None,
    metadata_only: Annotated[
        bool, typer.Option("--metadata-only", help="Read the tables, but no photograph.")
    ] = False,
    mapping: Annotated[
        str | None, typer.Option("--map", help="E.g. mel=malignant,bcc=malignant,'*=benign'.")
    ] = None,
    split_csv: Annotated[
        Path | None, typer.Option(help="Columns image_id,label,split; only these images are kept.")
    ] = None,
    seed: Seed = 0,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Import photographs as a dataset; every row not taken is reported with its reason."""
    from data.importing import import_dataset, parse_columns, parse_map

    home = _home(workspace)
    chosen = parse_map(mapping) if mapping else None
    result = import_dataset(
        workspace=home,
        paths=path,
        name=name,
        layout=layout,
        columns=parse_columns(columns or ()),
        metadata_only=metadata_only,
        mapping=chosen,
        split_csv=split_csv,
        seed=seed,
        progress=console.progress,
    )
    console.print_document(result, as_json=as_json)


@app.command()
def demo(
    *,
    name: Annotated[str, typer.Option(help="The dataset's name.")] = "Demo lesions",
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Draw the demo lesions: synthetic images to try everything with."""
    from data.demo import make_demo

    made = make_demo(workspace=_home(workspace), name=name, progress=console.progress)
    console.print_document(made, as_json=as_json)


@app.command()
def datasets(*, workspace: Workspace = None, as_json: Json = False) -> None:
    """List the datasets."""
    from data.library import Library

    home = _home(workspace)
    console.print_document(Library(home).summaries(), as_json=as_json)


@app.command()
def train(
    *,
    design: Annotated[str, typer.Argument(metavar="DESIGN", help="A JSON file, or a name.")],
    dataset: Annotated[str, typer.Option(help="The name of a dataset.")],
    epochs: Annotated[int | None, typer.Option(min=1)] = None,
    seed: Annotated[int | None, typer.Option(min=0)] = None,
    effort: Annotated[str | None, typer.Option(help="quick, thorough or best.")] = None,
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
    from runs.store.states import RunState
    from runs.training import launcher
    from runs.training.asked import asked
    from runs.training.expected import seconds_here
    from runs.training.submission import submit

    home = _home(workspace)
    spec, recipe = asked(
        workspace=home,
        design=design,
        settings=settings or [],
        epochs=epochs,
        seed=seed,
        effort=effort,
    )
    run = submit(workspace=home, design=spec, dataset_name=dataset, recipe=recipe)
    console.tell_fitting(seconds_here(spec, Library(home).load(dataset)), epochs=epochs)
    launcher.start_next(home)
    if not wait:
        console.print_document({"run": run, "state": str(RunState.QUEUED)}, as_json=as_json)
        return
    ended = launcher.wait(home, run, console.tell_change)
    show(run=run, open_test=open_test, workspace=str(home), as_json=as_json)
    if ended.state is not RunState.SUCCEEDED:
        raise typer.Exit(console.Exit.FAILED)


@app.command()
def runs(*, workspace: Workspace = None, as_json: Json = False) -> None:
    """List the runs, newest first, with their validation results."""
    from runs.results import runs_json

    console.print_document(runs_json(_home(workspace)), as_json=as_json)


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

    home = _home(workspace)
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

    asked = Asked(_home(workspace), run, path)
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

    home = _home(workspace)
    console.print_document(export_run(workspace=home, run_id=run, to=to), as_json=as_json)


@app.command()
def code(
    *,
    design: Annotated[str, typer.Argument(metavar="DESIGN", help="A JSON file, or a name.")],
    workspace: Workspace = None,
) -> None:
    """Print the Python code that builds a design's network."""
    from builder.codegen import network_source
    from builder.lowering import lower
    from builder.naming import find_design
    from layers_catalog.facts import Facts

    home = _home(workspace)
    typer.echo(network_source(lower(find_design(design, workspace=home), Facts())))


@app.command()
def doctor(*, workspace: Workspace = None, as_json: Json = False) -> None:
    """Say whether this computer has what is needed."""
    from runs.doctor import examine

    findings = examine(_home(workspace))
    console.print_findings(findings, as_json=as_json)
    if not all(finding.well for finding in findings):
        raise typer.Exit(console.Exit.FAILED)


def main() -> None:
    """The console script ``lesion-studio``."""
    app()
