"""Nothing is offered before it was checked; the report says what is filled and what is not."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

from runs.export.card.answers import told_of
from runs.export.found import CHECK, Check, Form, digest, remembered
from runs.export.frozen import frozen_run
from runs.export.onnx_form import ONNX
from runs.operating.choosing import choose
from runs.operating.rules import Kind, Rule
from runs.workspace import run_folder
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    Open = Callable[..., AppTest]

OFFERED = "Model, code, card and numbers (zip)"


@pytest.fixture
def trained(finished: Path) -> Path:
    """Two runs that have a network's file, too."""
    for run in (1, 2):
        (run_folder(finished, run) / "model.keras").write_bytes(b"weights")
    return finished


def found(workspace: Path, *, agrees: bool = True) -> Check:
    """What a check of run 1 could have found."""
    forms = tuple(
        Form(form=name, agrees=agrees, pictures=50, largest_difference=2e-7, problem=None)
        for name in ("pixels", "model.keras", "predict.py")
    )
    return Check(of=digest(frozen_run(workspace, 1)), forms=forms, expected={})


def keep(workspace: Path, check: Check) -> None:
    folder = frozen_run(workspace, 1).kept
    folder.mkdir(exist_ok=True)
    (folder / CHECK).write_text(check.model_dump_json(), encoding="utf-8")


def offered(app: AppTest) -> bool:
    return any(OFFERED in str(one.proto) for one in app.get("download_button"))


def captions(app: AppTest) -> str:
    return "\n".join(one.value for one in app.caption)


def test_nothing_is_offered_before_it_was_checked(trained: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="home")
    assert not app.exception
    assert not offered(app)
    assert app.button(key="check_bundle").label == "Check, then download"
    keep(trained, found(trained, agrees=False))
    assert not offered(open_page(Place.RESULTS, run="1", part="home"))


def test_what_was_found_stands_beside_the_download(trained: Path, open_page: Open) -> None:
    keep(trained, found(trained))
    app = open_page(Place.RESULTS, run="1", part="home")
    assert offered(app)
    said = "Checked: the model and the code say the same as the app on 50 pictures; largest "
    assert f"{said}difference 2e-07." in captions(app)
    another = open_page(Place.RESULTS, run="2", part="home")
    assert not offered(another)  # of it nothing was found
    (run_folder(trained, 1) / "model.keras").write_bytes(b"others")
    assert not offered(open_page(Place.RESULTS, run="1", part="home"))


def test_onnx_is_checked_on_its_own(trained: Path) -> None:
    keep(trained, found(trained))
    run = frozen_run(trained, 1)
    assert remembered(run) is not None
    assert remembered(run, onnx=True) is None
    one = Form(form=ONNX, agrees=True, pictures=50, largest_difference=0.0, problem=None)
    checked = found(trained)
    keep(trained, checked.model_copy(update={"forms": (*checked.forms, one)}))
    assert remembered(run, onnx=True) is None  # its file is not there
    file = run.kept / ONNX
    file.write_bytes(b"onnx")
    assert remembered(run, onnx=True) is None  # nor the one that was checked
    own = hashlib.sha256(b"onnx").hexdigest()
    keep(trained, checked.model_copy(update={"forms": (*checked.forms, one), "made": {ONNX: own}}))
    told = remembered(run, onnx=True)
    assert told is not None
    assert told.in_words.startswith("Checked: the model, the code and ONNX say the same")
    without = remembered(run)
    assert without is not None
    assert without.in_words.startswith("Checked: the model and the code say the same")
    assert (without.forms, without.made) == (checked.forms, checked.made)


def test_the_report_keeps_what_a_person_tells(trained: Path, open_page: Open) -> None:
    app = open_page(Place.RESULTS, run="1", part="report")
    assert any("NOT PROVIDED: Authors" in one.value for one in app.markdown)
    app.text_input(key="card_1_authors").set_value("Dr A")
    next(one for one in app.button if one.label == "Save on the card").click().run()
    assert not app.exception
    assert told_of(trained, 1).authors == "Dr A"
    assert not any("NOT PROVIDED: Authors" in one.value for one in app.markdown)
    other = open_page(Place.RESULTS, run="2", part="report")
    assert other.text_input(key="card_2_authors").value == "Dr A"  # proposed
    assert any("NOT PROVIDED: Authors" in one.value for one in other.markdown)  # not yet told


def with_temperature(workspace: Path, at: float | None) -> None:
    """As validation of run 1 would have told it."""
    path = run_folder(workspace, 1) / "evaluation.json"
    told = json.loads(path.read_bytes())
    told["validation"]["calibration"] = {"temperature": at}
    path.write_text(json.dumps(told), encoding="utf-8")


def test_chances_are_offered_where_there_is_a_temperature_and_are_off(
    trained: Path, open_page: Open
) -> None:
    with_temperature(trained, None)
    app = open_page(Place.RESULTS, run="1", part="home")
    assert [one.key for one in app.toggle] == ["onnx_1", "neutral_1"]
    assert app.toggle(key="neutral_1").value  # names of demo lesions are no archive's
    with_temperature(trained, 1.5)
    choose(workspace=trained, run_id=1, rule=Rule(Kind.BY_HAND, 0.8))
    keep(trained, found(trained))
    app = open_page(Place.RESULTS, run="1", part="home")
    assert (
        app.toggle(key="chances_1").label == "Scores as chances (temperature 1.50 from validation)"
    )
    assert app.toggle(key="chances_1").value is False
    assert offered(app)
    app.toggle(key="chances_1").set_value(True).run()
    assert not app.exception
    assert not offered(app)  # what was found is of the model without
    (told,) = [one.value for one in app.info if "temperature 1.5" in one.value]
    assert "The threshold of 0.800 was moved along with the scores." in told
    assert "Of the scores at the temperature it is 0.716." in told
    assert "decides every validation image as before" in told
