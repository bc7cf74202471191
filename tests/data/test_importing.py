"""The import from end to end, on real folders and zips with planted faults."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from data.importing import parse_map
from data.pixels import PixelStore
from data.preview import preview
from data.taking import LEAST_SIDE
from data.versions.decisions import Decision
from data.versions.kinds import Kind
from data.versions.log import decide
from runs.scripts.parts import doubts

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDERS = {"benign": 6, "malignant": 5}


def test_class_folders_become_a_dataset(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, FOLDERS)
    steps: list[tuple[int, int, str]] = []
    found = desk.take(progress=lambda *step: steps.append(step))
    assert found["layout"] == "class-folders"
    assert (found["rows_in"], found["imported"], found["reported"]) == (11, 11, [])
    assert found["classes"] == FOLDERS
    assert (found["images"], found["lesions"], found["patients"]) == (11, None, None)
    assert found["notices"] == ["Split by image: results are likely optimistic."]
    assert (11, 11, "Reading photographs") in steps
    assert steps[-1] == (11, 11, "Comparing photographs")
    dataset = desk.library.load("set")
    assert dataset.classes == ("benign", "malignant")
    assert dataset.counts() == found["splits"]
    assert dataset.file(0) == desk.photos / "benign" / "5.png"
    assert sorted(path.name for path in dataset.folder.iterdir()) == [
        "audit.json",
        "dataset.json",
        "manifest.parquet",
        "measures.parquet",
        "pixels",
        "report.json",
    ]


def test_ham10000_becomes_a_dataset(desk: Any, make_ham: Callable[..., Path]) -> None:
    make_ham(desk.photos, lesions={"mel": 4, "nv": 10}, views=2)
    found = desk.take()
    assert (found["images"], found["lesions"], found["groups"]) == (28, 14, 14)
    assert (found["grouped_by"], found["notices"]) == ("lesion", [])
    dataset = desk.library.load("set")
    assert dataset.licences == ("CC BY-NC 4.0",)
    assert dataset.manifest["sex"].unique().tolist() == ["female"]
    assert dataset.manifest["patient_id"].isna().all()


def test_a_zip_gives_the_same_pixels_and_copies(
    desk: Any, make_ham: Callable[..., Path], pack: Callable[[Path, Path], Path]
) -> None:
    make_ham(desk.photos, lesions={"mel": 3, "nv": 3})
    zipped = pack(desk.photos, desk.photos.parent / "ham.zip")
    in_place, copied = desk.take("a"), desk.take("b", path=zipped)
    assert copied["splits"] == in_place["splits"]
    first, second = desk.library.load("a"), desk.library.load("b")
    assert first.manifest["pixel_hash"].equals(second.manifest["pixel_hash"])
    assert second.manifest["path"].iloc[0] == "originals/ISIC_0000000.jpg"
    shutil.rmtree(desk.photos)
    zipped.unlink()
    assert PixelStore.open(second, 32, 32).images.shape == (6, 32, 32, 3)


def test_parts_and_table_may_be_chosen_one_by_one(
    desk: Any, make_ham: Callable[..., Path], pack: Callable[[Path, Path], Path]
) -> None:
    make_ham(desk.photos, lesions={"mel": 3, "nv": 3})
    table = desk.photos / "HAM10000_metadata.csv"
    part = pack(desk.photos / "images", desk.photos.parent / "HAM10000_images_part_1.zip")
    assert desk.take(path=None, paths=[part, table])["imported"] == 6


def test_copies_carry_no_metadata(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, FOLDERS)
    tags = Image.Exif()
    tags[0x0112], tags[0x010E] = 6, "Jane Doe"
    portrait = desk.photos / "benign" / "turned.jpg"
    Image.fromarray(np.zeros((20, 30, 3), dtype=np.uint8)).save(portrait, exif=tags)
    zipped = desk.photos.parent / "set.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        for path in desk.photos.rglob("*.*"):
            file.write(path, path.relative_to(desk.photos).as_posix())
    desk.take(path=zipped)
    dataset = desk.library.load("set")
    copies = b"".join(path.read_bytes() for path in (dataset.folder / "originals").iterdir())
    assert b"Jane Doe" not in copies
    row = dataset.manifest.set_index("image_id").loc["turned"]
    assert (row["width"], row["height"], row["path"]) == (20, 30, "originals/turned.png")


def test_bad_photographs_are_rows_of_the_report(
    desk: Any, make_folders: Callable[..., Path], paint: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    benign = desk.photos / "benign"
    whole = paint(benign / "cut.jpg", 99, size=(200, 200)).read_bytes()
    (benign / "cut.jpg").write_bytes(whole[:2000])
    (benign / "text.jpg").write_text("not a picture")
    (benign / "empty.jpg").touch()
    flipped = bytearray(paint(benign / "flipped.png", 98).read_bytes())
    flipped[200] ^= 0xFF
    (benign / "flipped.png").write_bytes(flipped)
    (benign / "gone.jpg").symlink_to(desk.photos / "nowhere.jpg")
    (benign / "notes.txt").write_text("melanoma?")
    found = desk.take()
    assert (found["rows_in"], found["imported"]) == (17, 11)
    said = desk.why(found)
    assert sorted(said) == [
        f"benign/{name}.{end}"
        for name, end in [
            ("cut", "jpg"), ("empty", "jpg"), ("flipped", "png"), ("gone", "jpg"),
            ("notes", "txt"), ("text", "jpg"),
        ]
    ]  # fmt: skip
    assert "truncated" in said["benign/cut.jpg"]
    assert "damaged" in said["benign/flipped.png"]
    assert said["benign/empty.jpg"] == "The file is empty."
    assert "cannot be read (No such file" in said["benign/gone.jpg"]
    assert "not an image of a known kind" in said["benign/text.jpg"]


def test_an_image_under_another_kinds_extension_is_read_and_remarked(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    (desk.photos / "benign" / "0.png").rename(desk.photos / "benign" / "zero.jpg")
    found = desk.take()
    assert found["imported"] == 11
    assert found["remarks"] == ["“benign/zero.jpg” is a PNG by its content, and was read as one."]


def test_a_photograph_that_predict_would_refuse_is_told_of(
    desk: Any, make_folders: Callable[..., Path], paint: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    paint(desk.photos / "benign" / "tiny.png", 97, size=(LEAST_SIDE - 1, 40))
    paint(desk.photos / "benign" / "small.png", 96, size=(LEAST_SIDE, LEAST_SIDE))
    found = desk.take()
    assert found["imported"] == 13
    assert LEAST_SIDE == doubts.LEAST_SIDE, "what is refused there is told of here"
    told = "“benign/tiny.png” has only 15 × 40 pixels, too few to be judged."
    assert found["remarks"] == [told]


def test_equal_pixels_form_one_group(desk: Any, make_ham: Callable[..., Path]) -> None:
    make_ham(desk.photos, lesions={"mel": 4, "nv": 6})
    images = desk.photos / "images"
    first, last = images / "ISIC_0000004.jpg", images / "ISIC_0000009.jpg"
    last.write_bytes(first.read_bytes() + b"trailing bytes that change the file's hash")
    found = desk.take()
    assert (found["imported"], found["lesions"], found["groups"]) == (10, 10, 9)
    manifest = desk.library.load("set").manifest.set_index("image_id")
    twins = manifest.loc[["ISIC_0000004", "ISIC_0000009"]]
    assert twins["group"].nunique() == 1
    assert twins["sha256"].nunique() == 2


def test_equal_pixels_with_two_labels_are_left_out_and_listed(
    desk: Any, make_folders: Callable[..., Path], pack: Callable[[Path, Path], Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    twin = desk.photos / "malignant" / "twin.png"
    shutil.copy(desk.photos / "benign" / "0.png", twin)
    zipped = pack(desk.photos, desk.photos.parent / "set.zip")
    for name, path in (("folder", desk.photos), ("zip", zipped)):
        found = desk.take(name, path=path)
        assert (found["rows_in"], found["imported"]) == (12, 10)
        assert sorted(desk.why(found)) == ["benign/0.png", "malignant/twin.png"]
        assert "until you decide which is right" in desk.why(found)["benign/0.png"]
        aside = desk.library.load(name).manifest.query("split == 'excluded'")
        assert sorted(aside["image_id"]) == ["benign/0", "twin"]
    assert len(list((desk.library.load("zip").folder / "originals").iterdir())) == 12


def test_a_map_that_joins_the_labels_ends_the_conflict(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, {"nevus": 4, "keratosis": 4, "melanoma": 5})
    shutil.copy(desk.photos / "nevus" / "0.png", desk.photos / "keratosis" / "twin.png")
    found = desk.take(mapping=parse_map("melanoma=malignant,*=benign"))
    assert (found["imported"], found["groups"]) == (14, 13)
    assert found["classes"] == {"benign": 9, "malignant": 5}


def test_a_diagnosis_left_out_is_reported(desk: Any, make_folders: Callable[..., Path]) -> None:
    make_folders(desk.photos, {"nevus": 4, "other": 2, "melanoma": 5})
    found = desk.take(mapping={"nevus": "benign", "melanoma": "malignant", "other": ""})
    assert found["imported"] == 9
    assert set(desk.why(found).values()) == {"“other” is left out by the class map."}


def test_given_parts_stay_and_leaks_leave_train(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(
        desk.photos,
        {"train/benign": 10, "train/malignant": 10, "test/benign": 3, "test/malignant": 3},
    )
    shutil.copy(desk.photos / "test/benign/0.png", desk.photos / "train/benign/leak.png")
    found = desk.take()
    assert found["splits"]["test"] == {"benign": 3, "malignant": 3}
    assert found["splits"]["validation"] == {"benign": 2, "malignant": 2}
    assert desk.why(found) == {
        "train/benign/leak.png": "Its lesion, patient or pixels, or a copy of any of its "
        "lesion's or patient's photographs, are in the test part as well; it is left out of train, "
        "so that the test part stays unseen."
    }


def test_a_split_table_keeps_what_it_names(
    desk: Any, make_ham: Callable[..., Path], write_table: Callable[..., Path]
) -> None:
    make_ham(desk.photos, lesions={"mel": 6, "nv": 8})
    rows = [
        (f"ISIC_{n:07d}", "x" if n < 6 else "y", "test" if n % 2 else "train") for n in range(12)
    ]
    rows += [("ISIC_0000099", "x", "train"), ("ISIC_0000003.jpg", "x", "test")]
    rows += [("ISIC_0000013", "y", "somewhere"), ("", "y", "train")]
    table = write_table(desk.photos.parent / "s.csv", ("image_id", "label", "split"), rows)
    found = desk.take(split_csv=table, mapping=parse_map("mel=a,*=b"))
    assert (found["rows_in"], found["imported"]) == (18, 12)
    assert found["classes"] == {"x": 6, "y": 6}
    assert found["splits"]["test"] == {"x": 3, "y": 3}
    said = desk.why(found)
    assert said["s.csv, line 14"].startswith("There is no usable image “ISIC_0000099”")
    assert said["s.csv, line 15"] == "“ISIC_0000003.jpg” stands already in s.csv, line 5."
    assert said["s.csv, line 16"] == "“somewhere” is none of train, validation and test."
    assert said["s.csv, line 17"] == "The line has no image_id."
    assert said["HAM10000_metadata.csv, line 14"] == "“ISIC_0000012” is not named in s.csv."


def test_a_split_table_without_its_columns_is_refused(
    desk: Any, make_ham: Callable[..., Path], write_table: Callable[..., Path]
) -> None:
    make_ham(desk.photos, lesions={"mel": 3, "nv": 3})
    table = write_table(desk.photos.parent / "s.csv", ("image_id", "class"), [("a", "b")])
    assert "has no column label and no column split" in desk.refused(split_csv=table)
    assert "There is no split table" in desk.refused(split_csv=table.with_name("gone.csv"))


def test_the_same_photographs_have_the_same_digest_anywhere(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    first = desk.take("a")
    shutil.move(desk.photos, desk.photos.with_name("moved"))
    moved = desk.take("b", path=desk.photos.with_name("moved"))
    assert moved["digest"] == first["digest"]
    assert desk.take("c", path=desk.photos.with_name("moved"), seed=1)["digest"] != first["digest"]


def test_a_look_before_opens_no_photograph(desk: Any, make_ham: Callable[..., Path]) -> None:
    make_ham(desk.photos, lesions={"mel": 3, "nv": 5})
    for path in (desk.photos / "images").iterdir():
        path.write_bytes(b"never read")
    (desk.photos / "images" / "ISIC_0000000.jpg").unlink()
    seen = preview(desk.photos)
    assert (seen.layout, seen.rows_in, seen.diagnoses) == ("ham10000", 8, {"mel": 2, "nv": 5})
    assert (len(seen.reported), seen.has_ids, seen.splits_given) == (1, True, False)


def test_photographs_without_a_part_join_their_lesion_in_a_given_split(
    desk: Any, make_ham: Callable[..., Path]
) -> None:
    make_ham(desk.photos, lesions={"nv": 12, "mel": 12}, views=2)
    table = desk.photos / "HAM10000_metadata.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    part = ["split", *(("test", "", "train", "")[at % 4] for at in range(len(lines) - 1))]
    table.write_text("\n".join(f"{line},{of}" for line, of in zip(lines, part, strict=True)))
    found = desk.take(columns={"split": "split"})
    manifest = desk.library.load("set").manifest
    assert found["imported"] == 48
    assert manifest.groupby("lesion_id")["split"].nunique().max() == 1
    assert sum(found["splits"]["test"].values()) == 24


def test_a_class_for_one_copy_is_the_class_of_all(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    for name in ("benign/a", "malignant/b", "malignant/c"):
        shutil.copy(desk.photos / "benign" / "0.png", desk.photos / f"{name}.png")
    desk.take()
    dataset = desk.library.load("set")
    back = Decision(Kind.INCLUDE, ("b",), "histology", "", "malignant")
    decide(dataset.folder, dataset.classes, back)
    used = desk.library.load("set").used
    alike = used[used["pixel_hash"].duplicated(keep=False)]
    assert set(alike["image_id"]) == {"benign/0", "a", "b", "c"}
    assert set(alike["label"]) == {"malignant"}


def test_photographs_of_which_none_can_be_read_are_told_with_the_reason(
    desk: Any, make_folders: Callable[..., Path]
) -> None:
    make_folders(desk.photos, FOLDERS)
    for path in desk.photos.rglob("*.png"):
        path.write_bytes(b"no photograph")
    assert "is not an image of a known kind" in desk.refused()
