"""Which images are compared on: judged by all, learnt from by none, each one left out counted."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
import pytest

from runs.comparing import sentences
from runs.comparing.material import ComparisonError, Material
from runs.comparing.shared import _not_judged, shared
from runs.comparing.united import united
from runs.store.records import RunRecord
from runs.store.states import RunState

CLASSES = ("benign", "malignant")
NOW = datetime.now(UTC)


def a_run(number: int, *, digest: str, dataset: str = "skin") -> RunRecord:
    fields: dict[str, Any] = dict.fromkeys(RunRecord.model_fields)
    told = {
        "id": number,
        "name": f"Run {number}",
        "state": RunState.SUCCEEDED,
        "attempt": 1,
        "created_at": NOW,
        "queued_at": NOW,
        "design_name": "d",
        "design_digest": "d",
        "dataset": dataset,
        "dataset_digest": digest,
        "recipe": {},
        "seed": 0,
        "epochs_planned": 1,
        "progress": {},
        "phases": [],
        "starred": False,
        "note": "",
        "test_opened": 0,
        "read_at": NOW,
    }
    return RunRecord.model_validate(fields | told)


def manifest(rows: list[tuple[str, str, int]], **columns: Any) -> pd.DataFrame:
    """Rows of (image, split, group); every image's pixels are its own unless told."""
    table = pd.DataFrame(rows, columns=["image_id", "split", "group"])
    table["label"] = [CLASSES[place % 2] for place in range(len(table))]
    table["pixel_hash"] = "px-" + table["image_id"]
    return table.assign(**columns)


def brought(
    number: int,
    table: pd.DataFrame,
    *,
    digest: str,
    split: str = "validation",
    dataset: str = "skin",
    classes: tuple[str, ...] = CLASSES,
) -> Material:
    judged = table[table["split"] == split][["image_id", "group", "label"]].reset_index(drop=True)
    scores = np.random.default_rng(number).dirichlet(np.ones(2), len(judged))
    judged = judged.assign(**dict(zip(classes, scores.T, strict=True)))
    run = a_run(number, digest=digest, dataset=dataset)
    return Material(run, classes, judged, table, {"grouped_by": "lesion"}, None)


ONE = manifest(
    [("a", "train", 0), ("b", "validation", 1), ("c", "validation", 1), ("d", "validation", 2)]
)


def test_one_version_is_compared_on_all_its_images_in_one_order() -> None:
    first, second = brought(1, ONE, digest="x"), brought(2, ONE, digest="x")
    turned = Material(**{**vars(second), "predictions": second.predictions.iloc[::-1]})
    found = shared([first, turned], "validation")
    assert found.left_out == []
    assert found.groups.tolist() == [0, 0, 1]
    expected = second.predictions[list(CLASSES)].to_numpy()
    assert np.array_equal(found.scores[1], expected)
    assert found.labels.tolist() == [1, 0, 1]


def test_classes_in_another_order_are_sorted_alike() -> None:
    turned = brought(2, ONE, digest="x", classes=CLASSES[::-1])
    found = shared([brought(1, ONE, digest="x"), turned], "validation")
    assert np.array_equal(found.scores[1], turned.predictions[list(CLASSES)].to_numpy())


def test_another_division_is_compared_only_where_neither_has_learnt() -> None:
    other = manifest(
        [("a", "validation", 0), ("b", "validation", 1), ("c", "train", 1), ("d", "validation", 2)]
    )  # "c", of b's lesion, was learnt from here; "a" there
    found = shared([brought(1, ONE, digest="x"), brought(2, other, digest="y")], "validation")
    assert len(found.labels) == 1  # only d
    assert found.left_out == [
        {"why": "image of run 1 that not all runs judged", "images": 1},
        {"why": "image of run 2 that not all runs judged", "images": 1},
        {
            "why": "image of the same lesion, or with the same pixels, as what one of the runs has "
            "learnt from",
            "images": 1,
        },
    ]


def test_what_is_left_out_of_cross_validations_is_said_in_whole_sentences() -> None:
    more = manifest([("b", "validation", 1), ("c", "validation", 1), ("d", "validation", 2)])
    few = manifest([("b", "validation", 1)])
    parts = [brought(1, more, digest="x"), brought(2, few, digest="x")]
    parts[0] = Material(**{**vars(parts[0]), "folds": (None,), "series": "c835e5c835e5"})
    left_out = _not_judged(parts, 1)
    document = {"images": 1, "groups": 1, "grouped_by": "lesion", "split": "validation"}
    document |= {"left_out": left_out, "runs": [{"run": "c835e5c835e5"}, {"run": 2}]}
    assert (
        "seen it. Left out: 2 images of cross-validation c835e5 that not all of them judged. The"
    ) in sentences.on(document, "validation")


def test_a_test_image_may_not_have_been_chosen_by_either() -> None:
    first = manifest([("a", "test", 0), ("b", "test", 1), ("c", "train", 2)])
    second = manifest([("a", "test", 0), ("b", "test", 1), ("c", "validation", 1)])
    found = shared(
        [brought(1, first, digest="x", split="test"), brought(2, second, digest="y", split="test")],
        "test",
    )
    assert len(found.labels) == 1


def test_folds_hold_out_different_images_and_are_not_taken_for_the_same() -> None:
    first = manifest([("a", "test", 0), ("b", "train", 1)])
    second = manifest([("a", "train", 0), ("b", "test", 1)])
    with pytest.raises(ComparisonError, match="share no test image"):
        shared(
            [
                brought(1, first, digest="x", split="test"),
                brought(2, second, digest="y", split="test"),
            ],
            "test",
        )


def test_images_of_other_datasets_are_known_again_by_their_pixels_alone() -> None:
    other = manifest(
        [("b", "validation", 0), ("z", "validation", 1)], pixel_hash=["px-other", "px-d"]
    )
    other["label"] = ["malignant", "malignant"]
    found = shared(
        [brought(1, ONE, digest="x"), brought(2, other, digest="y", dataset="clinic")], "validation"
    )
    assert len(found.labels) == 1  # z is d; the other "b" is not b


def test_images_labelled_differently_are_left_out_and_told() -> None:
    other = ONE.assign(label=["benign", "benign", "benign", "malignant"])
    found = shared([brought(1, ONE, digest="x"), brought(2, other, digest="y")], "validation")
    assert len(found.labels) == 2
    assert found.left_out[-1] == {
        "why": "image with different labels in the versions of the dataset",
        "images": 1,
    }


def test_other_classes_and_a_version_that_is_gone_are_refused_in_words() -> None:
    other = brought(2, ONE, digest="x", classes=("nv", "mel"))
    with pytest.raises(ComparisonError, match="no number that both have"):
        shared([brought(1, ONE, digest="x"), other], "validation")
    gone = Material(**{**vars(brought(2, ONE, digest="y")), "manifest": None})
    with pytest.raises(ComparisonError, match="what it has seen cannot be told"):
        shared([brought(1, ONE, digest="x"), gone], "validation")


def test_what_either_dataset_holds_together_stays_together() -> None:
    found = united([np.array([0, 0, 1, 2, 3]), np.array([5, 6, 6, 7, 8])])
    assert len(set(found[:3])) == 1
    assert len(set(found)) == 3
