"""Which records a dataset takes, and under which class, before any photograph is opened.

Applies the class map and the given split; what the pixels say comes later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from data.errors import ImportRefusedError
from data.mapping import labels
from data.readers.records import Reported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.readers.records import Reading, Record
    from data.split_csv import SplitTable

NEEDED_CLASSES = 2


@dataclass(slots=True)
class Selection:
    """Records to take, in the order of their ids, and all that was left out so far."""

    rows_in: int
    records: list[Record] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)


def select(
    reading: Reading, *, mapping: Mapping[str, str] | None, given: SplitTable | None
) -> Selection:
    """Choose and label the records of a reading.

    Args:
        reading: what a reader found.
        mapping: diagnosis → class; "" or "-" leaves a diagnosis out. None keeps all names.
        given: a split table; only its images are kept, and its labels win.

    Raises:
        ImportCallError: the map does not fit.
        ImportRefusedError: fewer than two classes remain.
    """
    chosen = Selection(reading.rows_in, reported=list(reading.reported))
    by_diagnosis = labels((record.diagnosis for record in reading.records), mapping)
    for record in sorted(reading.records, key=lambda record: record.image_id):
        label = by_diagnosis[record.diagnosis]
        if given is not None:
            _take_given(chosen, record, given)
        elif label is None:
            why = f"“{record.diagnosis}” is left out by the class map."
            chosen.reported.append(Reported(record.where, why))
        else:
            same = label == record.label
            chosen.records.append(record if same else replace(record, label=label))
    if given is not None:
        _report_absent(chosen, given)
    own = [*(given.reported if given else ()), *chosen.reported[len(reading.reported) :]]
    refuse_few_classes(chosen.records, chosen.rows_in, own or chosen.reported)
    return chosen


def _take_given(chosen: Selection, record: Record, given: SplitTable) -> None:
    named = given.images.get(record.image_id)
    if named is None:
        why = f"“{record.image_id}” is not named in {given.name}."
        chosen.reported.append(Reported(record.where, why))
    else:
        chosen.records.append(replace(record, label=named.label, split=named.split))


def _report_absent(chosen: Selection, given: SplitTable) -> None:
    """The table's lines that brought no image are rows of their own."""
    taken = {record.image_id for record in chosen.records}
    absent = [
        Reported(line.where, f"There is no usable image “{image_id}” in what was chosen.")
        for image_id, line in given.images.items()
        if image_id not in taken
    ]
    chosen.reported += [*given.reported, *absent]
    chosen.rows_in += len(given.reported) + len(absent)


def refuse_few_classes(
    records: Sequence[Record], rows_in: int, reported: Sequence[Reported]
) -> None:
    """Raise unless two classes can be told apart.

    Raises:
        ImportRefusedError: no image, or images of one class only.
    """
    names = sorted({record.label for record in records})
    left = f" The first row left out, {reported[0].where}: {reported[0].why}" if reported else ""
    if not names:
        raise ImportRefusedError(
            f"None of {rows_in:,} rows can be used.{left}",
            "Choose the folder or zips that hold both the photographs and their labels, or mend "
            "the class map or the split table.",
        )
    if len(names) < NEEDED_CLASSES:
        raise ImportRefusedError(
            f"All {len(records):,} photographs are of one class, “{names[0]}”.{left}",
            "A model needs at least two classes: change the Class column (--map on the command "
            "line), or add photographs of another class.",
        )
