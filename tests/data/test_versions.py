"""What a person decides about photographs: each decision a version, undone without a trace."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from data.dataset import Dataset
from data.errors import DatasetError, DecisionError
from data.importing import import_dataset
from data.manifest import LEFT_OUT
from data.pixels import PixelStore
from data.versions.applying import applied
from data.versions.decisions import Decision
from data.versions.division import Division
from data.versions.folds import fold_manifests
from data.versions.kinds import Kind
from data.versions.log import LOG, decide, read_log, undo
from data.versions.manifests import keep_version

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Make = Callable[..., Path]


@pytest.fixture(scope="module")
def made(make_ham: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty lesions photographed twice, in two classes, imported as "set"."""
    folder = tmp_path_factory.mktemp("made")
    make_ham(folder / "photos", lesions={"nv": 20, "mel": 10}, views=2)
    import_dataset(workspace=folder / "home", path=folder / "photos", name="set")
    return folder


@pytest.fixture
def desk(desk: Any, made: Path, tmp_path: Path) -> Any:
    """A copy of it, to be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return desk


def settle(
    desk: Any, kind: Kind, *images: str, label: str | None = None, reason: str = "seen twice"
) -> Dataset:
    """Take a decision; the dataset as it is then."""
    dataset = desk.library.load("set")
    decide(dataset.folder, dataset.classes, Decision(kind, images, reason, "", label))
    found: Dataset = desk.library.load("set")
    return found


def undone(desk: Any, number: int) -> Dataset:
    dataset = desk.library.load("set")
    undo(dataset.folder, dataset.classes, number)
    found: Dataset = desk.library.load("set")
    return found


def parts(dataset: Dataset) -> dict[str, str]:
    return dict(zip(dataset.manifest["image_id"], dataset.manifest["split"], strict=True))


def of(dataset: Dataset, split: str, label: str | None = None) -> list[str]:
    rows = dataset.manifest[dataset.manifest["split"] == split]
    return list(rows[rows["label"] == (label or rows["label"])]["image_id"])


def test_a_photograph_that_is_left_out_is_in_no_part_and_its_pixels_stay(desk: Any) -> None:
    before = desk.library.load("set")
    pixels = PixelStore.open(before, 224, 224).rows([3])
    image = of(before, "train")[0]
    after = settle(desk, Kind.EXCLUDE, image)
    assert parts(after) == {**parts(before), image: LEFT_OUT}
    assert len(after.used) == len(before.used) - 1
    assert after.digest != before.digest
    assert sum(after.counts()["train"].values()) == sum(before.counts()["train"].values()) - 1
    np.testing.assert_array_equal(PixelStore.open(after, 224, 224).rows([3]), pixels)
    assert len(list((after.folder / "pixels").iterdir())) == 1


def test_a_label_is_changed_and_the_part_stays(desk: Any) -> None:
    before = desk.library.load("set")
    image = of(before, "validation", "nv")[0]
    after = settle(desk, Kind.RELABEL, image, label="mel")
    assert image in of(after, "validation", "mel")
    assert parts(after) == parts(before)
    assert after.counts()["validation"]["mel"] == before.counts()["validation"]["mel"] + 1


def test_what_is_tied_together_goes_to_the_most_guarded_part_with_all_of_its_lesion(
    desk: Any,
) -> None:
    before = desk.library.load("set")
    seen, unseen = of(before, "train", "nv")[0], of(before, "test", "nv")[0]
    after = settle(desk, Kind.GROUP, seen, unseen)
    group = after.manifest.set_index("image_id")["group"]
    together = group[group == group[seen]].index
    assert len(together) == 4
    assert {parts(after)[image] for image in together} == {"test"}
    assert after.manifest.groupby("group")["split"].nunique().max() == 1


def test_undoing_gives_the_very_version_that_was(desk: Any) -> None:
    first = desk.library.load("set")
    image, other = of(first, "train", "nv")[:2]
    second = settle(desk, Kind.EXCLUDE, image)
    third = settle(desk, Kind.RELABEL, other, label="mel", reason=" histology says so ")
    assert undone(desk, 2).digest == second.digest
    assert undone(desk, 1).digest == first.digest
    told = read_log(first.folder)
    assert [entry.undone is not None for entry in told.entries] == [True, True]
    assert told.entries[1].decision.reason == "histology says so"
    assert told.entries[1].decision.made.endswith("+00:00")
    assert desk.library.load("set").manifest.equals(first.manifest)
    assert desk.library.load("set", third.digest).digest == third.digest


def test_the_order_of_undoing_does_not_matter(desk: Any) -> None:
    first = desk.library.load("set")
    image, other = of(first, "train", "nv")[:2]
    settle(desk, Kind.EXCLUDE, image)
    settle(desk, Kind.RELABEL, other, label="mel")
    only_label = undone(desk, 1)
    assert parts(only_label) == parts(first)
    assert other in of(only_label, "train", "mel")


def test_an_earlier_version_is_found_by_its_digest(desk: Any) -> None:
    first = desk.library.load("set")
    image = of(first, "train")[0]
    second = settle(desk, Kind.EXCLUDE, image)
    third = settle(desk, Kind.EXCLUDE, of(second, "train")[1])
    assert desk.library.load("set").digest == third.digest
    for version in (first, second, third):
        found = desk.library.load("set", version.digest)
        assert found.digest == version.digest
        assert found.manifest.equals(version.manifest)
    assert desk.library.load("set", "0" * 64).digest == third.digest
    wanted = {first.digest, second.digest, third.digest}
    assert set(desk.library.versions("set")) == wanted
    assert desk.library.versions("nowhere") == []


def test_the_summary_tells_of_the_version_in_force(desk: Any) -> None:
    before = desk.library.summaries()[0]
    image = of(desk.library.load("set"), "train", "nv")[0]
    dataset = settle(desk, Kind.EXCLUDE, image)
    after = desk.library.summaries()[0]
    assert after["digest"] == dataset.digest
    assert after["images"] == before["images"] - 1
    assert after["classes"] == {"mel": 20, "nv": 39}
    assert after["lesions"] == before["lesions"] == 30
    assert after["rows_in"] == before["rows_in"]
    assert dataset.decided == {"exclude": 1}


def test_what_was_set_aside_for_two_labels_comes_back_under_one(
    desk: Any, make_folders: Make
) -> None:
    photos = make_folders(desk.photos.parent / "folders", {"benign": 5, "malignant": 5})
    shutil.copy(photos / "benign" / "0.png", photos / "malignant" / "twin.png")
    desk.take("folders", path=photos)
    before = desk.library.load("folders")
    assert sorted(of(before, LEFT_OUT)) == ["benign/0", "twin"]
    back = Decision(Kind.INCLUDE, ("benign/0", "twin"), "histology", "", "malignant")
    decide(before.folder, before.classes, back)
    after = desk.library.load("folders")
    assert {"benign/0", "twin"} <= set(of(after, "train", "malignant"))
    assert len(after.used) == len(before.used) + 2
    assert after.manifest.groupby("group")["split"].nunique().max() == 1


def test_what_comes_back_joins_its_lesion(desk: Any) -> None:
    before = desk.library.load("set")
    image = of(before, "test", "nv")[0]
    settle(desk, Kind.EXCLUDE, image)
    assert parts(settle(desk, Kind.INCLUDE, image)) == parts(before)


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        (Decision(Kind.EXCLUDE, (), "so", ""), "No photograph is chosen."),
        (Decision(Kind.EXCLUDE, ("nobody",), "so", ""), "There is no photograph “nobody”"),
        (Decision(Kind.EXCLUDE, ("ISIC_0000001",), "  ", ""), "A decision needs its reason."),
        (Decision(Kind.EXCLUDE, ("ISIC_0000001",), "x" * 501, ""), "The reason has 501 characters"),
        (Decision(Kind.RELABEL, ("ISIC_0000001",), "so", ""), "No class is named"),
        (Decision(Kind.RELABEL, ("ISIC_0000001",), "so", "", "bcc"), "There is no class “bcc”"),
        (Decision(Kind.GROUP, ("ISIC_0000001",) * 2, "so", ""), "One photograph is no group."),
    ],
)
def test_what_cannot_be_decided_changes_nothing(
    desk: Any, decision: Decision, message: str
) -> None:
    before = desk.library.load("set")
    with pytest.raises(DecisionError) as caught:
        decide(before.folder, before.classes, decision)
    assert caught.value.message.startswith(message)
    assert caught.value.hint
    assert not (before.folder / LOG).exists()
    assert desk.library.load("set").digest == before.digest


def test_a_part_keeps_every_class(desk: Any) -> None:
    before = desk.library.load("set")
    with pytest.raises(DecisionError, match="No photograph of “mel” would be left in test"):
        settle(desk, Kind.EXCLUDE, *of(before, "test", "mel"))


def test_a_decision_that_others_need_is_not_undone(desk: Any) -> None:
    first = desk.library.load("set")
    benign = of(first, "test", "nv")[0]
    settle(desk, Kind.RELABEL, benign, label="mel")
    settle(desk, Kind.EXCLUDE, *of(first, "test", "mel"))
    with pytest.raises(DecisionError, match="No photograph of “mel” would be left in test"):
        undone(desk, 1)
    with pytest.raises(DecisionError, match="There is no decision 3 to undo"):
        undone(desk, 3)


def test_damaged_and_later_decisions_are_told(desk: Any) -> None:
    folder = desk.library.load("set").folder
    (folder / LOG).write_text("{", encoding="utf-8")
    with pytest.raises(DatasetError, match="cannot be read"):
        desk.library.load("set")
    for format_ in ({"format": 9}, {"format": 9, "entries": {"in": "another shape"}}):
        (folder / LOG).write_text(json.dumps(format_), encoding="utf-8")
        with pytest.raises(DatasetError, match="another version of this program"):
            desk.library.load("set")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "crop"}, "another version of this program"),
        ({"kind": "crop", "images": 5}, "cannot be read"),
        ({"reason": 7}, "cannot be read"),
    ],
)
def test_a_kind_of_decision_that_is_not_known_is_of_another_version_and_no_damage(
    desk: Any, change: dict[str, Any], said: str
) -> None:
    before = desk.library.load("set")
    path = settle(desk, Kind.EXCLUDE, of(before, "train", "nv")[0]).folder / LOG
    told = json.loads(path.read_bytes())
    told["entries"][0]["decision"] |= change
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(DatasetError, match=said) as caught:
        desk.library.load("set")
    assert ("backup" in caught.value.hint) is (said == "cannot be read")


def divide(desk: Any, reason: str = "another seed", **how: Any) -> Dataset:
    dataset = desk.library.load("set")
    decision = Decision(Kind.DIVIDE, (), reason, "", division=Division(**how))
    decide(dataset.folder, dataset.classes, decision)
    found: Dataset = desk.library.load("set")
    return found


def test_a_dataset_is_divided_anew_by_group_and_in_proportion(desk: Any) -> None:
    before = desk.library.load("set")
    after = divide(desk, shares=(0.5, 0.2, 0.3), seed=5)
    assert after.manifest.groupby("group")["split"].nunique().max() == 1
    counts = after.counts()
    assert {part: sum(of.values()) for part, of in counts.items()} == {
        "train": 30,
        "validation": 12,
        "test": 18,
    }
    assert counts["test"] == {"mel": 6, "nv": 12}
    assert divide(desk, shares=(0.5, 0.2, 0.3), seed=5).digest == after.digest
    assert divide(desk, shares=(0.5, 0.2, 0.3), seed=6).digest != after.digest
    undone(desk, 3)
    undone(desk, 2)
    assert undone(desk, 1).digest == before.digest


def test_what_is_left_out_stays_out_and_coming_back_moves_no_other(desk: Any) -> None:
    image = of(desk.library.load("set"), "train", "nv")[0]
    settle(desk, Kind.EXCLUDE, image)
    without = divide(desk, seed=3)
    assert parts(without)[image] == LEFT_OUT
    again = undone(desk, 1)
    assert parts(again)[image] != LEFT_OUT
    assert {**parts(without), image: ""} == {**parts(again), image: ""}


def test_one_source_is_held_out_with_all_of_its_lesions(desk: Any) -> None:
    table = desk.photos / "HAM10000_metadata.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    sources = ["clinic A" if at % 7 else "clinic B" for at in range(len(lines) - 1)]
    told = [f"{lines[0]},dataset", *map(",".join, zip(lines[1:], sources, strict=True))]
    table.write_text("\n".join(told), encoding="utf-8")
    desk.library.delete("set")
    desk.take()
    after = divide(desk, held="source", value="clinic B").manifest
    test = after["split"] == "test"
    assert test[after["source"] == "clinic B"].all()
    assert after[test]["lesion_id"].nunique() == 9  # every seventh photograph, and its lesion
    assert set(after[~test]["source"]) == {"clinic A"}
    assert set(after[~test]["split"]) == {"train", "validation"}


def test_every_part_holds_a_column_in_proportion(desk: Any) -> None:
    table = desk.photos / "HAM10000_metadata.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    sexes = [
        line.replace("female", ("female", "male")[at // 2 % 2]) for at, line in enumerate(lines)
    ]
    table.write_text("\n".join(sexes), encoding="utf-8")
    desk.library.delete("set")
    desk.take()
    after = divide(desk, shares=(0.6, 0.2, 0.2), balanced="sex").manifest
    shares = (after["sex"] == "male").groupby(after["split"]).mean()
    assert (abs(shares - 0.5) < 0.11).all()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"shares": (0.9, 0.1, 0.0)}, "cannot have 90 %, 10 %, 0 %"),
        ({"shares": (0.9, 0.1, 0.1)}, "cannot have 90 %, 10 %, 10 %"),
        ({"balanced": "nose"}, "There is no column “nose”"),
        ({"held": "nose", "value": "x"}, "There is no column “nose”"),
        ({"held": "source", "value": "Mars"}, "No photograph has “Mars” as its source"),
        ({"held": "diagnosis", "value": "nv"}, "No photograph of “nv” would be left in train"),
    ],
)
def test_what_cannot_be_divided_so_is_refused(desk: Any, how: dict[str, Any], message: str) -> None:
    with pytest.raises(DecisionError, match=message):
        divide(desk, **how)
    assert not (desk.library.load("set").folder / LOG).exists()


def with_sources(desk: Any, every: int) -> None:
    """The dataset imported again, with every so many photographs from another clinic."""
    table = desk.photos / "HAM10000_metadata.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    sources = ["A" if at % every else "B" for at in range(len(lines) - 1)]
    told = [f"{lines[0]},dataset", *map(",".join, zip(lines[1:], sources, strict=True))]
    table.write_text("\n".join(told), encoding="utf-8")
    desk.library.delete("set")
    desk.take()


def test_what_comes_back_after_a_division_takes_the_part_that_it_gave(desk: Any) -> None:
    with_sources(desk, 7)
    whole = desk.library.load("set").manifest
    lesion = whole[whole["source"] == "B"]["lesion_id"].iloc[0]
    away = tuple(whole[whole["lesion_id"] == lesion]["image_id"])
    settle(desk, Kind.EXCLUDE, *away)
    divide(desk, held="source", value="B")
    after = settle(desk, Kind.INCLUDE, *away)
    assert {parts(after)[image] for image in away} == {"test"}


def test_bringing_one_copy_back_leaves_out_what_others_decided(desk: Any) -> None:
    first = desk.library.load("set")
    image = of(first, "train", "nv")[0]
    shutil.copy(first.file(0).parent / f"{image}.jpg", desk.photos / "images" / "copy.jpg")
    table = desk.photos / "HAM10000_metadata.csv"
    line = next(one for one in table.read_text().splitlines() if image in one)
    table.write_text(f"{table.read_text().rstrip()}\n{line.replace(image, 'copy')}\n")
    desk.library.delete("set")
    desk.take()
    settle(desk, Kind.EXCLUDE, "copy")
    settle(desk, Kind.EXCLUDE, image)
    after = settle(desk, Kind.INCLUDE, image, label="nv")
    assert parts(after)["copy"] == LEFT_OUT
    assert parts(after)[image] != LEFT_OUT


def test_equal_pixels_come_back_under_one_label_only(desk: Any, make_folders: Make) -> None:
    photos = make_folders(desk.photos.parent / "folders", {"benign": 5, "malignant": 5})
    shutil.copy(photos / "benign" / "0.png", photos / "malignant" / "twin.png")
    desk.take("folders", path=photos)
    before = desk.library.load("folders")
    both = Decision(Kind.INCLUDE, ("benign/0", "twin"), "why not", "")
    with pytest.raises(DecisionError, match="equal pixels and would be used under two labels"):
        decide(before.folder, before.classes, both)
    decide(before.folder, before.classes, Decision(Kind.INCLUDE, ("twin",), "biopsy", ""))
    with pytest.raises(DecisionError, match="equal pixels and would be used under two labels"):
        decide(before.folder, before.classes, Decision(Kind.INCLUDE, ("benign/0",), "x", ""))


def test_many_photographs_come_back_in_one_go() -> None:
    count = 50_000
    rows = np.arange(count)
    manifest = pd.DataFrame(
        {
            "image_id": rows.astype(str),
            "label": np.where(rows % 2, "nv", "mel"),
            "split": np.where(rows % 10, "train", np.where(rows % 20, "test", "validation")),
            "group": rows // 2 * 2,
            "pixel_hash": "",
        }
    )
    names = tuple(manifest["image_id"][::3])
    away = Decision(Kind.EXCLUDE, names, "x", "")
    back = Decision(Kind.INCLUDE, names, "x", "")
    assert applied(manifest, [away, back]).equals(manifest)


def test_versions_written_at_once_are_whole(desk: Any) -> None:
    dataset = desk.library.load("set")
    folds = fold_manifests(dataset.manifest, folds=3, seed=0)
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda at: keep_version(dataset.folder, folds[at % 3]), range(24)))
    assert len(set(written)) == 3
    for digest in written[:3]:
        assert desk.library.load("set", digest).digest == digest
    assert list((dataset.folder / "versions").glob("*.partial")) == []


def test_a_fold_tells_what_was_decided_before(desk: Any) -> None:
    image = of(desk.library.load("set"), "train", "nv")[0]
    dataset = settle(desk, Kind.EXCLUDE, image)
    digest = keep_version(dataset.folder, fold_manifests(dataset.manifest, folds=2, seed=0)[0])
    assert desk.library.load("set", digest).decided == {"exclude": 1}


def test_a_damaged_log_leaves_other_datasets_alone(desk: Any) -> None:
    desk.take("other")
    (desk.library.load("other").folder / LOG).write_text("{", encoding="utf-8")
    told = {one["dataset"]: one["images"] for one in desk.library.summaries()}
    assert told == {"set": 60, "other": 60}
    with pytest.raises(DatasetError, match="cannot be read"):
        desk.library.load("other")


def test_a_decision_about_what_has_changed_meanwhile_is_refused(desk: Any) -> None:
    first = desk.library.load("set")
    image, other = of(first, "train", "nv")[:2]
    leave = [Decision(Kind.EXCLUDE, (one,), "x", "") for one in (image, other)]
    decide(first.folder, first.classes, leave[0], seen=first.digest)
    with pytest.raises(DecisionError, match="meanwhile, in another window"):
        decide(first.folder, first.classes, leave[1], seen=first.digest)
    decide(first.folder, first.classes, leave[1], seen=desk.library.load("set").digest)
