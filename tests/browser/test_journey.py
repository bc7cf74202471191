"""The whole way on real photographs, as a newcomer goes it: from a zip to a prediction at home."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from app_page import App, settled
from canvas_page import Board
from playwright.sync_api import Page, expect
from studio import AUDIT

from runs.store.states import RunState
from runs.store.store import RunStore
from runs.workspace import workspace_path

pytestmark = [pytest.mark.browser, pytest.mark.keras, pytest.mark.shared]

A_MINUTE = 60_000
IMAGES = 160


@pytest.fixture(scope="module")
def photographs(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A zip with a table and some photographs of HAM10000, as somebody would hand it on."""
    ham = shared_data / "ham10000"
    with (ham / "HAM10000_metadata.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    some = [row for kind in ("mel", "nv") for row in _first(rows, kind, IMAGES // 2)]
    target = tmp_path_factory.mktemp("photographs") / "ham.zip"
    with zipfile.ZipFile(target, "w") as archive:
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in some)]
        archive.writestr("HAM10000_metadata.csv", "\n".join(lines) + "\n")
        for row in some:
            name = f"{row['image_id']}.jpg"
            archive.write(ham / "images" / name, f"images/{name}")
    return target


def _first(rows: list[dict[str, str]], kind: str, count: int) -> list[dict[str, str]]:
    return [row for row in rows if row["dx"] == kind][:count]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_path(str(tmp_path_factory.mktemp("studio")))


@pytest.fixture(scope="module")
def watched(home: Path) -> Iterator[Path]:
    """The file in which every process started here writes whom it asks outside."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(AUDIT))
        patch.setenv("LESION_STUDIO_AUDIT", str(home / "audit.txt"))
        yield home / "audit.txt"


@pytest.fixture(scope="module")
def workspace(watched: Path) -> Path:
    """Where the app is started only once its asking is watched."""
    return watched.parent


@pytest.mark.timeout(900)
def test_from_a_zip_to_a_prediction_at_home(
    studio: App, page: Page, home: Path, watched: Path, photographs: Path, tmp_path: Path
) -> None:
    page.set_default_timeout(A_MINUTE)
    _import(studio, page, photographs)
    _draw(studio, page)
    run = _train(page, home)
    _ask_on_the_page(studio, page, run)
    bundle = _take_home(studio, page, run, tmp_path)
    _predict_at_home(bundle, photographs, tmp_path)
    assert not studio.loaded("tensorflow")
    assert not watched.exists(), watched.read_text(encoding="utf-8")


def _import(studio: App, page: Page, photographs: Path) -> None:
    studio.open(page, "data")
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").first.set_input_files(photographs)
    page.get_by_text("Which diagnosis becomes which class?").wait_for()
    page.get_by_label("Name of the dataset").fill("ham")
    page.get_by_label("Name of the dataset").press("Tab")
    settled(page)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text(f"{IMAGES} images of").first.wait_for()


def _draw(studio: App, page: Page) -> None:
    """Open the template, make its pictures small, and drag a layer in."""
    studio.open(page, "design")
    page.get_by_role("button", name="Use this template").first.click()
    board = Board(page).ready()
    board.node("input").click()
    for side in ("Height", "Width"):
        page.get_by_role("spinbutton", name=side).fill("64")
        page.get_by_role("spinbutton", name=side).press("Enter")
    settled(page)
    (x1, y), (x2, _) = board.middle("input"), board.middle("rescaling")
    frame = page.locator(".ls-board")
    box = frame.bounding_box()
    assert box is not None
    arrow = {"x": (x1 + x2) / 2 - box["x"], "y": y - box["y"] - 10}
    board.entry("RandomFlip").drag_to(frame, target_position=arrow)
    expect(board.node("random_flip_1")).to_contain_text("64 × 64, 3 maps")
    settled(page, still_ms=1500)
    assert {"input->random_flip_1:0", "random_flip_1->rescaling:0"} <= set(board.links())


def _train(page: Page, home: Path) -> int:
    page.get_by_role("link", name="Train").click()
    settled(page)
    page.get_by_role("button", name="Start training").click()
    page.get_by_role("heading", name="Run 1").wait_for()
    store = RunStore(home)
    (record,) = store.list()
    for _ in range(240):
        record = store.get(record.id)
        if record.state.finished:
            break
        page.wait_for_timeout(1000)
    assert record.state is RunState.SUCCEEDED, record.error
    expect(page.get_by_text("Label in your data: malignant or pre-malignant")).to_have_count(2)
    return record.id


def _ask_on_the_page(studio: App, page: Page, run: int) -> None:
    """A card a picture: its scores, and a word where it is none of the kind it was trained on."""
    studio.open(page, f"predict?run={run}")
    page.get_by_role("button", name="Try a demo image").click()
    page.get_by_text("A drawing, unlike the photographs that it was trained on.").wait_for()
    page.get_by_text("Highest score: ").wait_for()
    scores = page.get_by_role("progressbar")
    expect(scores).to_have_count(2)
    page.get_by_role("button", name="Try another demo image").click()
    expect(page.get_by_text("Highest score: ")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    names = ["file", "Demo image 2.jpg", "Demo image 1.jpg"]
    assert [line.partition(",")[0] for line in lines] == names


def _take_home(studio: App, page: Page, run: int, folder: Path) -> Path:
    studio.open(page, f"results?run={run}")
    page.get_by_role("radio", name="Test set").or_(
        page.get_by_role("button", name="Test set", exact=True)
    ).first.click()
    page.get_by_role("button", name="Open the test set").click()
    page.get_by_text("was opened once for this run").wait_for()
    page.get_by_role("radio", name="Take home").or_(
        page.get_by_role("button", name="Take home", exact=True)
    ).first.click()
    page.get_by_role("button", name="Check, then download").click()
    zipped = page.get_by_role("button", name="Model, code, card and numbers")
    zipped.wait_for(timeout=180_000)
    expect(page.get_by_text("say the same as the app on 50 pictures")).to_be_visible()
    with page.expect_download() as download:
        zipped.click()
    target = folder / "bundle.zip"
    download.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        archive.extractall(folder / "bundle")
    return next((folder / "bundle").rglob("predict.py")).parent


def _predict_at_home(bundle: Path, photographs: Path, folder: Path) -> None:
    with zipfile.ZipFile(photographs) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".jpg"))
        image = Path(archive.extract(name, folder))
    told = subprocess.check_output([sys.executable, "predict.py", image, "--json"], cwd=bundle)
    (prediction,) = json.loads(told)
    assert set(prediction["probabilities"]) == {"benign", "malignant or pre-malignant"}
    assert sum(prediction["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert prediction["problem"] is None
