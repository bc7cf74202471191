"""Faults planted in otherwise clean photographs are all found, and clean sets have no finding.

Each fault is planted in drawn lesions, alone, and named by the finding or sentence it must bring.
"""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from data.audit.findings import Kind, findings
from data.audit.shortcuts import alone
from data.demo import Drawn
from data.image import open_rgb
from data.importing import import_dataset
from data.library import Library

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.dataset import Dataset

TURNED = Image.Transpose.ROTATE_90
COLUMNS = "image,diagnosis,lesion_id,patient_id,age,sex,site,source"


@dataclass
class Photos:
    """Sixty drawn lesions in two classes with a table, and what is planted in them."""

    folder: Path
    images: list[Image.Image]
    lines: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir()
        for number, image in enumerate(self.images):
            image.save(self.path(number))
            label = self.label(number)
            self.lines.append(
                [f"p{number}.jpg", label, f"L{number}", f"P{number}", "50", "male", "back", "x"]
            )

    @staticmethod
    def label(number: int) -> str:
        return ("benign", "malignant")[number % 2]

    def path(self, number: int) -> Path:
        return self.folder / f"p{number}.jpg"

    def add(self, name: str, image: Image.Image | bytes, label: str, **known: str) -> None:
        """One more photograph with a line of its own."""
        if isinstance(image, bytes):
            (self.folder / name).write_bytes(image)
        else:
            image.save(self.folder / name, quality=50)
        line = dict(
            zip(
                COLUMNS.split(","),
                [name, label, name, name, "50", "male", "back", "x"],
                strict=True,
            )
        )
        self.lines.append(list((line | known).values()))

    def imported(self, workspace: Path) -> tuple[Dataset, dict[str, Any]]:
        rows = [COLUMNS, *(",".join(line) for line in self.lines)]
        (self.folder / "metadata.csv").write_text("\n".join(rows), encoding="utf-8")
        told = import_dataset(workspace=workspace, path=self.folder, name="set")
        assert told["rows_in"] == told["imported"] + len(told["reported"])
        return Library(workspace).load("set"), told


@pytest.fixture(scope="module")
def lesions() -> list[Image.Image]:
    drawn = Drawn(seed=21, count=130)
    firsts = {number: row for row, number in reversed(list(enumerate(drawn.lesion_of)))}
    plain = [open_rgb(io.BytesIO(drawn.files()[row].read())) for row in firsts.values()]
    return plain[:60]


@pytest.fixture
def photos(tmp_path: Path, lesions: list[Image.Image]) -> Photos:
    return Photos(tmp_path / "photos", lesions)


def kinds(dataset: Dataset) -> set[str]:
    return {one.key for one in findings(dataset) if one.kind is not Kind.STANDS_OUT}


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def lesion_on_two_sides(photos: Photos) -> None:
    for number in range(0, 40, 4):
        photos.lines[number + 2][2] = photos.lines[number][2]


def duplicate(photos: Photos) -> None:
    shutil.copy(photos.path(0), photos.folder / "twin.jpg")
    photos.lines.append(["twin.jpg", "benign", "La", "Pa", "50", "male", "back", "x"])


def duplicate_under_two_labels(photos: Photos) -> None:
    shutil.copy(photos.path(0), photos.folder / "twin.jpg")
    photos.lines.append(["twin.jpg", "malignant", "La", "Pa", "50", "male", "back", "x"])


def mirrored_copy(photos: Photos) -> None:
    image = open_rgb(photos.path(3))
    photos.add("flip.png", image.transpose(Image.Transpose.FLIP_LEFT_RIGHT), "malignant")


def encoded_copy(photos: Photos) -> None:
    photos.add("again.jpg", open_rgb(photos.path(3)).resize((100, 75)), "malignant")


def copy_under_two_labels(photos: Photos) -> None:
    photos.add("turn.png", open_rgb(photos.path(3)).transpose(TURNED), "benign")


def lesion_with_two_classes(photos: Photos) -> None:
    photos.lines[1][2] = photos.lines[0][2]


def lesion_of_two_patients(photos: Photos) -> None:
    photos.lines[2][2] = photos.lines[0][2]


def patient_of_two_sexes(photos: Photos) -> None:
    photos.lines[2][3], photos.lines[2][5] = photos.lines[0][3], "female"


def impossible_age(photos: Photos) -> None:
    photos.lines[5][4] = "190"


