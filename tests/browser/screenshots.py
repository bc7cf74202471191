"""Retakes the pictures of README and docs: every page, light and dark, from real trainings.

``make screenshots`` runs it (a few minutes: it draws the demo lesions and trains twice).
Options: ``--workspace DIR`` keeps and reuses what it made; ``--narrow`` also takes 1024 px.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from app_page import ROOT, App, app, settled
from canvas_page import chromium
from PIL import Image
from playwright.sync_api import Page

from builder.designs import DesignShelf
from builder.templates import template
from data.demo import NAME, make_demo
from data.library import Library
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import workspace_path
from ui.frame import preferences

OUT = ROOT / "docs" / "screenshots"
DESIGN = "EfficientNet-Lite0, frozen"
SIZES = {1440: 900, 1024: 768}
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<match target="pattern"><test name="family"><string>system-ui</string></test>
<edit name="family" mode="assign" binding="strong"><string>Liberation Sans</string></edit></match>
<match target="pattern"><test name="family"><string>sans-serif</string></test>
<edit name="family" mode="prepend" binding="strong"><string>Liberation Sans</string></edit></match>
</fontconfig>"""
"""A machine without a desktop has no desktop's font; this one is close to most."""


@dataclass(frozen=True)
class Shot:
    """A picture: its name, the address, and what is done on the page before."""

    name: str
    address: str
    before: Callable[[Page], object] = settled


def _gallery(page: Page) -> None:
    page.get_by_text("Gallery", exact=True).click()


def _open_layer(page: Page) -> None:
    page.locator("[data-layer=backbone]").first.click()


def _templates(page: Page) -> None:
    page.get_by_role("button", name="Templates").click()


def _misses(page: Page) -> None:
    page.get_by_text("Worst misses").scroll_into_view_if_needed()


def _predict(page: Page) -> None:
    pictures = sorted((Path(os.environ["LESION_STUDIO_HOME"]) / "pictures").glob("*.png"))
    page.set_input_files("input[type=file]", pictures)
    page.get_by_text("Highest score").first.wait_for(timeout=90_000)


SHOTS = (
    Shot("start", ""),
    Shot("data", "data"),
    Shot("gallery", "data", _gallery),
    Shot("design", "design", _open_layer),
    Shot("templates", "design", _templates),
    Shot("train", "train?run=1"),
    Shot("runs", "runs?compare=1,2"),
    Shot("results", "results?run=1"),
    Shot("misses", "results?run=1", _misses),
    Shot("predict", "predict?run=1", _predict),
)


def prepare(workspace: Path) -> None:
    """Demo lesions, a design, two trainings; what is there already is kept."""
    preferences.remember(workspace, tour="ended")
    if NAME not in Library(workspace).names():
        make_demo(workspace=workspace)
    if DESIGN not in DesignShelf(workspace).names():
        DesignShelf(workspace).save(template(DESIGN))
    with RunStore(workspace) as store:
        missing = max(0, 2 - len(store.list()))
    for seed in range(2 - missing, 2):
        recipe = Recipe.from_settings(template(DESIGN).recipe, {"seed": str(seed), "epochs": "8"})
        run = submit(workspace=workspace, design=template(DESIGN), dataset_name=NAME, recipe=recipe)
        launcher.start_next(workspace)
        launcher.wait(workspace, run)
    shutil.rmtree(workspace / "jobs", ignore_errors=True)
    _pictures(workspace)


def _pictures(workspace: Path) -> None:
    """Four demo lesions of the test split, as files to predict."""
    dataset = Library(workspace).load(NAME)
    (workspace / "pictures").mkdir(exist_ok=True)
    for row in dataset.rows("test")[:4]:
        pixels = dataset.thumbnail(int(row), 448)
        Image.fromarray(pixels).save(workspace / "pictures" / f"demo_lesion_{row}.png")


def take(studio: App, widths: list[int]) -> None:
    """All pictures, in both themes."""
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for theme in ("light", "dark"):
            for width in widths:
                context = browser.new_context(
                    viewport={"width": width, "height": SIZES[width]},
                    color_scheme="dark" if theme == "dark" else "light",
                )
                for shot in SHOTS:
                    page = studio.open(context.new_page(), shot.address)
                    shot.before(page)
                    settled(page, still_ms=1500)
                    _save(page.screenshot(), OUT / f"{shot.name}-{theme}-{width}.png")
                    page.close()
                context.close()


def _save(picture: bytes, path: Path) -> None:
    """With 256 colours: a third of the size, and no difference to be seen."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


@contextmanager
def _folder(asked: str | None) -> Iterator[Path]:
    if asked:
        yield workspace_path(asked)
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield workspace_path(folder)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workspace")
    options.add_argument("--narrow", action="store_true")
    given = options.parse_args()
    with _folder(given.workspace) as workspace, tempfile.TemporaryDirectory() as fonts:
        (Path(fonts) / "fonts.conf").write_text(FONTS, encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(Path(fonts) / "fonts.conf")
        os.environ["LESION_STUDIO_HOME"] = str(workspace)
        prepare(workspace)
        with app(workspace) as studio:
            take(studio, list(SIZES) if given.narrow else [1440])


if __name__ == "__main__":
    main()
