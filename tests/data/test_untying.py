"""Photographs that only look alike can be told apart; what is one for certain cannot."""

from __future__ import annotations

import io
import json
import shutil
import tracemalloc
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from data.audit.findings import Kind as Found
from data.audit.findings import findings
from data.audit.pairs import AUDIT
from data.dataset import Dataset
from data.demo import Drawn
from data.errors import DecisionError
from data.image import open_rgb
from data.importing import import_dataset
from data.versions.apart import untied
from data.versions.applying import applied
from data.versions.decisions import Decision
from data.versions.division import Division
from data.versions.folds import fold_manifests
from data.versions.kinds import Kind
from data.versions.log import decide, read_log, undo
from data.versions.ties import Ties, can_untie, read_ties, surely_one
from data.versions.untying import refuse, still_tied
from ui.frame.decided import still_together

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

WHY = "two nevi, seen at the clinic"


@pytest.fixture(scope="module")
def drawn() -> list[Image.Image]:
    """One picture each of forty drawn lesions."""
    made = Drawn(seed=3, count=90)
    firsts = {number: row for row, number in reversed(list(enumerate(made.lesion_of)))}
    files = made.files()
    return [open_rgb(io.BytesIO(files[row].read())) for row in list(firsts.values())[:40]]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory, drawn: list[Image.Image]) -> Path:
    """Forty lesions, and seven more photographs that look like one of them.

    ``b0`` is like ``p0``; ``b1`` and ``c1`` like ``p1`` (a chain, all three alike); ``b2`` is like
    ``p2``, and lesion ``L2`` has the second photograph ``c2``, like none; ``b3`` is like ``p3`` and
    of its lesion; ``b4`` has the very pixels of ``p4``.
    """
    photographs = {f"p{number}": (f"L{number}", image) for number, image in enumerate(drawn[:36])}
    smaller = {side: lambda one, s=side: one.resize((s, s)) for side in (150, 180)}
    photographs |= {
        "b0": ("M0", smaller[150](drawn[0])),
        "b1": ("M1", smaller[150](drawn[1])),
        "c1": ("N1", smaller[180](drawn[1])),
        "b2": ("M2", smaller[150](drawn[2])),
        "c2": ("L2", drawn[38]),
        "b3": ("L3", smaller[150](drawn[3])),
        "b4": ("M4", drawn[4]),
    }
    folder = tmp_path_factory.mktemp("look-alikes")
    (folder / "images").mkdir()
    rows = ["lesion_id,image_id,dx"]
    for name, (lesion, image) in photographs.items():
        image.save(folder / "images" / f"{name}.png")
        rows.append(f"{lesion},{name},{('nv', 'mel')[int(name[1:]) % 2]}")
    (folder / "HAM10000_metadata.csv").write_text("\n".join(rows), encoding="utf-8")
    import_dataset(workspace=folder / "home", name="set", path=folder)
    return folder / "home"


@pytest.fixture
def desk(desk: Any, imported: Path) -> Any:
    """A workspace with them."""
    shutil.copytree(imported, desk.workspace)
    return desk


def settle(desk: Any, kind: Kind, *images: str, division: Division | None = None) -> Dataset:
    dataset = desk.library.load("set")
    decision = Decision(kind, images, WHY, "", division=division)
    decide(dataset.folder, dataset.classes, decision)
    found: Dataset = desk.library.load("set")
    return found


def undone(desk: Any, number: int) -> Dataset:
    dataset = desk.library.load("set")
    undo(dataset.folder, dataset.classes, number)
    found: Dataset = desk.library.load("set")
    return found


def groups(dataset: Dataset) -> dict[str, int]:
    return dict(zip(dataset.manifest["image_id"], dataset.manifest["group"], strict=True))


def parts(dataset: Dataset) -> list[str]:
    return list(dataset.manifest["split"])


def whole(dataset: Dataset) -> bool:
    """Whether no group is on two sides."""
    return bool(dataset.used.groupby("group")["split"].nunique().max() == 1)


def pairs(dataset: Dataset) -> set[tuple[str, ...]]:
    return {tuple(sorted(pair.images)) for pair in dataset.near_duplicates}


def test_the_photographs_are_tied_as_the_import_found_them(desk: Any) -> None:
    dataset = desk.library.load("set")
    of = groups(dataset)
    assert dataset.manifest["group"].nunique() == 36
    assert of["p0"] == of["b0"]
    assert of["p1"] == of["b1"] == of["c1"]
    assert of["p2"] == of["b2"] == of["c2"]
    assert len(pairs(dataset)) == 7
    assert {("b1", "c1"), ("b1", "p1"), ("c1", "p1")} < pairs(dataset)


