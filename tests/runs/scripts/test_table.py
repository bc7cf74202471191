"""The table of predictions: what stands in it, that it is whole or called partial."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from runs.scripts.parts.prediction import without_class
from runs.scripts.parts.table import (
    not_writable,
    partial_of,
    table_lines,
    what_is_kept,
    write_table,
)

CLASSES = ("benign", "malignant")


def judged(image: str, score: float = 0.25, notes: tuple[str, ...] = ()) -> dict[str, Any]:
    scores = {"benign": 1 - score, "malignant": score}
    return {"image": image, "probabilities": scores, "class": "benign", "problem": None,
            "notes": list(notes)}  # fmt: skip


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_a_row_holds_file_scores_class_and_notes() -> None:
    results = [judged("a.jpg", 1 / 3, ("No colour.", "No lesion.")), without_class("b.jpg", "Cut.")]
    assert rows("".join(table_lines(results, CLASSES))) == [
        ["file", "benign", "malignant", "class", "note"],
        ["a.jpg", repr(1 - 1 / 3), repr(1 / 3), "benign", "No colour. No lesion."],
        ["b.jpg", "", "", "", "Cut."],
    ]


@pytest.mark.parametrize(
    "name", ["a,b.jpg", 'a"b".jpg', "a\nb.jpg", "a\r\nb.jpg", "ü 病.jpg", "a;b"]
)
def test_any_name_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    write_table(table := tmp_path / "t.csv", table_lines([judged(name), judged("z")], CLASSES))
    with table.open(encoding="utf-8-sig", newline="") as file:
        assert [row[0] for row in csv.reader(file)] == ["file", name, "z"]


def test_no_name_of_a_file_or_class_is_a_formula() -> None:
    result = judged("=HYPERLINK(1).jpg") | {"class": "@b", "probabilities": {"@b": 0.5, "-1": 0.5}}
    assert rows("".join(table_lines([result], ("@b", "-1")))) == [
        ["file", "'@b", "'-1", "class", "note"],
        ["'=HYPERLINK(1).jpg", "0.5", "0.5", "'@b", ""],
    ]


def test_a_class_called_like_a_column_has_another_head() -> None:
    (head,) = table_lines([], ("file", "note", "mel"))
    assert head == "file,file (score),note (score),mel,class,note\r\n"


def test_a_name_that_is_no_text_ends_nothing(tmp_path: Path) -> None:
    write_table(table := tmp_path / "t.csv", table_lines([judged("caf\udce9.jpg")], CLASSES))
    assert rows(table.read_text(encoding="utf-8-sig"))[1][0] == r"caf\udce9.jpg"


def test_rows_are_on_disk_as_they_come_and_the_name_is_given_at_the_end(tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    seen: list[tuple[int, bool]] = []

    def results() -> Iterator[dict[str, Any]]:
        for number in range(3):
            yield judged(f"{number}.jpg")
            seen.append((len(rows(partial_of(table).read_text())), table.exists()))

    write_table(table, table_lines(results(), CLASSES))
    assert seen == [(2, False), (3, False), (4, False)]
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]


@pytest.mark.parametrize(("after", "left"), [(0, []), (2, ["scores.partial.csv"])])
def test_what_was_done_before_an_interruption_is_kept(
    after: int, left: list[str], tmp_path: Path
) -> None:
    table = tmp_path / "scores.csv"

    def results() -> Iterator[dict[str, Any]]:
        for number in range(after):
            yield judged(f"{number}.jpg")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_table(table, table_lines(results(), CLASSES))
    assert [path.name for path in tmp_path.iterdir()] == left
    assert what_is_kept(table) == "".join(f"What is done so far is in “{tmp_path / one}”."
                                          for one in left)  # fmt: skip
    if left:
        kept = rows((tmp_path / left[0]).read_text(encoding="utf-8-sig"))
        assert [row[0] for row in kept] == ["file", "0.jpg", "1.jpg"]


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (there := tmp_path / "there.csv").write_text("mine")
    (link := tmp_path / "link.csv").symlink_to(tmp_path / "nowhere")
    for path in (there, link, tmp_path):
        assert (not_writable(path) or "").startswith(f"“{path}” is there already. Name another")
    for path in (tmp_path / "no" / "t.csv", there / "t.csv"):
        assert (not_writable(path) or "").startswith(f"There is no folder for “{path}”.")
    assert not_writable(tmp_path / "new.csv") is None


def test_the_rows_of_an_earlier_attempt_stay_until_this_one_has_a_row(tmp_path: Path) -> None:
    table = tmp_path / "scores.csv"
    partial_of(table).write_text("of an earlier attempt")

    def results() -> Iterator[dict[str, Any]]:
        raise KeyboardInterrupt
        yield {}

    with pytest.raises(KeyboardInterrupt):
        write_table(table, table_lines(results(), CLASSES))
    assert partial_of(table).read_text() == "of an earlier attempt"
