"""Retakes the pictures of README and docs: every page, light and dark, from real trainings.

``make screenshots`` runs it (a few minutes: it draws the demo lesions and trains three times).
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
from typing import TYPE_CHECKING
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from app_page import ROOT, App, app, settled
from canvas_page import chromium
from PIL import Image
from playwright.sync_api import Page

from builder.shelf.designs import DesignShelf
from builder.templates import template
from data.demo import NAME, make_demo
from data.library import Library
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import workspace_path
from ui.frame import preferences

if TYPE_CHECKING:
    from builder.spec import GraphSpec

OUT = ROOT / "docs" / "screenshots"
DESIGN = "EfficientNet-Lite0, frozen"
FITTED = "SVM on colour and ABCD features"
CROPPED = "Region of interest, transfer learning"
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
    """A picture: its name, the address, what is done on the page before, the design in hand.

    ``dark`` tells whether it is taken dark, too: not where photographs fill it, which look the
    same and are large.
    """

    name: str
    address: str
    before: Callable[[Page], object] = settled
    design: str = DESIGN
    dark: bool = True

    @property
    def place(self) -> str:
        """The whole address: which run or page, and which design is in hand."""
        mark = "&" if "?" in self.address else "?"
        return f"{self.address}{mark}design={quote(self.design)}"


def _gallery(page: Page) -> None:
    page.get_by_text("Gallery", exact=True).click()


def _open_layer(page: Page) -> None:
    page.locator("[data-layer=backbone]").first.click()


def _before(page: Page) -> None:
    page.get_by_role("button", name="Before and after").click()
    page.get_by_role("button", name="Show others").wait_for(timeout=90_000)


def _templates(page: Page) -> None:
    page.get_by_role("button", name="Templates").click()


def _predict(page: Page) -> None:
    pictures = sorted((Path(os.environ["LESION_STUDIO_HOME"]) / "pictures").glob("*.png"))
    page.set_input_files("input[type=file]", pictures)
    page.get_by_text("Highest score").first.wait_for(timeout=90_000)


SHOTS = (
    Shot("start", ""),
    Shot("data", "data"),
    Shot("gallery", "data", _gallery, dark=False),
    Shot("design", "design", _open_layer),
    Shot("templates", "design", _templates),
    Shot("before", "design", _before, CROPPED, dark=False),
    Shot("train", "train?run=1"),
    Shot("runs", "runs?compare=1,2"),
    Shot("results", "results?run=1"),
    Shot("fitted", "results?run=3"),
    Shot("misses", "results?run=1&part=mistakes"),
    Shot("whom", "results?run=1&part=whom"),
    Shot("predict", "predict?run=1", _predict),
)


TRAININGS = (
    (DESIGN, {"seed": "0", "epochs": "8"}),
    (DESIGN, {"seed": "1", "epochs": "8"}),
    (FITTED, {}),
)
"""The runs 1, 2, 3 of the pictures."""


def prepare(workspace: Path) -> None:
    """Demo lesions, designs, three trainings; what is there already is kept."""
    preferences.remember(workspace, tour="ended")
    if NAME not in Library(workspace).names():
        make_demo(workspace=workspace)
    for name in {CROPPED, DESIGN} - set(DesignShelf(workspace).names()):
        DesignShelf(workspace).save(template(name))
    with RunStore(workspace) as store:
        done = len(store.list())
    for name, chosen in TRAININGS[done:]:
        _train(workspace, template(name), chosen)
    shutil.rmtree(workspace / "jobs", ignore_errors=True)
    _pictures(workspace)


def _train(workspace: Path, design: GraphSpec, chosen: dict[str, str]) -> None:
    recipe = Recipe.from_settings(design.recipe, chosen)
    run = submit(workspace=workspace, design=design, dataset_name=NAME, recipe=recipe)
    launcher.start_next(workspace)
    launcher.wait(workspace, run)


def _pictures(workspace: Path) -> None:
    """Four demo lesions of the test split, as files to predict."""
    dataset = Library(workspace).load(NAME)
    (workspace / "pictures").mkdir(exist_ok=True)
    for row in dataset.rows("test")[:4]:
        pixels = dataset.thumbnail(int(row), 448)
        Image.fromarray(pixels).save(workspace / "pictures" / f"demo_lesion_{row}.png")


def take(studio: App, widths: list[int]) -> None:
    """All pictures, light and dark."""
    OUT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for theme in ("light", "dark"):
            for width in widths:
                context = browser.new_context(
                    viewport={"width": width, "height": SIZES[width]},
                    color_scheme="dark" if theme == "dark" else "light",
                )
                for shot in (one for one in SHOTS if one.dark or theme == "light"):
                    page = studio.open(context.new_page(), shot.place)
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