def test_a_pair_that_is_told_apart_makes_two_groups_and_stays_in_its_part(desk: Any) -> None:
    before = desk.library.load("set")
    after = settle(desk, Kind.UNTIE, "p0", "b0")
    assert parts(after) == parts(before)
    assert after.digest != before.digest
    changed = {image for image, group in groups(after).items() if groups(before)[image] != group}
    assert changed == {"p0"}  # the first row of the table keeps the number
    assert groups(after)["p0"] == 36
    assert whole(after)
    assert ("b0", "p0") not in pairs(after)
    assert len(pairs(after)) == 6
    assert undone(desk, 1).digest == before.digest
    entry = read_log(before.folder).entries[0]
    assert (entry.number, entry.decision.kind, entry.decision.reason) == (1, Kind.UNTIE, WHY)
    assert entry.undone is not None
    assert ("b0", "p0") in pairs(desk.library.load("set"))


def test_it_is_no_finding_any_more(desk: Any) -> None:
    def counted(dataset: Dataset) -> int:
        return next(one.count for one in findings(dataset) if one.kind is Found.COPIES)

    assert counted(desk.library.load("set")) == 6  # the pair of one lesion is none
    assert counted(settle(desk, Kind.UNTIE, "p0", "b0")) == 5


def test_divided_anew_they_may_be_on_two_sides_and_every_group_stays_whole(desk: Any) -> None:
    settle(desk, Kind.UNTIE, "p0", "b0")
    sides = set()
    for seed in range(12):
        dataset = settle(desk, Kind.DIVIDE, division=Division(seed=seed))
        assert whole(dataset)
        part = dict(zip(dataset.manifest["image_id"], dataset.manifest["split"], strict=True))
        assert part["p1"] == part["b1"] == part["c1"]
        sides.add(part["p0"] == part["b0"])
    assert sides == {True, False}
    tied = undone(desk, 1)
    part = dict(zip(tied.manifest["image_id"], tied.manifest["split"], strict=True))
    assert part["p0"] == part["b0"]
    assert whole(tied)


def test_folds_part_them_and_keep_the_others_together(desk: Any) -> None:
    settle(desk, Kind.DIVIDE, division=Division(seed=1))
    manifest = settle(desk, Kind.UNTIE, "p0", "b0").manifest
    of = manifest.set_index("image_id")["split"]
    assert of["p0"] == of["b0"] != "test"  # which is in no fold
    apart = set()
    for seed in range(6):
        for fold in fold_manifests(manifest, folds=3, seed=seed):
            used = fold[fold["split"] != "excluded"]
            assert used.groupby("group")["split"].nunique().max() == 1
            part = dict(zip(fold["image_id"], fold["split"], strict=True))
            apart.add(part["p0"] != part["b0"])
    assert apart == {True, False}


def test_a_chain_parts_once_its_last_tie_is_undone(desk: Any) -> None:
    before = desk.library.load("set")
    one = settle(desk, Kind.UNTIE, "p1", "b1")
    assert groups(one) == groups(before)
    assert one.digest == before.digest
    assert ("b1", "p1") not in pairs(one)
    ties = read_ties(one.folder)
    assert still_tied(one.manifest, ("p1", "b1"), ties, one.apart) == ["c1"]
    two = settle(desk, Kind.UNTIE, "b1", "c1")
    of = groups(two)
    assert of["p1"] == of["c1"] != of["b1"] == groups(before)["b1"]
    assert still_tied(two.manifest, ("b1", "c1"), ties, two.apart) == []
    three = settle(desk, Kind.UNTIE, "p1", "c1")
    assert len({groups(three)[image] for image in ("p1", "b1", "c1")}) == 3
    assert three.manifest["group"].nunique() == 38
    assert whole(three)
    assert undone(desk, 2).manifest["group"].nunique() == 37


def test_all_of_a_chain_can_be_told_apart_at_once(desk: Any) -> None:
    after = settle(desk, Kind.UNTIE, "p1", "b1", "c1")
    assert len({groups(after)[image] for image in ("p1", "b1", "c1")}) == 3
    assert len(after.apart) == 3


def test_another_photograph_of_the_lesion_stays_with_it(desk: Any) -> None:
    of = groups(settle(desk, Kind.UNTIE, "p2", "b2"))
    assert of["p2"] == of["c2"] != of["b2"]


@pytest.mark.parametrize(
    ("images", "why"),
    [
        (("p3", "b3"), "have one lesion, patient or picture"),
        (("p4", "b4"), "have one lesion, patient or picture"),
        (("p2", "c2"), "have one lesion, patient or picture"),
        (("p2", "b2", "c2"), "have one lesion, patient or picture"),
        (("p5", "p6"), "were not tied for their likeness"),
        (("p5",), "cannot be told apart"),
        (("p5", "nobody"), "There is no photograph “nobody”"),
    ],
)
def test_what_is_one_for_certain_or_was_never_tied_is_refused(
    desk: Any, images: tuple[str, ...], why: str
) -> None:
    before = desk.library.load("set")
    with pytest.raises(DecisionError, match=why):
        settle(desk, Kind.UNTIE, *images)
    assert read_log(before.folder).entries == ()
    if "nobody" not in images:
        assert not can_untie(before.manifest, images, read_ties(before.folder), before.apart)


