"""Files and whole folders of photographs, predicted in one go: as a list, or into a table.

Which photographs a folder stands for, and what stands in a row, is told by ``runs.scripts.parts``,
so that an exported ``predict.py`` does the same. Asking one after another is left to
``runs.helper.many``.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError, WrongCallError
from runs.helper.client import Helper, HelperError
from runs.helper.files import class_names, model_file
from runs.helper.many import one_by_one
from runs.operating.answering import Beside
from runs.results import dataset_of
from runs.scripts.parts.folders import photographs_of
from runs.scripts.parts.table import not_writable, table_lines, what_is_kept, write_table
from runs.store.store import RunStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from runs.helper.many import Progress

    Tell = Callable[[str], None]
    """Takes a sentence for the one who waits."""


DRAWINGS_ONLY = "This network has seen drawings only. What it says of a photograph means nothing."


class BatchError(UserError):
    """There is nothing to predict, or the table could not be written to its end."""


class TableCallError(BatchError, WrongCallError):
    """No table can be written where it was asked for."""


@dataclass(frozen=True)
class Asked:
    """What is to be predicted.

    Args:
        workspace: the folder with the runs.
        run_id: of a run with a trained network.
        paths: files; a folder stands for all images in it and below it.
    """

    workspace: Path
    run_id: int
    paths: Sequence[Path]

    def photographs(self, tell: Tell) -> list[Path]:
        """The files, in order; a folder without any is told where others have some.

        That the network has seen drawings only is told, too.

        Raises:
            RunMissingError: there is no such run.
            ModelError: it has no trained network.
            BatchError: none of the folders has a photograph.
        """
        with RunStore(self.workspace) as store:
            store.get(self.run_id)
        model_file(self.workspace, self.run_id)
        found, without = photographs_of(self.paths)
        if not found:
            raise BatchError(" ".join(without))
        for sentence in without:
            tell(sentence)
        if dataset_of(self.workspace, self.run_id).get("synthetic"):
            tell(DRAWINGS_ONLY)
        return found


def predict_all(asked: Asked, progress: Progress, tell: Tell) -> list[dict[str, Any]]:
    """What the network says of each photograph, as ``Helper.predict`` gives it.

    With what ``Beside`` adds: the class at the saved operating point, and lesions scored alike.

    Args:
        asked: what is to be predicted.
        progress: told after each photograph.
        tell: told of each folder without a photograph.

    Raises:
        UserError: as ``Asked.photographs`` and ``one_by_one`` say.
    """
    photographs = asked.photographs(tell)
    beside = Beside.of(asked.workspace, asked.run_id)
    with Helper(asked.workspace) as helper:
        told = one_by_one(helper, asked.run_id, photographs, len(photographs), progress)
        return list(beside.added(told))


def predict_into(table: Path, asked: Asked, progress: Progress, tell: Tell) -> dict[str, Any]:
    """Predict photographs into a table, row by row: memory holds no answers.

    Args:
        table: of comma-separated values; it must not be there yet.
        asked: what is to be predicted.
        progress: told after each photograph.
        tell: told of each folder without a photograph, and what is kept after an interruption.

    Returns:
        ``{csv, images, predicted, not_predicted, classes: {name: count}, flagged, seconds}``;
        ``flagged`` is ``None`` where no operating point was saved.

    Raises:
        TableCallError: there is a file already, or no folder for it.
        BatchError: the table cannot be written, or the process failed several times in a row;
            what was done is kept beside ``table``.
        KeyboardInterrupt: it was interrupted; what was done is kept, too.
        UserError: as ``Asked.photographs`` says.
    """
    began, said = time.monotonic(), Counter[str | None]()
    if wrong := not_writable(table):
        raise TableCallError(wrong)
    photographs = asked.photographs(tell)
    classes = class_names(asked.workspace, asked.run_id)
    beside, flagged = Beside.of(asked.workspace, asked.run_id), Counter[bool]()
    with Helper(asked.workspace) as helper:
        answers = one_by_one(helper, asked.run_id, photographs, len(photographs), progress)
        told = _counted(beside.added(answers), said, flagged)
        try:
            _write(table, table_lines(told, classes, point=beside.point is not None))
        except KeyboardInterrupt:
            done = f"Stopped after {said.total():,} of {len(photographs):,} photographs."
            tell(f"{done} {what_is_kept(table)}".rstrip())
            raise
    return {
        "csv": str(table),
        "images": said.total(),
        "predicted": said.total() - said[None],
        "not_predicted": said[None],
        "classes": {name: said[name] for name in classes},
        "flagged": flagged[True] if beside.point else None,
        "seconds": round(time.monotonic() - began, 2),
    }


def _counted(
    answers: Iterable[dict[str, Any]], said: Counter[str | None], flagged: Counter[bool]
) -> Iterator[dict[str, Any]]:
    for answer in answers:
        said[answer["class"]] += 1
        flagged[bool(answer["operating_point"] and answer["operating_point"]["flagged"])] += 1
        yield answer


def _write(table: Path, lines: Iterable[str]) -> None:
    try:
        write_table(table, lines)
    except HelperError as error:
        raise BatchError(str(error), what_is_kept(table)) from error
    except OSError as error:
        why = f"The table “{table}” cannot be written ({error.strerror})."
        raise BatchError(why, what_is_kept(table)) from error
