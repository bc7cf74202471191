"""The command about the operating point: from which score on a lesion is flagged."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import console
from cli.options import Json, RunId, Workspace, home_of

app = typer.Typer()


@app.command("operating-point")
def operating_point(
    *,
    run: RunId,
    positive: Annotated[
        str | None, typer.Option(help="Classes that count as positive, e.g. mel,bcc.")
    ] = None,
    sensitivity: Annotated[float | None, typer.Option(help="Find at least this share.")] = None,
    specificity: Annotated[
        float | None, typer.Option(help="Leave at least this share of the others alone.")
    ] = None,
    youden: Annotated[
        bool, typer.Option("--youden", help="The highest sensitivity + specificity.")
    ] = False,
    miss_costs: Annotated[
        float | None, typer.Option(help="How many false alarms one miss weighs.")
    ] = None,
    threshold: Annotated[float | None, typer.Option(help="This very threshold.")] = None,
    prevalence: Annotated[
        float | None, typer.Option(help="The share of your lesions that are positive, e.g. 0.02.")
    ] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Choose a run's threshold on validation and save it; without a rule, show the saved one."""
    from runs.operating.choosing import choose, point_json
    from runs.operating.errors import PointCallError
    from runs.operating.rules import one_rule

    home = home_of(workspace)
    rule = one_rule(
        youden=youden,
        sensitivity=sensitivity,
        specificity=specificity,
        miss_costs=miss_costs,
        by_hand=threshold,
    )
    names = tuple(name.strip() for name in positive.split(",")) if positive else ()
    if rule is not None:
        choose(workspace=home, run_id=run, rule=rule, positive=names, prevalence=prevalence)
    elif names or prevalence is not None:
        raise PointCallError(
            "No rule was named to choose a threshold by.",
            "Add --sensitivity, --specificity, --youden, --miss-costs or --threshold.",
        )
    told = point_json(home, run)
    for sentence in () if as_json else told.pop("said"):  # whole, however long
        typer.echo(sentence)
    console.print_document(told, as_json=as_json)
