"""The benchmark's arithmetic, and the drawings, photographs and commands that it is made of."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.engine.cases import CASES, Case, without_random_changes
from benchmarks.engine.page import Findings, against_limit, written
from benchmarks.engine.photographs import checked, some
from benchmarks.engine.table import (
    Measured,
    Way,
    markdown,
    median,
    paired,
    ratio,
    share_of_limit,
)
from benchmarks.engine.timed import timed
from builder.lowering import lower
from builder.sizes import input_of
from layers_catalog.facts import Facts
from runs.training.asked import asked

SLOW = Measured(seconds=100.0, peak_mb=1500.0, images_per_second=20.0, scaled=True)
QUICK = Measured(
    seconds=8.0, peak_mb=900.4, images_per_second=250.0, validation_auc=0.8765, test_auc=0.85
)


def test_the_median_takes_each_number_by_itself() -> None:
    repeats = [
        Measured(seconds=3.0, peak_mb=10.0, images_per_second=5.0, test_auc=0.7),
        Measured(seconds=1.0, peak_mb=30.0, images_per_second=6.0, test_auc=0.9),
        Measured(seconds=2.0, peak_mb=20.0, images_per_second=1.0, test_auc=0.8),
    ]
    assert median(repeats) == Measured(
        seconds=2.0, peak_mb=20.0, images_per_second=5.0, test_auc=0.8
    )
    assert median([SLOW]) == SLOW
    assert median([QUICK, SLOW]).images_per_second == 135.0
    assert median([QUICK, SLOW]).validation_auc is None


def test_epochs_that_were_not_run_take_as_long_as_the_last() -> None:
    two = Measured(seconds=50.0, peak_mb=1.0)
    ten = two.scaled_to(10, run=2, epoch_seconds=20.0)
    assert (ten.seconds, ten.scaled) == (210.0, True)
    assert two.scaled_to(2, run=2, epoch_seconds=20.0) == two


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (100.0, 8.0, "12 ×"),
        (99.9, 10.0, "10 ×"),
        (99.4, 10.0, "9.9 ×"),
        (1.0, 2.0, "0.5 ×"),
        (None, 2.0, "–"),
        (2.0, None, "–"),
    ],
)
def test_ratios(numerator: float | None, denominator: float | None, told: str) -> None:
    assert ratio(numerator, denominator) == told


def test_pairs_are_subtracted_seed_by_seed() -> None:
    found = paired(ours=[0.9, 0.8, 0.7], other=[0.8, 0.8, 0.8])
    assert found.mean == pytest.approx(0.0)
    assert found.deviation == pytest.approx(0.1)
    assert paired(ours=[0.9], other=[0.8]).deviation == 0.0
    with pytest.raises(ValueError, match="at least one pair"):
        paired(ours=[], other=[])


def test_a_row_for_each_way_with_ratios_and_marks() -> None:
    *_, usual, ours = markdown({Way.USUAL: SLOW, Way.OURS: QUICK}).splitlines()
    assert usual == "| usual script | 100.0* | 1.0 × | – | 20 | 1.0 × | 1,500 | – | – |"
    assert ours == "| ours | 8.0 | 12 × | – | 250 | 12 × | 900 | 0.876 | 0.850 |"


def test_low_rates_keep_a_digit() -> None:
    rates = [3.84, 9.94, 9.96, 12.3]
    rows = [
        markdown({Way.USUAL: Measured(seconds=1.0, peak_mb=1.0, images_per_second=rate)})
        for rate in rates
    ]
    assert [row.splitlines()[-1].split(" | ")[4] for row in rows] == ["3.8", "9.9", "10", "12"]


def test_the_share_of_the_machines_matrix_product() -> None:
    share = share_of_limit(images_per_second=200.0, operations_per_image=5e9, limit=2e12)
    assert share == pytest.approx(0.5)
    told = against_limit({Way.OURS: QUICK}, {"bfloat16": 3.86e12, "float32": 0.4e12})
    assert "bfloat16 3.86, float32 0.40" in told
    assert "The frozen part of ours went at 50% of the product in bfloat16, with" in told


def test_the_page_marks_a_trial_and_tells_the_mean_difference() -> None:
    case = CASES[1]
    page = written(
        Findings(
            repeats=3,
            images=200,
            limits={},
            tables={case: {Way.OURS: QUICK}},
            imported={case: (3297, 7.25)},
            pairs=[(0.86, 0.87), (0.87, 0.87)],
        )
    )
    assert "**A trial on at most 200 photographs" in page
    assert "Medians of 3 runs." in page
    assert "3,297 photographs; their import into ours took 7.2 s." in page
    assert "| 0 | 0.8600 | 0.8700 | +0.0100 |" in page
    assert "Mean difference +0.0050" in page


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_is_a_sound_drawing_without_chance_in_its_pictures(
    case: Case, tmp_path: Path
) -> None:
    file = tmp_path / "design.json"
    file.write_text(json.dumps(case.design), encoding="utf-8")
    spec, recipe = asked(
        workspace=tmp_path, design=str(file), settings=list(case.settings), epochs=None, seed=0
    )
    paths = [call.path for call in lower(spec, Facts())]
    assert not [path for path in paths if "Random" in path]
    told = dict(zip(case.script_options[::2], case.script_options[1::2], strict=True))
    assert told["--learning-rate"] == str(recipe.learning_rate)
    assert told["--optimiser"] == recipe.optimiser
    assert (int(told["--height"]), int(told["--width"])) == input_of(spec)[:2]


def test_two_cases_have_a_frozen_backbone() -> None:
    assert [case.name for case in CASES if case.frozen] == ["resnet50", "lite0"]


def test_arrows_are_joined_where_random_layers_were() -> None:
    types = {"a": "Input", "b": "RandomFlip", "c": "RandomZoom", "d": "Classifier"}
    design = {
        "nodes": [{"id": name, "type": kind} for name, kind in types.items()],
        "edges": [{"source": s, "target": t, "slot": 0} for s, t in ("ab", "bc", "cd")],
    }
    found = without_random_changes(design)
    assert [node["id"] for node in found["nodes"]] == ["a", "d"]
    assert found["edges"] == [{"source": "a", "target": "d", "slot": 0}]


def test_a_trial_takes_each_class_of_each_split_in_proportion() -> None:
    kinds = [("train", "benign", 60), ("train", "malignant", 30), ("test", "benign", 10)]
    rows = [
        {"image_id": f"{split}{label}{n}", "label": label, "split": split}
        for split, label, count in kinds
        for n in range(count)
    ]
    assert some(rows, None) == rows
    counted = Counter((row["split"], row["label"]) for row in some(rows, 20))
    assert counted == {
        ("train", "benign"): 12,
        ("train", "malignant"): 6,
        ("test", "benign"): 2,
    }


def test_photographs_that_are_not_there_are_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"binary_3297\.csv in .*--data"):
        checked(tmp_path)


def test_time_and_memory_are_those_of_the_whole_family() -> None:
    holds = "held = bytearray(150_000_000); import time; time.sleep(0.6)"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{holds}'])"
    found = timed([sys.executable, "-c", f"{starts}; print('[1]')"])
    assert found.told == [1]
    assert found.seconds > 0.6
    assert 150 < found.peak_mb < 300


def test_what_a_command_leaves_behind_is_waited_for_but_not_timed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    lingers = f"import time; time.sleep(1.5); open({str(mark)!r}, 'w').close()"
    starts = f"subprocess.Popen([sys.executable, '-c', {lingers!r}], start_new_session=True)"
    ends = "time.sleep(0.5); print('[1]')"
    began = time.monotonic()
    found = timed([sys.executable, "-c", f"import subprocess, sys, time; {starts}; {ends}"])
    assert mark.exists()
    assert time.monotonic() - began - found.seconds > 0.3


def test_a_command_that_fails_tells_its_last_words() -> None:
    with pytest.raises(RuntimeError, match=r"ended with 1: (.|\n)*no such luck"):
        timed([sys.executable, "-c", "raise SystemExit('no such luck')"])
