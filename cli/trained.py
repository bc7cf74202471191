"""Commands about the runs there are: find them among thousands, note something, the bin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import console
from cli.options import Json, RunId, Workspace, home_of
from layers_catalog.errors import WrongCallError
from runs.store.orders import Order
from runs.store.states import RunState
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers_catalog.errors import UserError

app = typer.Typer()

Runs = Annotated[list[int], typer.Argument(metavar="RUN…", help="Numbers, as `runs` lists them.")]
_STATES = ", ".join(f"{state} ({wording.STATES[state]})" for state in RunState)
Away = Annotated[bool, typer.Option("--remove", help="Take it away.")]


@app.command()
def runs(
    *,
    search: Annotated[
        str, typer.Option(help="Words in name, design, dataset, tags or note; or a number.")
    ] = "",
    state: Annotated[
        list[RunState] | None, typer.Option(help=f"{_STATES}; may be repeated.")
    ] = None,
    design: Annotated[list[str] | None, typer.Option(help="Its name; may be repeated.")] = None,
    dataset: Annotated[list[str] | None, typer.Option(help="Its name; may be repeated.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="May be repeated.")] = None,
    starred: Annotated[bool, typer.Option("--starred", help="Those with a star only.")] = False,
    sort: Annotated[
        Order, typer.Option(help="“best” is by validation AUC, never by test.")
    ] = Order.NEWEST,
    limit: Annotated[int | None, typer.Option(min=1, help="So many at most.")] = None,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List runs with their validation results: all, or those that are asked for."""
    from cli import printing
    from runs.results import runs_json
    from runs.store.listing import Wanted

    wanted = Wanted(
        search=search,
        states=state or (),
        designs=design or (),
        datasets=dataset or (),
        tags=tag or (),
        starred=starred,
        order=sort,
        limit=limit,
    )
    printing.show(runs_json(home_of(workspace), wanted), printing.runs, as_json=as_json)


@app.command("tag")
def tag_run(
    *,
    run: RunId,
    tags: Annotated[list[str], typer.Argument(metavar="TAG…", help="Words of your own.")],
    remove: Away = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Give a run tags, or take them away."""
    from runs.store.store import RunStore

    home = home_of(workspace)
    with RunStore(home) as store:
        store.tag(run, add=() if remove else tags, remove=tags if remove else ())
    _tell(home, [run], as_json=as_json)


@app.command()
def note(
    *,
    run: RunId,
    text: Annotated[str, typer.Argument(help="Replaces the note; an empty one takes it away.")],
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Write a note to a run."""
    from runs.store.store import RunStore

    home = home_of(workspace)
    with RunStore(home) as store:
        store.write_note(run, text)
    _tell(home, [run], as_json=as_json)


@app.command()
def star(
    *, run: Runs, remove: Away = False, workspace: Workspace = None, as_json: Json = False
) -> None:
    """Mark runs among the many, or take the mark away."""
    from runs.store.store import RunStore

    home = home_of(workspace)
    with RunStore(home) as store:
        store.star(*run, starred=not remove)
    _tell(home, run, as_json=as_json)


@app.command()
def delete(
    *,
    run: Runs,
    for_good: Annotated[
        bool, typer.Option("--for-good", help="With all files, not into the bin.")
    ] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """Put finished runs into the bin, from which `restore` brings them back."""
    from runs.store.store import RunStore
    from runs.training.discarding import delete_each

    home = home_of(workspace)
    if for_good:
        _tell_deleted(*delete_each(home, run), as_json=as_json)
        return
    with RunStore(home) as store:
        store.throw_away(*run)
    _tell(home, run, as_json=as_json)


@app.command()
def restore(*, run: Runs, workspace: Workspace = None, as_json: Json = False) -> None:
    """Bring runs back from the bin."""
    from runs.store.store import RunStore
    from runs.training.discarding import without_files

    home = home_of(workspace)
    with RunStore(home) as store:
        store.bring_back(*run)
    for number in without_files(home, *run):
        console.tell(f"The files of run {number} are gone: only what the list tells is left.")
    _tell(home, run, as_json=as_json)


@app.command("bin")
def show_bin(
    *,
    empty: Annotated[
        bool, typer.Option("--empty", help="Delete all in it for good, with all files.")
    ] = False,
    workspace: Workspace = None,
    as_json: Json = False,
) -> None:
    """List the runs in the bin, or delete them for good."""
    from cli import printing
    from runs.results import runs_json
    from runs.store.listing import Wanted
    from runs.training.discarding import empty_bin

    home = home_of(workspace)
    if not empty:
        printing.show(runs_json(home, Wanted(binned=True)), printing.runs, as_json=as_json)
        return
    _tell_deleted(*empty_bin(home), as_json=as_json)


def _tell_deleted(gone: Sequence[int], kept: Sequence[UserError], *, as_json: bool) -> None:
    """Which runs are gone, and why each other one is still there; that is a failure."""
    if as_json:
        document = {"deleted": list(gone), "kept": [str(why) for why in kept]}
        console.print_document(document, as_json=True)
    else:
        typer.echo(f"Deleted for good: {', '.join(f'run {run}' for run in gone) or 'none'}.")
    for why in kept:
        console.tell(str(why))
    if kept:
        wrong = all(isinstance(why, WrongCallError) for why in kept)
        raise typer.Exit(console.Exit.WRONG_CALL if wrong else console.Exit.FAILED)


def _tell(home: Path, numbers: list[int], *, as_json: bool) -> None:
    """What is noted of runs now."""
    from runs.results import noted_json
    from runs.store.store import RunStore

    with RunStore(home) as store:
        told = {run.id: noted_json(run) for run in store.list(among=numbers, binned=None)}
    console.print_document(
        [{"run": number, **told[number]} for number in numbers if number in told], as_json=as_json
    )
