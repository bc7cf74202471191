from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest

from data.errors import ImportRefusedError
from data.readers import zips
from data.readers.opening import opened
from data.readers.zips import SafeZip


def build(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo("placeholder")
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    return path


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../evil.jpg", "would leave the folder"),
        ("a/../../evil.jpg", "would leave the folder"),
        ("..\\evil.jpg", "would leave the folder"),
        ("/etc/evil.jpg", "absolute path"),
        ("C:\\evil.jpg", "absolute path"),
        ("c:evil.jpg", "absolute path"),
        ("\\\\server\\evil.jpg", "absolute path"),
    ],
)
def test_names_that_lead_elsewhere_refuse_the_zip(tmp_path: Path, name: str, why: str) -> None:
    path = build(tmp_path / "set.zip", {"good/1.jpg": b"x", name: b"x"})
    with pytest.raises(ImportRefusedError, match=rf"The zip “set\.zip” has a file .*{why}"):
        SafeZip(path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["set.zip"]


def test_a_nul_in_a_name_refuses_the_zip(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {"good.jpgXevil": b"x"})
    path.write_bytes(path.read_bytes().replace(b"jpgXevil", b"jpg\0evil"))
    with pytest.raises(ImportRefusedError, match="holds a NUL character"):
        SafeZip(path)


def test_a_link_refuses_the_zip(tmp_path: Path) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("x/1.jpg")
        link.create_system = 3
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    with pytest.raises(ImportRefusedError, match="has a link instead of a file"):
        SafeZip(path)


def test_a_password_refuses_the_zip(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {"1.jpg": b"x"})
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError, match="protected by a password"):
        SafeZip(path)


def test_two_members_of_one_name_refuse_the_zip(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {"x/1.jpg": b"x", "x\\1.jpg": b"y"})
    with pytest.raises(ImportRefusedError, match="several files of the same name"):
        SafeZip(path)


def test_a_bomb_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {"x/1.bmp": bytes(50_000_000)})
    assert path.stat().st_size < 100_000
    with pytest.raises(ImportRefusedError, match="grow more than 100-fold"):
        SafeZip(path)


def test_many_small_bombs_are_refused_together(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {f"{n}.bmp": bytes(900_000) for n in range(20)})
    with pytest.raises(ImportRefusedError, match="would grow more than 100-fold when unpacked"):
        SafeZip(path)


def test_members_that_lie_over_each_other_are_refused(tmp_path: Path) -> None:
    noise = bytes(range(256)) * 400
    path = tmp_path / "set.zip"
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w") as file:
        file.writestr("a.jpg", noise)
    content = stored.getvalue()
    start = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    entry = content[start:end]
    copies = b"".join(entry.replace(b"a.jpg", f"{n}.jpg".encode()) for n in range(5))
    tail = bytearray(content[end:])
    tail[8:12] = (5).to_bytes(2, "little") * 2
    tail[12:16] = len(copies).to_bytes(4, "little")
    path.write_bytes(content[:start] + copies + tail)
    with pytest.raises(ImportRefusedError, match="lie over each other"):
        SafeZip(path)


def test_a_member_larger_than_it_says_is_never_read_beyond(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {"x/1.jpg": b"0123456789" * 1000})
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = (100).to_bytes(4, "little")
    path.write_bytes(content)
    with opened([path]) as (source,):
        (file,) = source.files()
        with pytest.raises(ValueError, match="cannot be read"):
            file.read()


def test_too_many_members_refuse_the_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MAX_MEMBERS", 10)
    path = build(tmp_path / "set.zip", {f"{n}.jpg": b"x" for n in range(11)})
    with pytest.raises(ImportRefusedError, match="holds 11 files, more than 10"):
        SafeZip(path)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut short"])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "set.zip"
    path.write_bytes(content)
    with pytest.raises(ImportRefusedError, match=r"“set\.zip” cannot be opened as a zip"):
        SafeZip(path)


def test_a_damaged_member_is_a_sentence_about_that_file(tmp_path: Path) -> None:
    path = build(tmp_path / "set.zip", {"x/1.jpg": bytes(range(256)) * 40})
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)
    with opened([path]) as (source,), pytest.raises(ValueError, match="cannot be read"):
        source.files()[0].read()


def test_folders_hidden_files_and_backslashes_are_understood(tmp_path: Path) -> None:
    members = {"x/": b"", "x\\1.jpg": b"one", "__MACOSX/x/._1.jpg": b"", "x/.DS_Store": b""}
    with opened([build(tmp_path / "set.zip", members)]) as (source,):
        assert [(file.name, file.read()) for file in source.files()] == [("x/1.jpg", b"one")]