def test_twice_is_refused_and_so_is_contradicting_a_person(desk: Any) -> None:
    settle(desk, Kind.UNTIE, "p0", "b0")
    with pytest.raises(DecisionError, match="was decided before"):
        settle(desk, Kind.UNTIE, "b0", "p0")
    tied = settle(desk, Kind.GROUP, "p0", "b0")
    assert groups(tied)["p0"] == groups(tied)["b0"]
    assert tied.apart == frozenset()
    with pytest.raises(DecisionError, match="Decision 2 says that these photographs show one"):
        settle(desk, Kind.UNTIE, "p0", "b0")
    of = groups(undone(desk, 2))
    assert of["p0"] != of["b0"]


def test_tying_one_pair_again_leaves_the_others_as_they_are(desk: Any) -> None:
    settle(desk, Kind.UNTIE, "p1", "b1", "c1")
    of = groups(settle(desk, Kind.GROUP, "p1", "c1"))
    assert of["p1"] == of["c1"] != of["b1"]
    of = groups(settle(desk, Kind.UNTIE, "p0", "b0"))
    assert of["p1"] == of["c1"] != of["b1"]


def test_what_a_person_tied_holds_though_a_likeness_is_undone(desk: Any) -> None:
    settle(desk, Kind.GROUP, "p0", "p5")
    of = groups(settle(desk, Kind.UNTIE, "p0", "b0"))
    assert of["p0"] == of["p5"] != of["b0"]


def test_what_a_person_tied_to_both_is_told(desk: Any) -> None:
    settle(desk, Kind.GROUP, "p0", "p5")
    settle(desk, Kind.GROUP, "b0", "p5")
    after = settle(desk, Kind.UNTIE, "p0", "b0")
    assert groups(after)["p0"] == groups(after)["b0"]
    assert still_tied(after.manifest, ("p0", "b0"), read_ties(after.folder), after.apart) == ["p5"]
    told = "They stay on one side all the same, because p5 still ties them. Tell it apart, too, "
    assert still_together(["p5"]) == f"{told}or undo the decision that tied it."


def test_repeats_that_the_source_lists_are_never_told_apart() -> None:
    manifest = pd.DataFrame(
        {
            "image_id": ["a", "b", "c"],
            "lesion_id": None,
            "patient_id": None,
            "pixel_hash": ["1", "2", "3"],
            "label": "nv",
            "group": 0,
            "split": "train",
        }
    )
    near = frozenset({frozenset("ab"), frozenset("bc")})
    listed = Ties(near, (("a", "b"),))
    assert not can_untie(manifest, ("a", "b"), listed, frozenset())
    assert can_untie(manifest, ("b", "c"), listed, frozenset())
    decision = Decision(Kind.UNTIE, ("b", "c"), WHY, "")
    assert list(applied(manifest, [decision], listed)["group"]) == [0, 0, 1]


def test_a_dataset_of_which_the_repeats_were_not_kept_says_so(desk: Any) -> None:
    folder = desk.library.load("set").folder
    for name, change in ((AUDIT, {"listed": None}), ("report.json", {"layout": "isic-2020"})):
        told = {**json.loads((folder / name).read_bytes()), **change}
        kept = {key: value for key, value in told.items() if value is not None}
        (folder / name).write_text(json.dumps(kept), encoding="utf-8")
    with pytest.raises(DecisionError, match="before it was kept which photographs"):
        settle(desk, Kind.UNTIE, "p0", "b0")


def test_thousands_that_are_named_at_once_cost_no_more_than_what_looks_alike() -> None:
    images = [f"i{number:05d}" for number in range(3_000)]  # 4.5 million pairs
    near = frozenset({frozenset(images[:2]), frozenset(("i00007", "other"))})
    manifest = pd.DataFrame(
        {
            "image_id": images,
            "lesion_id": None,
            "patient_id": None,
            "pixel_hash": images,
            "group": [0, *range(len(images) - 1)],
        }
    )
    decision = Decision(Kind.UNTIE, tuple(images), WHY, "")
    tracemalloc.start()
    assert can_untie(manifest, images, Ties(near), frozenset())
    refuse(decision, manifest, Ties(near), [])
    assert untied([decision], near) == {frozenset(images[:2])}
    assert surely_one(manifest, images, Ties(near, (("i00009", "i00003", "i00005"),))) == [
        {"i00003", "i00005"}
    ]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6
