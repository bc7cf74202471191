"""Numbers in words: what stands on the pages is what was measured."""

from __future__ import annotations

import pytest

from ui.frame import wording


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 second"), (40, "40 seconds"), (100, "2 minutes"), (4800, "1 hour 20 minutes"),
     (7200, "2 hours"), (None, "–")],
)  # fmt: skip
def test_durations(seconds: float | None, said: str) -> None:
    assert wording.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (4, "a few seconds left"),
        (34, "about 30 seconds left"),
        (58, "about 1 minute left"),
        (170, "about 3 minutes left"),
    ],
)
def test_time_left(seconds: float | None, said: str) -> None:
    assert wording.time_left(seconds) == said


def test_a_share_stands_with_its_interval() -> None:
    assert wording.share_with_interval(0.873, 0.82, 0.911) == "87\u00a0% (82 to 91)"
    assert wording.share_with_interval(0.873, None, None) == "87\u00a0%"
    assert wording.share_with_interval(None, None, None) == "undefined"


def test_an_auc_stands_with_its_interval() -> None:
    assert wording.auc({"auc": 0.8449, "auc_low": 0.8, "auc_high": 0.881}) == "0.84 (0.80 to 0.88)"
    assert wording.auc({"auc": None}) == "–"
    assert wording.auc(None) == "–"


def test_counts() -> None:
    assert wording.plural(1, "image") == "1 image"
    assert wording.plural(10015, "image") == "10,015 images"
    assert wording.plural(2, "class", "classes") == "2 classes"


def test_sizes() -> None:
    assert [wording.size(n) for n in (0, 512, 93_000, 5_300_000, 2.5e9)] == [
        "0 bytes",
        "512 bytes",
        "93 kB",
        "5.3 MB",
        "2.5 GB",
    ]


def test_names_of_lesions_are_no_markdown() -> None:
    assert (
        wording.plain("ISIC_0024310 [x](http://e) :red")
        == "ISIC\\_0024310 \\[x\\](http://e) \\:red"
    )
