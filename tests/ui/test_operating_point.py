"""Where to draw the line, on Results: rules, slider, prevalence, saving, and the test set."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from runs.operating.applying import at
from runs.operating.choosing import choose, saved
from runs.operating.counting import curve
from runs.operating.point import OPERATING_POINT
from runs.operating.rules import Kind, Rule, threshold_of
from runs.operating.scored import Scored
from runs.results import PREDICTIONS
from runs.workspace import run_folder
from ui import charts
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def said(app: AppTest) -> str:
    told = [*app.markdown, *app.caption, *app.warning, *app.error]
    return "\n".join(str(one.value) for one in told).replace("\u00a0", " ")


def validation(home: Path, run: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rows = pd.read_parquet(run_folder(home, run) / PREDICTIONS)
    rows = rows[rows["split"] == "validation"]
    return rows["malignant"].to_numpy(), (rows["label"] == "malignant").to_numpy()


def finds(home: Path, threshold: float) -> str:
    score, ill = validation(home)
    found = int((score[ill] >= threshold).sum())
    return f"finds {found} of {int(ill.sum())} "


def test_a_rule_sets_the_slider_and_the_sentence(finished: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="line")
    assert app.segmented_control(key="point_1_rule").value == Kind.SENSITIVITY
    score, ill = validation(finished)
    app.number_input(key="point_1_sensitivity").set_value(50.0).run()
    threshold = app.slider(key="point_1_threshold").value
    assert (score[ill] >= threshold).mean() >= 0.5
    assert finds(finished, threshold) in said(app)
    app.segmented_control(key="point_1_rule").set_value(Kind.YOUDEN).run()
    assert finds(finished, app.slider(key="point_1_threshold").value) in said(app)
    assert not app.exception


def test_moving_the_slider_is_by_hand(finished: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="line")
    for threshold in (0.2, 0.8):
        app.slider(key="point_1_threshold").set_value(threshold).run()
        assert app.segmented_control(key="point_1_rule").value == Kind.BY_HAND
        assert app.slider(key="point_1_threshold").value == threshold
        assert finds(finished, threshold) in said(app)


@pytest.mark.usefixtures("finished")
def test_a_prevalence_says_what_a_flag_is_worth(open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="line")
    assert "At a prevalence" not in said(app)
    app.number_input(key="point_1_common").set_value(20.0).run()
    assert "At a prevalence of 2 %, " in said(app)
    assert "mix of cases, which is usually not yours" in said(app)
    assert "how many are malignant?" in app.number_input(key="point_1_common").label


def test_a_point_is_saved_and_comes_back(finished: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="line")
    assert "None is saved yet" in said(app)
    app.number_input(key="point_1_common").set_value(20.0).run()
    app.segmented_control(key="point_1_rule").set_value(Kind.MISS_COSTS).run()
    app.button(key="point_1_save").click().run()
    point = saved(finished, 1)
    assert point is not None
    assert (point.rule, point.prevalence) == (Rule(Kind.MISS_COSTS, 10.0), 0.02)
    assert f"Saved: {point.threshold:.3f} for malignant lesions" in said(app)
    assert app.button(key="point_1_save").disabled
    again = open_page(Place.RESULTS, run="1", part="line")
    assert again.segmented_control(key="point_1_rule").value == Kind.MISS_COSTS
    assert again.number_input(key="point_1_common").value == 20.0
    assert again.button(key="point_1_save").disabled
    assert saved(finished, 2) is None


def test_the_saved_point_leads_the_verdict(finished: Path, open_page: Open) -> None:
    before = [one.value for one in open_page(Place.RESULTS, run="1").markdown]
    highest = [line[5:] for line in before if line.startswith(("#### Sens", "#### Spec"))]
    assert len(highest) == 2
    choose(workspace=finished, run_id=1, rule=Rule(Kind.BY_HAND, 0.3))
    scores, labels = validation(finished)
    flagged = scores >= 0.3
    found, wrongly = int(flagged[labels].sum()), int(flagged[~labels].sum())
    app = open_page(Place.RESULTS, run="1")
    first, second = (one.value for one in app.markdown if one.value.startswith("#### S"))
    end = f" at the saved threshold 0.300: {found} of {labels.sum()} malignant found"
    assert first.startswith(f"#### Sensitivity {100 * found / labels.sum():.0f}\u00a0% (95")
    assert first.endswith(end)
    assert second.endswith(f": {wrongly} of {(~labels).sum()} benign flagged wrongly")
    plain = "; ".join(highest).replace("\u00a0", " ")
    assert f"Where the highest score decides instead: {plain}." in said(app)
    assert "your saved threshold decides. Measured on this collection" in said(app)


def test_the_test_set_is_judged_at_the_saved_point(finished: Path, open_page: Open) -> None:
    choose(workspace=finished, run_id=1, rule=Rule(Kind.BY_HAND, 0.35))
    app = open_page(Place.RESULTS, run="1", part="line")
    app.segmented_control(key="results_split").set_value("test").run()
    assert "At your operating point" not in [one.value for one in app.subheader]
    app.button(key="open_test").click().run()
    assert "At your operating point" in [one.value for one in app.subheader]
    table = app.table[0].value
    assert list(table["Decided by"]) == ["your threshold", "the highest score"]
    rows = pd.read_parquet(run_folder(finished, 1) / PREDICTIONS)
    rows = rows[(rows["split"] == "test") & (rows["label"] == "malignant")]
    for place, threshold in enumerate((0.35, 0.5)):
        share = (rows["malignant"] >= threshold).mean()
        assert table["Sensitivity"][place].startswith(f"{100 * share:.0f}\u00a0%")
    assert "Chosen after the test set was opened" not in said(app)
    app.segmented_control(key="results_split").set_value("validation").run()
    assert "a threshold that is saved now is marked" in said(app)
    app.segmented_control(key="point_1_rule").set_value(Kind.YOUDEN).run()
    app.button(key="point_1_save").click().run()
    assert "Chosen after the test set was opened." in said(app)
    app.segmented_control(key="results_split").set_value("test").run()
    assert any("Chosen after the test set was opened." in one.value for one in app.warning)


def test_what_a_command_saved_is_shown_however_far_out(finished: Path, open_page: Open) -> None:
    """The page's own steps are coarser than what the command takes."""
    rule = Rule(Kind.MISS_COSTS, 0.001)
    choose(workspace=finished, run_id=1, rule=rule, prevalence=0.00005)
    app = open_page(Place.RESULTS, run="1", part="line")
    assert not app.exception
    assert not app.error
    assert app.number_input(key="point_1_common").value == pytest.approx(0.05)
    assert app.number_input(key="point_1_miss_costs").value == 0.001


