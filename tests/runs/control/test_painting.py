"""Lesions are painted over with the colours around them, and what a control says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skin import LESION, SKIN, disc, painted

from runs.control.painting import SIDE, painted_over, widened
from runs.control.records import CONTROL, Area, Control, read_control, write_control
from runs.control.sentences import in_words
from runs.workspace import run_folder


@pytest.mark.parametrize("shape", [(224, 224), (96, 130), (48, 64), (33, 300)])
def test_nothing_of_the_lesion_is_left_and_the_rest_stays(shape: tuple[int, int]) -> None:
    height, width = shape
    rows, columns = (np.arange(size) * 400 // size for size in shape)
    photograph = painted(disc(400, 0.2), noise=2.0)[np.ix_(rows, columns)]
    mask = widened(disc(SIDE, 0.2))
    made = painted_over(photograph, mask)
    assert made.shape == (height, width, 3)
    middle = made[height // 2 - 3 : height // 2 + 3, width // 2 - 3 : width // 2 + 3]
    assert np.abs(middle.mean(axis=(0, 1)) - SKIN).max() < 4
    assert np.abs(made - np.array(LESION)).sum(axis=-1).min() > 60, "no lesion colour anywhere"
    outside = ~disc(400, 0.3)[np.ix_(rows, columns)]
    assert np.array_equal(made[outside], photograph[outside])


def test_colours_flow_in_from_the_side_where_they_are() -> None:
    photograph = np.zeros((128, 128, 3), np.float32)
    photograph[:, :64], photograph[:, 64:] = (200, 0, 0), (0, 0, 200)
    made = painted_over(photograph, disc(SIDE, 0.3))
    left, right = made[64, 30], made[64, 98]
    assert min(left[0], right[2]) > 150
    assert max(left[2], right[0]) < 60


def test_a_margin_grows_on_all_sides() -> None:
    mask = np.zeros((SIDE, SIDE), bool)
    mask[30, 30] = True
    assert widened(mask, 3).sum() == 25
    mask[:] = False
    mask[0, 0] = True
    assert widened(mask, 2).sum() == 6


def control(**more: Any) -> Control:
    told = {
        "auc": 0.82, "low": 0.76, "high": 0.87, "run": 1, "auc_of": "malignant against benign",
        "images": 397, "groups": 274, "grouped_by": "lesion", "trained_on": 2225, "left_out": 15,
        "warns": True, "outlines": "estimated", "patch": Area(auc=0.66, low=0.61, high=0.73),
        "made_at": datetime(2026, 1, 2, tzinfo=UTC), "trained": 7, "seconds": 90.0,
    }  # fmt: skip
    return Control(**{**told, **more})


def test_sentences_say_what_was_done_what_came_of_it_and_what_to_do() -> None:
    first, meaning, patch, surer, known = in_words(control())
    assert "reaches an AUC of 0.82 (0.76 to 0.87) on 397 validation images" in first
    assert meaning.startswith("That is more than chance (its interval lies above 0.55)")
    assert "alone reach an AUC of 0.66 (0.61 to 0.73)" in patch
    assert "with outlines that you give, the control is surer" in surer
    assert known == "Lesions were found by their colour; 15 without a found one were left out."
    calm = control(auc=0.54, low=0.47, high=0.61, warns=False, outlines="given", left_out=0)
    _, meaning, known = in_words(calm)
    assert meaning.startswith("No sign that something beside the lesion")
    assert known == "Lesions were found by the outlines given."
    nothing = control(auc=None, low=None, high=None, warns=False)
    assert in_words(nothing)[1] == "That cannot be told from so few images."


def test_it_is_read_as_it_was_kept_until_the_network_is_another(tmp_path: Path) -> None:
    folder = run_folder(tmp_path, 1)
    folder.mkdir(parents=True)
    (folder / "model.keras").write_bytes(b"x")
    assert read_control(tmp_path, 1) is None
    made = control(trained=(folder / "model.keras").stat().st_mtime_ns)
    write_control(folder, made)
    assert read_control(tmp_path, 1) == made
    told = made.as_json()
    assert {"auc", "low", "high", "images", "groups", "warns", "made_at"} <= told.keys()
    write_control(folder, control(trained=3))
    assert read_control(tmp_path, 1) is None
    (folder / CONTROL).write_text("{")
    assert read_control(tmp_path, 1) is None
