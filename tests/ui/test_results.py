"""The parts of Results: address, doubts, groups, cells and mistakes; runs of earlier versions."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from runs.control.records import Area, Control, write_control
from runs.judged import judge_anew
from runs.mistakes.finding import found
from runs.mistakes.kinds import Kind
from runs.results import PREDICTIONS
from runs.workspace import run_folder
from ui.frame import wording
from ui.frame.navigation import Place
from ui.pages.results.parts import Part

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    told = [*app.markdown, *app.caption, *app.warning, *app.error, *app.info]
    return "\n".join(str(one.value) for one in told).replace("\u00a0", " ")


def part(app: AppTest, wanted: Part) -> AppTest:
    return app.segmented_control(key="results_part").set_value(wanted).run()


@pytest.fixture
def judged(finished: Path) -> Path:
    """Two runs, the first judged as today."""
    judge_anew(finished, 1)
    return finished


def change(home: Path, **changed: Any) -> None:
    """Change the validation numbers of run 1."""
    path = run_folder(home, 1) / "evaluation.json"
    told = json.loads(path.read_bytes())
    told["validation"] |= changed
    path.write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.usefixtures("judged")
def test_every_part_has_its_address_and_only_it_is_shown(open_page: Open) -> None:
    heads = {
        Part.GOOD: "ROC",
        Part.LINE: "Where to draw the line",
        Part.WHOM: "For whom it fails cannot be told",
        Part.MISTAKES: "Named wrongly by the highest score",
        Part.ELSEWHERE: "On other collections",
        Part.LEARNT: "How it learnt",
        Part.HOME: "Take it home",
        Part.REPORT: "Report",
    }
    app = open_page(Place.RESULTS, run="1")
    for wanted in Part:
        part(app, wanted)
        assert not app.exception
        assert app.query_params.get("part", "") == wanted.address
        assert app.query_params["run"] == "1"
        shown = "\n".join([said(app), *(one.value for one in app.subheader)])
        assert heads[wanted] in shown
        others = set(heads) - {wanted}
        assert not [heads[one] for one in others if f"**{heads[one]}**" in shown]
        again = open_page(Place.RESULTS, run="1", part=wanted.address)
        assert again.segmented_control(key="results_part").value == wanted


@pytest.mark.usefixtures("judged")
def test_an_unknown_part_is_the_first(open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="gone")
    assert app.segmented_control(key="results_part").value == Part.GOOD
    assert "part" not in app.query_params


@pytest.mark.usefixtures("judged")
def test_the_images_stay_the_same_from_part_to_part(open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1")
    app.segmented_control(key="results_split").set_value("test").run()
    part(app, Part.HOME)
    assert not [one for one in app.segmented_control if one.key == "results_split"]
    part(app, Part.MISTAKES)
    assert app.segmented_control(key="results_split").value == "test"
    assert "The test set is closed" in said(app)
    assert not [one for one in app.button if one.label == "Look closer"]


@pytest.mark.usefixtures("judged")
def test_doubts_are_told_with_what_to_do(open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1")
    told = [one.value for one in app.warning]
    (few,) = [one for one in told if one.startswith("Few to judge by: ")]
    assert "take more photographs, or judge by cross-validation" in few


def test_shuffled_labels_read_no_better_than_chance(judged: Path, open_page: Open) -> None:
    """As a training on shuffled labels would end: scores that know nothing of the labels."""
    path = run_folder(judged, 1) / PREDICTIONS
    table = pd.read_parquet(path)
    score = np.tile([0.2, 0.8, 0.4, 0.6], len(table))[: len(table)]
    table = table.sort_values("label").assign(malignant=score, benign=1 - score)
    table.sort_index().to_parquet(path)
    judge_anew(judged, 1)
    app = open_page(Place.RESULTS, run="1")
    assert "#### :red[No better than chance, as far as these images tell.]" in said(app)
    assert any("contains 0.5" in one.value for one in app.warning)


def test_without_a_doubt_it_says_that_this_proves_nothing(judged: Path, open_page: Open) -> None:
    change(judged, doubts=[])
    text = said(open_page(Place.RESULTS, run="1"))
    assert "Nothing was found that speaks against these numbers. That proves nothing." in text
    assert ":red[" not in text


def control(folder: Path, low: float) -> None:
    """A control as it is kept with a run that has a network."""
    (folder / "model.keras").write_bytes(b"weights")
    made = Control(
        auc=low + 0.05, low=low, high=low + 0.1, run=1, auc_of="a against b", images=90, groups=80,
        grouped_by="lesion", trained_on=300, left_out=4, warns=low > 0.55, outlines="estimated",
        patch=Area(auc=0.6, low=0.5, high=0.7), made_at=datetime.now(UTC), seconds=3.0,
        trained=(folder / "model.keras").stat().st_mtime_ns,
    )  # fmt: skip
    write_control(folder, made)


def test_the_control_without_the_lesions_is_told(judged: Path, open_page: Open) -> None:
    folder = run_folder(judged, 1)
    control(folder, 0.66)
    app = open_page(Place.RESULTS, run="1")
    assert any("the AUC is 0.71 (0.66 to 0.76)" in one.value for one in app.warning)
    control(folder, 0.45)
    app = open_page(Place.RESULTS, run="1")
    assert not any("painted over" in one.value for one in app.warning)
    assert "the AUC is 0.50 (0.45 to 0.55): no sign" in said(app)
    app.button(key="control_go").click().run()
    assert app.query_params["part"] == Part.MISTAKES.address
    assert "AUC 0.50 (0.45 to 0.55)" in app.expander[0].label


def test_without_a_control_one_is_led_to_it(judged: Path, open_page: Open) -> None:
    assert not [one for one in open_page(Place.RESULTS, run="1").button if one.key == "control_go"]
    (run_folder(judged, 1) / "model.keras").write_bytes(b"weights")
    app = open_page(Place.RESULTS, run="1")
    app.button(key="control_go").click().run()
    assert app.query_params["part"] == Part.MISTAKES.address
    assert app.expander[0].label == "Does it look at the lesion at all? Not tried yet"
    assert app.button(key="control_begin")
    app.segmented_control(key="results_split").set_value("test").run()
    assert "The test set is closed" in said(app)
    assert app.button(key="control_begin")  # it is of validation alone


@pytest.mark.usefixtures("finished")
def test_an_older_run_is_shown_without_gaps_and_offered_anew(open_page: Open) -> None:
    for wanted in (Part.GOOD, Part.WHOM, Part.MISTAKES):
        app = open_page(Place.RESULTS, run="1", part=wanted.address)
        assert not app.exception
        assert not app.error
        assert app.button(key="judge_anew").label == "Judge this run anew"
    assert not [one for one in open_page(Place.RESULTS, run="1").warning if "Few" in one.value]


def test_a_judged_run_is_not_offered_anew(judged: Path, open_page: Open) -> None:
    assert judged.is_dir()
    app = open_page(Place.RESULTS, run="1")
    assert not [one for one in app.button if one.key == "judge_anew"]
    assert "Calibration: can a score be read as a chance?" in [one.value for one in app.subheader]


def test_groups_are_told_with_those_of_few_never_hidden(judged: Path, open_page: Open) -> None:
    numbers = {
        f"{name}{end}": value
        for name in ("auc", "sensitivity", "specificity", "balanced_accuracy")
        for end, value in (("", 0.8), ("_low", 0.7), ("_high", 0.9))
    }
    one = {"by": "sex", "images": 60, "groups": 50, "positives": 30, "negatives": 30, **numbers}
    few = one | {"value": "male", "few": True, "auc": None, "auc_low": None, "auc_high": None}
    low = {"sensitivity": 0.6, "sensitivity_low": 0.5, "sensitivity_high": 0.7}
    change(judged, subgroups=[one | {"value": "female", "few": False} | low, few])
    app = open_page(Place.RESULTS, run="1", part="whom")
    assert not app.exception
    table = app.table[0].value
    assert list(table.iloc[:, 0]) == ["Sex: female", "Sex: male"]
    assert list(table["Enough to tell"]) == ["yes", "too few"]
    assert table["AUC"].iloc[1] == "undefined"
    assert table["Sensitivity"][0].replace("\u00a0", " ") == "60 % (50 to 70)"
    assert "**Lowest sensitivity: Sex: female**, 60 % (50 to 70)" in said(app)


def test_a_cell_opens_its_photographs(judged: Path, open_page: Open) -> None:
    numbers = json.loads((run_folder(judged, 1) / "evaluation.json").read_bytes())["validation"]
    (_, alarms), _ = numbers["confusion"]
    app = open_page(Place.RESULTS, run="1")
    assert not [one for one in app.button if one.label == "Look closer"]
    app.selectbox(key="cell_1_validation").set_value(("benign", "malignant")).run()
    assert len([one for one in app.button if one.label == "Look closer"]) == alarms > 0
    app.selectbox(key="cell_1_validation").set_value(("", "")).run()
    assert not [one for one in app.button if one.label == "Look closer"]


def test_mistakes_are_filtered_and_lead_to_the_gallery(judged: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="mistakes")
    wrong = found(judged, 1, Kind.SURE)
    closer = [one for one in app.button if one.label == "Look closer"]
    assert len(closer) == min(10, len(wrong)) > 0
    closer[0].click().run()
    assert not app.exception
    assert f"**{wording.plain(wrong[0].image_id)}**" in said(app)
    app.selectbox(key="misses_class").set_value("malignant").run()
    kept = [one for one in wrong if one.label == "malignant"]
    assert len([one for one in app.button if one.label == "Look closer"]) == len(kept)
    app.segmented_control(key="misses_kind").set_value(Kind.UNSURE).run()
    assert "Nearest to the line" in said(app)
    app.segmented_control(key="misses_kind").set_value(Kind.LABEL).run()
    assert "Northcutt 2021" in said(app)
    assert not app.exception
