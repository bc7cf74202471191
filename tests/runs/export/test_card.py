"""The card fills itself from a run on a collection like HAM10000, and says what it lacks."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from page_runs import DEMO, DESIGN, finish
from PIL import Image

from builder.templates import template
from data.importing import import_dataset
from data.library import Library
from data.population import population
from runs.control.records import Area, Control, write_control
from runs.described import NOTED
from runs.export.bundle import metrics
from runs.export.card.answers import Answers, answers_of, keep, told_of
from runs.export.card.blocks import NOT_PROVIDED
from runs.export.card.checklist import ITEMS, checked
from runs.export.card.fields import SECTIONS, card_of
from runs.export.card.files import card_files, card_json, write_card
from runs.export.card.of_data import NON_COMMERCIAL
from runs.export.card.story import story_of
from runs.export.frozen import ExportError
from runs.export.plain import plain
from runs.judged import judge_anew
from runs.notice import RESEARCH_ONLY
from runs.operating.choosing import choose
from runs.operating.rules import Kind, Rule
from runs.results import open_test
from runs.store.store import RunStore
from runs.training.discarding import delete
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

IMAGES, WITHOUT_AGE = 120, 7
COLUMNS = ("lesion_id", "image_id", "dx", "dx_type", "age", "sex", "localization")
Run = tuple[Path, int]


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with HAM10000's columns: 120 images of 90 lesions, half of them melanomas."""
    folder = tmp_path_factory.mktemp("ham")
    rng = np.random.default_rng(7)
    rows = []
    for row in range(IMAGES):
        lesion = row if row < 90 else row - 90
        pixels = rng.integers(0, 256, (30, 40, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"ISIC_{row:07d}.png")
        dx, dx_type = ("mel", "histo") if lesion % 2 else ("nv", "follow_up")
        age = "" if row < WITHOUT_AGE else str(30 + lesion % 50)
        sex = ("male", "female", "unknown")[lesion % 3]
        rows.append((f"HAM_{lesion:07d}", f"ISIC_{row:07d}", dx, dx_type, age, sex, "back"))
    with (folder / "HAM10000_metadata.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return folder


@pytest.fixture(scope="module")
def made(collection: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run on it as a worker leaves it, made once."""
    workspace = tmp_path_factory.mktemp("made") / "workspace"
    import_dataset(
        workspace=workspace,
        name=DEMO,  # the name that ``page_runs`` knows
        path=collection,
        mapping={"mel": "malignant", "*": "benign"},
        seed=5,
    )
    run = submit(
        workspace=workspace, design=template(DESIGN), dataset_name=DEMO, recipe=Recipe(epochs=3)
    )
    (run_folder(workspace, run) / "model.keras").write_bytes(b"weights")
    finish(workspace, run, seed=1)
    return workspace, run


@pytest.fixture
def finished_run(made: Run, tmp_path: Path) -> Run:
    """A copy of it, to be changed."""
    workspace, run = made
    return Path(shutil.copytree(workspace, tmp_path / "workspace")), run


def test_a_population_counts_lesions_and_what_is_missing(finished_run: Run) -> None:
    told = population(Library(finished_run[0]).load(DEMO))
    counted = [one for part in told["splits"].values() for one in part.values()]
    assert sum(one["images"] for one in counted) == IMAGES
    assert sum(one["lesions"] for one in counted) == 90  # no lesion is in two parts
    assert all(one["patients"] is None for one in counted)
    everyone = told["described"]["all"]
    assert everyone["age"]["missing"] == WITHOUT_AGE
    assert everyone["sex"]["counts"] == {"male": 40, "female": 40}
    assert everyone["sex"]["missing"] == 40  # "unknown" says nothing
    assert told["reference"]["malignant"]["counts"] == {"histo": 60}
    assert told["imported"]["rows_in"] == told["imported"]["imported"] == IMAGES


def test_twenty_five_of_thirty_fields_fill_themselves(finished_run: Run) -> None:
    judge_anew(*finished_run)  # as a worker judges, groups included
    told = card_json(*finished_run)
    assert told["fields"] == sum(map(len, SECTIONS.values())) == 30
    assert told["filled"] >= 25
    assert set(told["not_provided"]) <= {
        "Authors", "Intended use", "Users", "Robustness", "Limitations, ethics and contact"
    }  # fmt: skip
    text = told["markdown"]
    for words in (
        RESEARCH_ONLY,
        "“malignant”: histopathology 60 of 60 (100 %)",
        "“benign”: follow-up 60 of 60 (100 %)",
        "Split by lesion",
        "in equal proportions of the classes, seed 5",
        "Dermoscopic images",
        "sex 40 of 120 (33 %)",
        "Classes were made of diagnoses: mel → malignant",
        "All weights started at random",
        "CC BY-NC 4.0",
        NON_COMMERCIAL,
    ):
        assert words in text.replace("\\", ""), words
    assert "ground truth" not in text.lower()


def test_no_field_is_ever_blank(finished_run: Run) -> None:
    text = card_files(story_of(*finished_run))["model_card.md"]
    fields = re.split(r"^### .*$", text, flags=re.MULTILINE)[1:]
    assert len(fields) == 30
    assert all(re.sub(r"^## .*$", "", one, flags=re.MULTILINE).strip() for one in fields)
    assert fields[1].strip() == NOT_PROVIDED  # the authors


def test_what_a_person_told_stands_on_the_card_and_recurs(finished_run: Run) -> None:
    workspace, run = finished_run
    keep(workspace, run, Answers(authors="A. Nurse & B. Doctor", limitations="One clinic."))
    text = card_files(story_of(workspace, run))["model_card.html"]
    assert "A. Nurse &amp; B. Doctor" in text
    assert "Limitations: One clinic." in text
    assert f"Ethics: {NOT_PROVIDED}" in text
    proposed = answers_of(workspace, run + 1)
    assert (proposed.authors, proposed.limitations) == ("A. Nurse & B. Doctor", "")
    assert told_of(workspace, run + 1) == Answers()  # proposed, but on no card yet


def test_the_test_set_stays_closed_in_every_file(finished_run: Run) -> None:
    closed = card_files(story_of(*finished_run))
    table = pd.read_csv(io.StringIO(closed["predictions.csv"]))
    assert set(table["split"]) == {"validation"}
    assert not any("_test" in name for name in closed)
    assert "On test" not in closed["model_card.md"]
    open_test(*finished_run)
    opened = card_files(story_of(*finished_run))
    table = pd.read_csv(io.StringIO(opened["predictions.csv"]))
    assert set(table["split"]) == {"validation", "test"}
    assert {"figures/roc_test.svg", "figures/confusion_test.svg"} <= opened.keys()
    assert "On test" in opened["model_card.md"]
    assert "For this run: 1." in opened["model_card.md"]


def test_predictions_are_the_stored_ones(finished_run: Run) -> None:
    kept = pd.read_parquet(run_folder(*finished_run) / "predictions.parquet")
    kept = kept[kept["split"] == "validation"].reset_index(drop=True)
    text = card_files(story_of(*finished_run))["predictions.csv"]
    table = pd.read_csv(io.StringIO(text), dtype={"malignant": str})
    assert [float(one) for one in table["malignant"]] == kept["malignant"].tolist()
    assert table["group"].tolist() == (pd.factorize(kept["group"])[0] + 1).tolist()
    assert not set(kept["group"]) & set(text.replace("\n", ",").split(","))  # may name patients
    said = np.where(kept["malignant"] > kept["benign"], "malignant", "benign")
    assert (table["class (highest score)"].to_numpy() == said).all()


def test_looks_at_the_test_set_count_in_the_bin_and_after_it(finished_run: Run) -> None:
    workspace, run = finished_run
    design = template(DESIGN)
    other = submit(workspace=workspace, design=design, dataset_name=DEMO, recipe=Recipe(epochs=3))
    finish(workspace, other, seed=1)
    open_test(workspace, other)
    with RunStore(workspace) as store:
        store.throw_away(other)
    told = card_files(story_of(workspace, run))["model_card.md"]
    assert "For this run: 0. For all runs on this dataset: 1." in told
    assert "2 runs on this dataset in this workspace" in told
    delete(workspace, other)
    told = card_files(story_of(workspace, run))["model_card.md"]
    assert "For all runs on this dataset: 1." in told


def test_the_threshold_is_told_in_the_words_of_the_page(finished_run: Run) -> None:
    point = choose(
        workspace=finished_run[0], run_id=finished_run[1], rule=Rule(Kind.MISS_COSTS, 10)
    )
    card = card_files(story_of(*finished_run))["model_card.md"]
    assert "a miss weighs as much as 10 false alarms" in card
    assert f"{point.threshold:.3f}" in card
    assert "On validation: At this threshold it finds" in card


def test_what_people_noted_for_themselves_is_given_to_nobody(finished_run: Run) -> None:
    workspace, run = finished_run
    with RunStore(workspace) as store:
        store.write_note(run, "Room 4 misses.")
        store.tag(run, add=["second reader"])
    story = story_of(workspace, run)
    told = metrics(story.run)
    for text in (told, *card_files(story).values()):
        assert "Room 4" not in text
        assert "second reader" not in text
    assert not NOTED & json.loads(told).keys()


def test_figures_are_whole_and_the_page_needs_nothing_else(finished_run: Run) -> None:
    files = card_files(story_of(*finished_run))
    figures = {name: text for name, text in files.items() if name.endswith(".svg")}
    assert figures.keys() == {"figures/roc_validation.svg", "figures/confusion_validation.svg"}
    for text in figures.values():
        assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314  our own
    page = files["model_card.html"]
    assert not re.findall(r"(?:src|href)=|@import|url\(|<script", page)
    assert page.count("<svg") == len(figures)
    assert "@media print" in page


def test_names_of_others_are_only_text(finished_run: Run) -> None:
    workspace, run = finished_run
    keep(workspace, run, Answers(authors="<script>alert(1)</script> | *x*"))
    files = card_files(story_of(workspace, run))
    assert "<script>" not in files["model_card.html"]
    assert "&lt;script>alert(1)&lt;/script> \\| \\*x\\*" in files["model_card.md"]
    picture = "![seen](http://example.org/a.png) <b> | x"
    assert plain(picture) == "!\\[seen](http://example.org/a.png) &lt;b> / x"


def test_claims_items_are_met_by_what_is_there(finished_run: Run) -> None:
    assert [item.number for item in ITEMS] == list(range(1, 45))
    story = story_of(*finished_run)
    card = card_of(story)
    assert {key for item in ITEMS for key in item.fields} <= card.content.keys() | {
        "_test",
        "_elsewhere",
    }
    assert {key for item in ITEMS for key in item.answers} <= Answers.model_fields.keys()

    def met(answers: Answers, *, opened: bool) -> set[int]:
        return {
            one.item.number
            for one in checked(card, answers, test_opened=opened, elsewhere=False)
            if one.met
        }

    before = met(Answers(), opened=False)
    assert before >= {7, 9, 12, 14, 19, 20, 22, 23, 24, 25, 26, 28, 29, 35, 36, 39}
    assert not before & {1, 2, 32, 33, 37, 38, 44}
    assert met(Answers(funding="None."), opened=True) - before == {32, 37, 38, 44}


def test_a_dataset_that_is_gone_is_still_told_of(finished_run: Run) -> None:
    workspace, run = finished_run
    before = card_json(workspace, run)
    Library(workspace).delete(DEMO)
    assert card_json(workspace, run) == before


def test_a_cards_folder_is_not_written_over(finished_run: Run, tmp_path: Path) -> None:
    written = write_card(*finished_run, tmp_path)
    assert {Path(one).name for one in written} >= {
        "model_card.md", "model_card.html", "claim_checklist.md", "predictions.csv"
    }  # fmt: skip
    with pytest.raises(ExportError, match="is there already"):
        write_card(*finished_run, tmp_path)


def test_what_challenges_score_stands_under_their_names_with_its_interval(
    finished_run: Run,
) -> None:
    judge_anew(*finished_run)
    story = story_of(*finished_run)
    text = card_files(story)["model_card.md"].replace("\\", "")
    for one in story.validation["challenge"]:
        if one["low"] is None:
            continue
        interval = f"{one['value']:.3f} ({one['low']:.3f} to {one['high']:.3f})"
        assert re.search(rf"\| {re.escape(one['name'])}.* \(.*ISIC 20", text)
        assert interval in text
    assert "accuracy of always “" in text


def test_the_control_and_other_collections_fill_robustness(finished_run: Run) -> None:
    workspace, run = finished_run
    before = card_json(workspace, run)
    assert "Robustness" in before["not_provided"]
    folder = run_folder(workspace, run)
    made = Control(
        auc=0.71, low=0.66, high=0.76, run=run, auc_of="a against b", images=90, groups=80,
        grouped_by="lesion", trained_on=300, left_out=4, warns=True, outlines="estimated",
        patch=Area(auc=0.6, low=0.5, high=0.7), made_at=datetime.now(UTC), seconds=3.0,
        trained=(folder / "model.keras").stat().st_mtime_ns,
    )  # fmt: skip
    write_control(folder, made)
    told = {
        "run": run, "dataset": "Clinic", "dataset_digest": "c" * 64, "judged_at": "2026-01-02",
        "images": 30, "groups": 30, "grouped_by": "lesion", "notices": [], "left_out": [],
        "evaluation": {"auc": 0.61, "auc_low": 0.5, "auc_high": 0.7}, "point": None,
    }  # fmt: skip
    (folder / "external").mkdir()
    (folder / "external" / "clinic.json").write_text(json.dumps(told), encoding="utf-8")
    after = card_json(workspace, run)
    assert "Robustness" not in after["not_provided"]
    assert after["filled"] == before["filled"] + 1
    assert after["claim_met"] == before["claim_met"] + 2  # robustness, and data from elsewhere
    text = after["markdown"].replace("\\", "")
    assert "reaches an AUC of 0.71 (0.66 to 0.76)" in text
    assert "Judged on 30 photographs of 30 lesions that the run has not seen" in text
