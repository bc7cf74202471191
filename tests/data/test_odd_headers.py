"""The first lines of tables as programs write them: all that stands in them is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import ImportRefusedError
from data.preview import columns_at, preview


def lay_out(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_bytes(text.encode())
    for image in ("1.jpg", "2.jpg"):
        (folder / "p").mkdir(exist_ok=True)
        (folder / "p" / image).write_bytes(image.encode())
    return folder


def told(folder: Path) -> dict[str, tuple[str, str | None]]:
    found = preview(folder)
    assert found.rows_in == len(found.records) == 2
    return {record.image_id: (record.diagnosis, record.patient_id) for record in found.records}


EXPECTED = {"1": ("nevus", "P1"), "2": ("melanoma", "P2")}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_line_break_in_a_name_hides_no_column(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = ['image;label;"age,\nin years";patient_id', "1;nevus;50;P1", "2;melanoma;60;P2"]
    folder = lay_out(tmp_path, "list.csv", end.join(lines).replace(";", delimiter))
    assert told(folder) == EXPECTED
    assert columns_at(folder)[2] == "age, in years"
    assert preview(folder, columns={"age": "Age,  in years"}).records[0].age == 50


@pytest.mark.parametrize("first", ["sep=;", "SEP=;", '"sep=;"', "sep=|", "sep=,"])
def test_a_line_for_excel_is_obeyed(tmp_path: Path, first: str) -> None:
    lines = [first, "image;label;patient_id", "1;nevus;P1", "2;melanoma;P2"]
    text = "\r\n".join(lines)
    folder = lay_out(tmp_path, "list.csv", text.replace(";", first.strip('"')[-1]))
    assert told(folder) == EXPECTED
    assert preview(folder).records[0].where == "list.csv, line 3"


def test_a_wide_table_is_read_to_its_last_column(tmp_path: Path) -> None:
    wide = [f"feature number {number}" for number in range(1000)]
    lines = [
        ",".join(["image", "label", *wide, "patient_id"]),
        ",".join(["1", "nevus", *["0"] * 1000, "P1"]),
        ",".join(["2", "melanoma", *["0"] * 1000, "P2"]),
    ]
    assert told(lay_out(tmp_path, "list.csv", "\n".join(lines))) == EXPECTED


@pytest.mark.parametrize("lines", [60, 2_000, 20_000])
def test_a_quote_that_never_ends_is_told(tmp_path: Path, lines: int) -> None:
    text = 'isic_id,diagnosis,patient_id,"x\n' + "1,nevus,P1,y\n" * lines
    folder = lay_out(tmp_path, "list.csv", text)
    said = r"“list\.csv” (is not a table from line|goes on for .* lines: a quotation mark)"
    with pytest.raises(ImportRefusedError, match=said) as refused:
        preview(folder)
    assert refused.value.hint