def tiny(photos: Photos) -> None:
    photos.add("tiny.png", photos.images[7].resize((40, 30)), "benign")


FOUND: dict[Callable[[Photos], None], str] = {
    duplicate_under_two_labels: "undecided",
    mirrored_copy: "copies",
    encoded_copy: "copies",
    copy_under_two_labels: "disagree",
    lesion_with_two_classes: "clash lesion_id label",
    lesion_of_two_patients: "clash lesion_id patient_id",
    patient_of_two_sexes: "clash patient_id sex",
    impossible_age: "clash age range",
    tiny: "tiny",
}


@pytest.mark.parametrize("plant", FOUND, ids=lambda plant: plant.__name__)
def test_a_planted_fault_is_found(
    plant: Callable[[Photos], None], photos: Photos, tmp_path: Path
) -> None:
    plant(photos)
    dataset, _ = photos.imported(tmp_path / "home")
    assert FOUND[plant] in kinds(dataset)
    assert dataset.used.groupby("group")["split"].nunique().max() == 1


@pytest.mark.parametrize(
    "plant", [lesion_on_two_sides, duplicate, mirrored_copy, encoded_copy, copy_under_two_labels]
)
def test_what_would_leak_is_on_one_side_whatever_the_seed(
    plant: Callable[[Photos], None], photos: Photos, tmp_path: Path
) -> None:
    plant(photos)
    dataset, _ = photos.imported(tmp_path / "home")
    groups = dataset.used.groupby("group")
    assert groups["split"].nunique().max() == 1
    assert groups.ngroups < len(dataset.used)


def truncated(photos: Photos) -> str:
    photos.add("cut.jpg", encoded(photos.images[0], "JPEG")[:900], "benign")
    return "damaged"


def no_image(photos: Photos) -> str:
    photos.add("text.jpg", b"not a photograph", "benign")
    return "is not an image"


def empty(photos: Photos) -> str:
    photos.add("empty.jpg", b"", "benign")
    return "empty"


def huge(photos: Photos) -> str:
    photos.add("huge.png", encoded(Image.new("1", (20_000, 20_000)), "PNG"), "benign")
    return "million pixels"


def an_id_twice(photos: Photos) -> str:
    photos.lines.append([*photos.lines[0][:1], "malignant", *photos.lines[0][2:]])
    return "p0"


def missing_id(photos: Photos) -> str:
    photos.lines.append(["", *photos.lines[0][1:]])
    return "no"


def missing_file(photos: Photos) -> str:
    photos.lines.append(["nowhere.jpg", *photos.lines[0][1:]])
    return "no image file"


def no_diagnosis(photos: Photos) -> str:
    photos.add("unknown.jpg", photos.images[0].transpose(TURNED), "")
    return "no diagnosis"


@pytest.mark.parametrize(
    "plant",
    [truncated, no_image, empty, huge, an_id_twice, missing_id, missing_file, no_diagnosis],
)
def test_a_row_that_cannot_be_taken_is_reported_with_its_reason(
    plant: Callable[[Photos], str], photos: Photos, tmp_path: Path
) -> None:
    said = plant(photos)
    _, told = photos.imported(tmp_path / "home")
    assert any(said in row["why"] for row in told["reported"])


def turned_by_camera(photos: Photos) -> np.ndarray[Any, Any]:
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = photos.images[4].transpose(Image.Transpose.ROTATE_180)
    photos.add(
        "odd.png", encoded(upright.transpose(Image.Transpose.ROTATE_90), "PNG", exif=exif), "benign"
    )
    return np.asarray(upright)


def wrong_extension(photos: Photos) -> np.ndarray[Any, Any]:
    photos.add("odd.jpg", encoded(photos.images[4].transpose(TURNED), "PNG"), "benign")
    return np.asarray(photos.images[4].transpose(TURNED))


def with_transparency(photos: Photos) -> np.ndarray[Any, Any]:
    image = photos.images[4].transpose(TURNED).convert("RGBA")
    photos.add("odd.png", encoded(image, "PNG"), "benign")
    return np.asarray(image.convert("RGB"))


def grey(photos: Photos) -> np.ndarray[Any, Any]:
    image = photos.images[4].transpose(TURNED).convert("L")
    photos.add("odd.png", encoded(image, "PNG"), "benign")
    return np.asarray(image.convert("RGB"))


