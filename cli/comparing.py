"""Commands that set runs side by side, and beside the world outside their own dataset."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import console
from cli.options import Json, RunOrSeries, Workspace, home_of
from layers_catalog.errors import WrongCallError

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer()


class Split(StrEnum):
    """Which images runs are compared on."""

    VALIDATION = "validation"
    TEST = "test"


@app.command()
def compare(
    *,
    runs: Annotated[
        list[str],
        typer.Argument(
            metavar="RUN RUN…",
            help="Numbers of runs, or names of cross-validations; the first is the reference.",
        ),
    ],
    split: Annotated[
        Split, typer.Option(help="The test set only where it was opened for all of them.")
    ] = Split.VALIDATION,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Compare runs on the same images: differences with intervals, paired tests, in words."""
    from runs.comparing.comparing import compare_runs
    from runs.series.naming import is_run

    refs = [int(one) if is_run(one) else one for one in runs]
    told = compare_runs(home_of(workspace), refs, split=split)
    if as_json:
        console.print_document(told, as_json=True)
        return
    _tell(told)


def _tell(told: Mapping[str, Any]) -> None:
    """Sentences, then the numbers as a table."""
    from runs.comparing.sentences import called, sentence_case, table

    typer.echo(told["on"])
    for warning in told["warnings"]:
        typer.echo(f"Mind: {warning}")
    for one in told["comparisons"]:
        typer.echo(f"\n{sentence_case(one['called'])} against {called(one['against'])}")
        for sentence in one["sentences"]:
            typer.echo(f"- {sentence}")
    typer.echo()
    console.print_table(table(told))


@app.command()
def judge(
    *,
    run: RunOrSeries,
    on: Annotated[
        str | None,
        typer.Option(help="The name of another dataset; by default on its own, anew."),
    ] = None,
    mapping: Annotated[
        str | None, typer.Option("--map", help="Its classes as the run's: nevus=benign,…")
    ] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Judge a run on another collection: photographs it has not seen, its threshold frozen.

    Without one, a run or a cross-validation of an earlier version is judged anew, from the
    predictions it kept.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before TensorFlow is loaded, as in use
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    home = home_of(workspace)
    if on is None:
        _judge_anew(home, run, mapped=mapping is not None, as_json=as_json)
        return
    from runs.series.naming import is_run

    if not is_run(run):
        raise WrongCallError(
            f"“{run}” is no run: a cross-validation has no network of its own to judge by.",
            "Name a run; train one on one division first.",
        )
    from data.mapping import parse_map
    from runs.outside.judging import judge as judge_on
    from runs.outside.sides import told_beside

    chosen = parse_map(mapping) if mapping else None
    told = judge_on(home, int(run), on, mapping=chosen, progress=console.progress)
    beside = told_beside(home, told)
    if as_json:
        console.print_document({**told, **beside}, as_json=True)
        return
    for sentence in beside["sentences"]:
        typer.echo(sentence)


def _judge_anew(home: Path, run: str, *, mapped: bool, as_json: bool) -> None:
    from cli import printing
    from runs.judged import judge_anew
    from runs.results import run_json
    from runs.series.naming import is_run, repeats_of
    from runs.series.repeats import place_of
    from runs.series.results import whole_json

    if mapped:
        raise WrongCallError(
            "--map names classes of another dataset, but none is named.", "Add --on DATASET."
        )
    if is_run(run):
        judge_anew(home, int(run))
        printing.show(run_json(home, int(run)), printing.run, as_json=as_json)
        return
    from runs.series.pooling import judge_series_anew

    repeats = repeats_of(home, run)
    judge_series_anew(home, place_of(str(repeats[0][0].series)).whole)
    printing.show(whole_json(home, repeats), printing.folds, as_json=as_json)


@app.command("judge-csv")
def judge_csv(
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="image, label, scores[, group].")],
    positive: Annotated[str | None, typer.Option(help="The positive one of two labels.")] = None,
    as_json: Json = False,
) -> None:
    """Judge a table of predictions made elsewhere as a run is judged."""
    from runs.outside.table_judging import judge_table

    console.print_document(judge_table(file, positive=positive), as_json=as_json)