def test_a_damaged_point_is_told_and_can_be_chosen_anew(finished: Path, open_page: Open) -> None:
    (run_folder(finished, 1) / OPERATING_POINT).write_text("{")
    app = open_page(Place.RESULTS, run="1", part="line")
    assert any("it is damaged" in one.value for one in app.error)
    app.button(key="point_1_save").click().run()
    assert not app.error
    assert saved(finished, 1) is not None


def test_damaged_scores_are_told(finished: Path, open_page: Open) -> None:
    (run_folder(finished, 1) / PREDICTIONS).unlink()
    app = open_page(Place.RESULTS, run="1", part="line")
    assert any("There are no scores in" in one.value for one in app.error)
    assert not (finished / "logs" / "app.log").exists()


def test_of_several_classes_those_that_count_are_ticked(finished: Path, open_page: Open) -> None:
    classes = ["akiec", "bkl", "mel", "nv"]
    folder = run_folder(finished, 1)
    random = np.random.default_rng(0)
    labels = random.integers(0, 4, 200)
    scores = random.dirichlet(np.ones(4), 200) * 0.5 + np.eye(4)[labels] * 0.5
    table = pd.DataFrame(scores, columns=classes).assign(
        image_id=[str(row) for row in range(200)], split="validation", group=range(200),
        label=[classes[label] for label in labels],
    )  # fmt: skip
    table.to_parquet(folder / PREDICTIONS)
    for name, key in (("facts.json", "class_names"), ("dataset.json", "classes")):
        told = json.loads((folder / name).read_bytes()) | {key: classes}
        (folder / name).write_text(json.dumps(told))
    app = open_page(Place.RESULTS, run="1", part="line")
    ticks = app.pills(key="point_1_positive")
    assert ticks.value == ["akiec", "mel"]
    assert "malignant or pre-malignant lesions" in said(app)
    ticks.set_value(["mel"]).run()
    assert "melanomas" in said(app)
    app.pills(key="point_1_positive").set_value([]).run()
    assert "Tick the classes that count as positive" in said(app)
    app.pills(key="point_1_positive").set_value(["mel"]).run()
    app.button(key="point_1_save").click().run()
    point = saved(finished, 1)
    assert point is not None
    assert (point.positive, point.called) == (("mel",), "melanoma")


def test_ten_thousand_images_keep_up_with_the_slider() -> None:
    """What a move computes and draws, apart from Streamlit's own: well below a frame's patience."""
    random = np.random.default_rng(1)
    labels = (random.random(10_000) < 0.2).astype(np.int64)
    score = np.clip(random.normal(0.35 + 0.3 * labels, 0.2), 0, 1)
    images = Scored(
        ("benign", "malignant"), np.column_stack([1 - score, score]), labels, np.arange(10_000)
    )
    took = []
    for threshold in np.linspace(0.1, 0.9, 9):
        began = time.perf_counter()
        sides = images.sides(("malignant",))
        counted = curve(sides)
        threshold_of(counted, Rule(Kind.SENSITIVITY, 0.9))
        worth = at(sides, float(threshold), 0.02)
        along = charts.Along(
            counted.thresholds.tolist(), counted.sensitivity.tolist(),
            counted.specificity.tolist(),
        ).thinned()  # fmt: skip
        charts.roc_with_point(along, worth, dark=False)
        charts.along_threshold(along, float(threshold), dark=True)
        took.append(time.perf_counter() - began)
    assert len(along.thresholds) == 300
    assert sorted(took)[4] < 0.25, took