def sixteen_bits(photos: Photos) -> np.ndarray[Any, Any]:
    image = photos.images[4].transpose(TURNED).convert("L")
    deep = Image.fromarray(np.asarray(image).astype(np.uint16) << 8)
    photos.add("odd.png", encoded(deep, "PNG"), "benign")
    return np.asarray(image.convert("RGB"))


def animated(photos: Photos) -> np.ndarray[Any, Any]:
    first = photos.images[4].transpose(TURNED).quantize(64)
    photos.add(
        "odd.gif",
        encoded(first, "GIF", save_all=True, append_images=[Image.new("P", first.size)]),
        "benign",
    )
    return np.asarray(first.convert("RGB"))


def printed_colours(photos: Photos) -> np.ndarray[Any, Any]:
    image = photos.images[4].transpose(TURNED).convert("CMYK")
    content = encoded(image, "TIFF")
    photos.add("odd.tif", content, "benign")
    return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize(
    "plant",
    [
        turned_by_camera,
        wrong_extension,
        with_transparency,
        grey,
        sixteen_bits,
        animated,
        printed_colours,
    ],
)
def test_an_odd_file_is_read_as_a_person_would_see_it(
    plant: Callable[[Photos], Any], photos: Photos, tmp_path: Path
) -> None:
    wanted = plant(photos)
    dataset, told = photos.imported(tmp_path / "home")
    assert told["reported"] == []
    row = int(np.flatnonzero(dataset.manifest["image_id"].str.startswith("odd"))[0])
    assert dataset.manifest[["width", "height"]].iloc[row].tolist() == [*wanted.shape[1::-1]]
    seen = np.asarray(open_rgb(dataset.file(row)))
    assert np.abs(seen.astype(int) - wanted).mean() < 1.5


def names(photos: Photos) -> None:
    for name in ("Läsion 1.jpg", "CASE.jpg", "case.JPG", "with space .png", "日本.png"):
        number = len(photos.lines)
        turned = photos.images[number % 50].transpose(Image.Transpose(number % 5))
        photos.add(name, turned, "benign")


def test_odd_names_of_files_are_read(photos: Photos, tmp_path: Path) -> None:
    names(photos)
    dataset, told = photos.imported(tmp_path / "home")
    assert told["rows_in"] == 65
    missing = {row["where"]: row["why"] for row in told["reported"]}
    assert all("case" in why.lower() for why in missing.values())
    assert len(dataset.used) >= 63


def leaking_column(photos: Photos) -> str:
    for line in photos.lines:
        line[6] = "hand" if line[1] == "malignant" else "back"
    return "site"


def leaking_source(photos: Photos) -> str:
    for line in photos.lines:
        line[7] = "clinic B" if line[1] == "malignant" else "clinic A"
    return "size and source"


@pytest.mark.parametrize("plant", [leaking_column, leaking_source])
def test_what_repeats_the_label_is_told(
    plant: Callable[[Photos], str], tmp_path: Path, lesions: list[Image.Image]
) -> None:
    more = [image.transpose(TURNED).resize((200, 150)) for image in lesions]
    photos = Photos(tmp_path / "photos", [*lesions, *more])
    name = plant(photos)
    dataset, _ = photos.imported(tmp_path / "home")
    found = {one.name: one for one in alone(dataset.used, None, dataset.classes)}
    assert found[name].auc == 1.0
    assert found[name].gives_away == (plant is leaking_source)


@pytest.mark.parametrize("kind", ["table", "folders", "demo"])
def test_a_clean_set_needs_no_decision(
    kind: str, photos: Photos, tmp_path: Path, lesions: list[Image.Image]
) -> None:
    home = tmp_path / "home"
    if kind == "folders":
        for number, image in enumerate(lesions):
            folder = tmp_path / "folders" / Photos.label(number)
            folder.mkdir(parents=True, exist_ok=True)
            image.save(folder / f"{number}.png")
        told = import_dataset(workspace=home, path=tmp_path / "folders", name="set")
        dataset = Library(home).load("set")
    elif kind == "demo":
        from data.demo import make_demo

        told = make_demo(workspace=home, name="set", count=120)
        dataset = Library(home).load("set")
    else:
        dataset, told = photos.imported(home)
    assert told["reported"] == []
    assert kinds(dataset) == set()
    assert not any(one.gives_away for one in alone(dataset.used, None, dataset.classes))
