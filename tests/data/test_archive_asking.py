"""Asking the ISIC Archive: its language, its pages, its moods, and what lies in between."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from email.utils import formatdate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from isic_server import QUICK, Answering, Small, portal, running, status, take, times

from data.archive.choices import Choices
from data.archive.client import Archive
from data.archive.errors import (
    ArchiveCallError,
    ArchiveError,
    ArchiveUnreachableError,
)

if TYPE_CHECKING:
    pass

ROOT = Path(__file__).resolve().parents[2]


def test_counting_asks_for_one_photograph(small: Small) -> None:
    archive = Archive(small.base, patience=QUICK)
    choices = Choices(diagnoses=("melanoma*",), sexes=("female",), age_from=45, age_to=55)
    assert archive.count(choices) == 4
    assert archive.by_licence(choices) == {"CC-0": 1, "CC-BY": 2, "CC-BY-NC": 1}
    assert all(path.endswith("limit=1") for path in small.asked)
    assert [(one.collection, one.name) for one in archive.collections()] == [
        (9, "Challenge 1"),
        (7, "Zebra"),
    ]


@pytest.mark.parametrize(
    "misfortune",
    [
        times(2, status(500)),
        times(1, status(503)),
        times(1, status(429, Retry_After="1")),
        times(1, status(429, Retry_After=formatdate(usegmt=True))),
        times(1, lambda one: one.give(b"{" * 999, "application/json", cut=100)),
        times(2, lambda one: one.connection.shutdown(socket.SHUT_RDWR)),
    ],
)
def test_what_passes_by_itself_is_borne(small: Small, misfortune: Any, folder: Path) -> None:
    small.misfortunes["/images/search/"] = misfortune
    assert take(small, folder)["downloaded"] == 12


def test_a_pause_that_is_asked_for_is_made(small: Small, folder: Path) -> None:
    small.misfortunes["/files/ISIC_0000005"] = times(1, status(429, Retry_After="1"))
    began = time.monotonic()
    assert take(small, folder)["downloaded"] == 12
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize("where", ["/images/search/", "/files/"])
def test_a_longer_pause_is_told(small: Small, folder: Path, where: str) -> None:
    small.misfortunes[where] = times(99, status(429, Retry_After="3600"))
    with pytest.raises(ArchiveError, match=r"127\.0\.0\.1 asks for a pause of 3600 seconds"):
        take(small, folder)


def loop(one: Answering) -> None:
    page = {"count": 500, "next": one.path, "results": one.archive.results[:2]}
    one.tell(page)


def fresh_loop(one: Answering) -> None:
    """The same page again and again, each time under another address."""
    following = f"{one.path}&n={len(one.archive.asked)}"
    one.tell({"count": 500, "next": following, "results": one.archive.results[:2]})


@pytest.mark.parametrize("misfortune", [loop, fresh_loop])
def test_a_list_that_goes_round_in_circles_is_told(
    small: Small, folder: Path, misfortune: Any
) -> None:
    small.misfortunes["/images/search/"] = times(99, misfortune)
    with pytest.raises(ArchiveError, match="its list goes round in circles"):
        take(small, folder)
    assert len(small.asked) <= 3
    assert not folder.exists()


@pytest.mark.parametrize(
    ("misfortune", "said"),
    [
        (portal, "something else answers in its place, such as the log-in page"),
        (status(403), r"the way is barred \(status 403\)"),
        (status(511), r"the way is barred \(status 511\)"),
        (status(502), r"answers, but cannot help now \(status 502\)"),
        (status(400), "does not understand the search"),
        (lambda one: one.tell({"detail": "new form"}), "its answer has no list of results"),
        (lambda one: one.tell({"results": []}), "does not tell how many photographs"),
        (lambda one: one.give(b"[]", "application/json"), "something else answers in its place"),
        (lambda one: one.connection.shutdown(socket.SHUT_RDWR), "the connection was cut"),
    ],
)
def test_other_answers_are_told_in_words(
    small: Small, folder: Path, misfortune: Any, said: str
) -> None:
    small.misfortunes["/images/search/"] = times(99, misfortune)
    with pytest.raises(ArchiveError, match=said) as caught:
        take(small, folder)
    assert caught.value.hint
    assert not folder.exists()


def test_behind_a_firewall_the_way_by_hand_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        base = f"http://127.0.0.1:{taken.getsockname()[1]}/api/v2"
        with pytest.raises(ArchiveUnreachableError, match="no connection comes about") as caught:
            Archive(base, patience=QUICK).count(Choices())
    assert "https://www.isic-archive.com from another network" in caught.value.hint


def test_a_proxy_that_bars_the_way_is_told(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", small.base.removesuffix("/api/v2"))
    with pytest.raises(ArchiveUnreachableError, match="the proxy of this network"):
        Archive("https://example.invalid/api", patience=QUICK).count(Choices())
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(ArchiveUnreachableError, match="address of this network's proxy"):
        Archive("https://example.invalid/api", patience=QUICK).count(Choices())


def test_plain_choices_become_the_archives_language() -> None:
    choices = Choices(
        diagnoses=("melanoma, NOS",),
        sites=("head/neck", "lower extremity"),
        sexes=("male",),
        age_from=50,
        age_to=60,
        collections=(70, 212),
        licences=("cc0", "cc by-nc"),
        image_types=("dermoscopic",),
    )
    levels = " OR ".join(f'diagnosis_{level}:"Melanoma, NOS"' for level in range(1, 6))
    assert choices.parameters == {
        "query": f'({levels}) AND (anatom_site_general:"head/neck" OR '
        'anatom_site_general:"lower extremity") AND sex:male AND (copyright_license:CC-0 OR '
        "copyright_license:CC-BY-NC) AND image_type:dermoscopic AND age_approx:[50 TO 60]",
        "collections": "70,212",
    }
    assert Choices(age_from=50).query == "age_approx:[50 TO 120]"
    assert Choices(age_to=0).query == "age_approx:[0 TO 0]"
    assert Choices(sites=("OR",)).query == 'anatom_site_general:"OR"'
    assert Choices().parameters == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"sexes": ("m",)},
        {"age_from": 60, "age_to": 50},
        {"age_from": -1},
        {"age_to": 121},
        {"collections": (0,)},
        {"licences": ("MIT",)},
        {"diagnoses": ('Nevus" OR sex:"male',)},
        {"sites": ("head\\neck",)},
        {"sites": (" ",)},
        {"image_types": ("a\nb",)},
        {"diagnoses": ("x" * 300,)},
    ],
)
def test_what_means_nothing_is_refused_before_anybody_is_asked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArchiveCallError):
        Choices(**wrong)


def test_the_address_of_another_archive_must_be_one(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LESION_STUDIO_ISIC", f"{small.base}/")
    assert Archive(patience=QUICK).count(Choices()) == 12
    monkeypatch.setenv("LESION_STUDIO_ISIC", "file:///etc")
    with pytest.raises(ArchiveCallError, match="is no address of an archive"):
        Archive()


def test_importing_the_room_asks_nobody_and_loads_nothing_heavy(tmp_path: Path) -> None:
    heavy = {"tensorflow", "keras", "sklearn", "scipy", "streamlit", "pandas"}
    audit = tmp_path / "audit.txt"
    code = "import sys; import data.archive.download; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ
        | {"LESION_STUDIO_AUDIT": str(audit), "PYTHONPATH": str(ROOT / "tests/support/audit")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert heavy.isdisjoint(done.stdout.split())
    assert not audit.exists()


def certificate(folder: Path) -> Path:
    """A key and its certificate for this computer, signed by nobody else."""
    place = folder / "own.pem"
    call = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
    subprocess.run(
        [*call.split(), "subjectAltName=IP:127.0.0.1", "-keyout", place, "-out", folder / "crt"],
        check=True,
        capture_output=True,
    )
    place.write_bytes(place.read_bytes() + (folder / "crt").read_bytes())
    return place


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_a_networks_own_certificate_is_trusted_once_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = certificate(tmp_path)
    with running(3, certificate=own) as small:
        assert small.base.startswith("https://")
        with pytest.raises(ArchiveUnreachableError, match="name its file in SSL_CERT_FILE"):
            Archive(small.base, patience=QUICK).count(Choices())
        for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            with monkeypatch.context() as patch:
                patch.setenv(variable, str(own))
                assert Archive(small.base, patience=QUICK).count(Choices()) == 3
                patch.setenv(variable, str(tmp_path / "gone.pem"))
                with pytest.raises(ArchiveCallError, match=f"{variable} names"):
                    Archive(small.base)
