"""Pictures that are no photographs of skin get no class, or a sentence beside it."""

from __future__ import annotations

import io
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skin import disc, painted

from builder.lowering import lower
from builder.spec import Edge, GraphSpec, Node
from layers_catalog.facts import Facts
from runs.helper.client import Helper
from runs.scripts.parts.doubts import doubts, refusal
from runs.training.recipe import Recipe
from runs.workspace import run_folder
from ui.pages.predict.answers import asked
from ui.pages.predict.photograph import Photograph, demo

GREY = "No colour: the network learnt from colour photographs."


def picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(pixels.astype(np.uint8), "RGB")


def as_file(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG")
    return file.getvalue()


@pytest.mark.parametrize(
    ("size", "why"),
    [
        ((1, 1), "Too small (1 × 1 px) to be judged."),
        ((600, 15), "Too small (600 × 15 px) to be judged."),
        ((16, 16), None),
    ],
)
def test_a_small_picture_is_refused(size: tuple[int, int], why: str | None) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3))
    assert refusal(picture(noise)) == why


def test_one_colour_is_refused_also_after_jpeg() -> None:
    flat = picture(np.full((40, 40, 3), (200, 150, 130)))
    kept = Image.open(io.BytesIO(as_file(flat))).convert("RGB")
    assert refusal(flat) == refusal(kept) == "One flat colour: not a photograph."
    assert refusal(picture(painted(disc(40, 0.2)))) is None


def test_a_picture_without_colour_is_doubted_also_after_jpeg() -> None:
    lesion = picture(painted(disc(40, 0.2), noise=8))
    grey = lesion.convert("L").convert("RGB")
    kept = Image.open(io.BytesIO(as_file(grey))).convert("RGB")
    assert doubts(grey) == doubts(kept) == [GREY]
    assert doubts(lesion) == []


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
def test_the_card_names_the_file_and_what_is_odd(finished: tuple[Path, int]) -> None:
    workspace, run = finished
    lesion = picture(painted(disc(64, 0.2), noise=8))
    photographs = [
        Photograph("fake.jpg", b"no image at all", "1"),
        Photograph("fake.jpg", as_file(picture(np.full((1, 1, 3), 90))), "2"),
        Photograph("grey.jpg", as_file(lesion.convert("L")), "3"),
        demo(1),
    ]
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int, _: float | None) -> None:
        told.append((done, total))

    with Helper(workspace) as helper:
        answers = list(asked(helper, run, photographs, progress))
    broken, small, grey, drawn = answers
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert [one["image"] for one in answers] == [one.name for one in photographs]
    assert broken["problem"].startswith("“fake.jpg” is not an image")
    assert (small["class"], small["problem"]) == (None, "Too small (1 × 1 px) to be judged.")
    assert (grey["class"] is not None, grey["notes"]) == (True, [GREY])
    assert (drawn["class"] is not None, drawn["notes"]) == (True, [])


@pytest.mark.keras
@pytest.mark.usefixtures("warm")
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_where_no_lesion_is_found_the_answer_says_so(
    finished: tuple[Path, int], tmp_path: Path
) -> None:
    network = pytest.importorskip("runs.training.network")
    kinds = ("Input", "LesionCrop", "Flatten", "Classifier")
    nodes = tuple(
        Node(
            id=kind.lower(),
            type=kind,
            params={"height": 32, "width": 32} if kind == "Input" else {},
        )
        for kind in kinds
    )
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    spec, facts = GraphSpec(nodes=nodes, edges=edges), Facts(class_names=("benign", "malignant"))
    workspace, _ = finished
    folder = run_folder(workspace, 79)
    folder.mkdir(exist_ok=True)
    (folder / "design.json").write_text(spec.to_json(), encoding="utf-8")
    (folder / "facts.json").write_text(facts.model_dump_json(), encoding="utf-8")
    (folder / "recipe.json").write_text(Recipe().model_dump_json(), encoding="utf-8")
    network.started(lower(spec, facts), 0).save(folder / "model.keras")
    files = [tmp_path / name for name in ("lesion.png", "bare.png")]
    for file, mask in zip(files, (disc(32, 0.2), disc(32, 0.0)), strict=True):
        picture(painted(mask, noise=2)).save(file)
    with Helper(workspace) as helper:
        lesion, bare = helper.predict(79, files)
    shutil.rmtree(folder)
    assert lesion["notes"] == []
    assert bare["notes"] == ["LesionCrop found no lesion in this photograph."]
    assert bare["class"] is not None
