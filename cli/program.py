"""Commands about the program itself: the app, a design's code, what this computer has."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from cli import console
from cli.options import Json, Workspace, home_of

app = typer.Typer()


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
        os.environ["LESION_STUDIO_HOME"] = str(home_of(workspace))
    script = Path(entry.__file__).resolve()
    os.chdir(script.parent)  # where Streamlit looks for .streamlit/config.toml
    options = {"server_port": port, "server_headless": not browser}
    typer.echo(f"Lesion Studio: http://127.0.0.1:{port} (Ctrl+C ends it)", err=True)
    bootstrap.load_config_options(flag_options=options)
    bootstrap.run(str(script), False, [], options)


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

    home = home_of(workspace)
    typer.echo(network_source(lower(find_design(design, workspace=home), Facts())))


@app.command()
def doctor(*, workspace: Workspace = None, as_json: Json = False) -> None:
    """Say whether this computer has what is needed."""
    from runs.doctor import examine

    findings = examine(home_of(workspace))
    console.print_findings(findings, as_json=as_json)
    if not all(finding.well for finding in findings):
        raise typer.Exit(console.Exit.FAILED)
