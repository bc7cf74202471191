"""Tables in the encodings that Excel and other programs save, read as they were meant."""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from data.errors import ImportRefusedError
from data.preview import preview
from data.readers.encodings import decoded_head, encoding_of, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

SAVED = [
    (b"", "utf-8", ","),
    (codecs.BOM_UTF8, "utf-8", ";"),  # Excel's "CSV UTF-8" in most of Europe
    (codecs.BOM_UTF16_LE, "utf-16-le", "\t"),  # Excel's "Unicode text"
    (codecs.BOM_UTF16_BE, "utf-16-be", ","),
    (codecs.BOM_UTF32_LE, "utf-32-le", ";"),
    (b"", "utf-16-le", ";"),
    (b"", "utf-16-be", "\t"),
    (b"", "cp1252", ";"),  # Excel's plain "CSV"
]


def saved_as(path: Path, mark: bytes, encoding: str, delimiter: str) -> None:
    """Save a comma-separated UTF-8 table in another way, with the line ends of Windows."""
    text = path.read_text(encoding="utf-8").replace(",", delimiter)
    path.write_bytes(mark + text.replace("\n", "\r\n").encode(encoding))


@pytest.mark.parametrize(("mark", "encoding", "delimiter"), SAVED)
def test_both_tables_are_read_however_they_were_saved(
    desk: Any,
    make_ham: Callable[..., Path],
    write_table: Callable[..., Path],
    mark: bytes,
    encoding: str,
    delimiter: str,
) -> None:
    make_ham(desk.photos, lesions={"mel": 6, "nävus": 8})
    parts = ("train", "validation", "test")
    rows = [(f"ISIC_{n:07d}", ("bösartig", "gutartig")[n % 2], parts[n // 5]) for n in range(14)]
    split = write_table(desk.photos.parent / "split.csv", ("image_id", "label", "split"), rows)
    for table in (desk.photos / "HAM10000_metadata.csv", split):
        saved_as(table, mark, encoding, delimiter)
    alone = desk.take("alone")
    assert alone["layout"] == "ham10000"
    assert alone["classes"] == {"mel": 6, "nävus": 8}
    assert (alone["lesions"], alone["reported"]) == (14, [])
    given = desk.take("given", split_csv=split)
    assert given["classes"] == {"bösartig": 7, "gutartig": 7}
    assert given["splits"]["test"] == {"bösartig": 2, "gutartig": 2}


@pytest.mark.parametrize(
    ("mark", "encoding", "told"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le", "“split.csv” is UTF-16 text, but damaged at byte"),
        (b"", "utf-16-be", "“split.csv” is UTF-16-BE text, but damaged at byte"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "“split.csv” is UTF-32 text, but damaged at byte"),
    ],
)
def test_a_table_that_was_cut_is_refused_by_its_encoding(
    desk: Any, make_folders: Callable[..., Path], mark: bytes, encoding: str, told: str
) -> None:
    make_folders(desk.photos, {"benign": 4, "malignant": 4})
    split = desk.photos.parent / "split.csv"
    split.write_bytes(mark + "image_id,label,split\n0,a,train\n".encode(encoding)[:-1])
    assert desk.refused(split_csv=split).startswith(told)


def test_a_mark_that_lies_is_told() -> None:
    with pytest.raises(ValueError, match="is UTF-8 text, but damaged at byte"):
        text_of(io.BytesIO(codecs.BOM_UTF8 + "Größe".encode("cp1252")), name="sizes.csv")


@pytest.mark.parametrize("far", [0, 300_000])
def test_one_bad_byte_makes_no_other_letters_of_all(tmp_path: Path, far: int) -> None:
    (tmp_path / "p").mkdir()
    (tmp_path / "p" / "1.jpg").write_bytes(b"1")
    lines = "image,label\n1,Nävus\n2,Nävus\n" + "9,x\n" * far
    (tmp_path / "list.csv").write_bytes(lines.encode() + b"3,N\xe4vus\n4,M\xc3\xb6le\n")
    at = len(lines.encode()) + 3
    said = f"“list.csv” is UTF-8 text, but damaged at byte {at:,}: save it again"
    with pytest.raises(ImportRefusedError) as refused:
        preview(tmp_path)
    assert refused.value.message.startswith(said)


@pytest.mark.parametrize("text", ["größe", "„Spaß“", "Ã¤ – ä – ö", "1,Nävus\n" * 9])
def test_letters_of_windows_1252_stay_what_they_are(text: str) -> None:
    content = text.encode("cp1252")
    assert text_of(io.BytesIO(content), name="t").read() == text


@pytest.mark.parametrize(("mark", "encoding", "delimiter"), SAVED)
def test_a_head_cut_within_a_letter_keeps_all_before_it(
    mark: bytes, encoding: str, delimiter: str
) -> None:
    content = mark + f"image_id{delimiter}größe".encode(encoding)
    for end in range(len(content) - 8, len(content) + 1):
        head = decoded_head(content[:end])
        assert head == f"image_id{delimiter}größe"[: len(head)]
    assert text_of(io.BytesIO(content), name="t").read() == f"image_id{delimiter}größe"


@pytest.mark.parametrize("content", [b"", b"a", b"\0", b"id,dx\n1,mel\n"])
def test_little_or_nothing_is_utf_8(content: bytes) -> None:
    assert encoding_of(content) == "utf-8"


@pytest.mark.parametrize(("encoding", "used"), [("utf-8", "utf-8"), ("cp1252", "cp1252")])
def test_one_letter_far_down_a_large_table_tells_its_encoding(encoding: str, used: str) -> None:
    text = "image_id,dx\n" + "ISIC_0000001,nv\n" * 100_000 + "größe,nv\n"
    found = text_of(io.BytesIO(text.encode(encoding)), name="t")
    assert found.encoding == used
    assert found.read() == text
