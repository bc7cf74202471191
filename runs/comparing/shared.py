"""The images that may be compared on: judged by every run, learnt from by none, labelled alike.

Every image left out is counted, with the reason. Nothing is compared here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from data.manifest import LEFT_OUT
from runs.comparing.material import LEARNED, TEST, ComparisonError
from runs.comparing.sentences import called, part, sentence_case
from runs.comparing.united import united
from runs.results import score_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from runs.comparing.material import Material


@dataclass(frozen=True)
class Shared:
    """The images in question, in one order for all runs.

    Args:
        labels: of shape (n,), indices into the classes of the first run.
        scores: of each run, of shape (n, classes), columns in the order of the first run's classes.
        groups: of shape (n,): what any of the runs' datasets holds together.
        left_out: ``{why, images}`` for each reason; ``why`` goes on after the number of images.
    """

    labels: NDArray[np.int64]
    scores: list[NDArray[np.float64]]
    groups: NDArray[np.int64]
    left_out: list[dict[str, Any]]


def shared(materials: Sequence[Material], split: str) -> Shared:
    """What all of them were judged on.

    One image is known again by its name within one dataset, and by its pixels across datasets.

    Raises:
        ComparisonError: they tell other classes apart, their photographs cannot be told apart, or
            no image is left.
    """
    _same_classes(materials)
    key = _key(materials)
    tables = [_keyed(one, key) for one in materials]
    common = tables[0].index
    for table in tables[1:]:
        common = common.intersection(table.index)
    left_out = _not_judged(materials, len(common))
    common, reasons = _kept(materials, tables, common, key, split)
    left_out += reasons
    if not len(common):
        told = "".join(f" Left out: {one['images']:,} {one['why']}." for one in left_out)
        raise ComparisonError(
            f"These runs share no {part(materials, split)} image that none has learnt from.{told}",
            "Compare runs of one dataset that is divided in one way, or import an independent "
            "collection and judge both on it.",
        )
    names = list(materials[0].classes)
    columns = score_columns(names)
    rows = [table.loc[common] for table in tables]
    return Shared(
        np.array([names.index(label) for label in rows[0]["label"]], dtype=np.int64),
        [table[columns].to_numpy(dtype=np.float64) for table in rows],
        united([table["group"].to_numpy() for table in rows]),
        left_out,
    )


def _same_classes(materials: Sequence[Material]) -> None:
    first = materials[0]
    for one in materials[1:]:
        if set(one.classes) != set(first.classes):
            raise ComparisonError(
                f"{sentence_case(called(first.ref))} tells {', '.join(first.classes)} apart, "
                f"{called(one.ref)} {', '.join(one.classes)}: there is no number that both have.",
                "Choose runs with the same classes.",
            )


def _key(materials: Sequence[Material]) -> str:
    """By what an image is known again: ``image_id`` or ``pixel_hash``."""
    if len({one.versions for one in materials}) == 1:
        return "image_id"
    for one in materials:
        if one.manifest is None:
            raise ComparisonError(
                f"{sentence_case(called(one.ref))} learnt from another version of its photographs "
                "than the others, and that version is no longer there: what it has seen cannot be "
                "told.",
                "Choose runs of one version of a dataset, or import that dataset again.",
            )
    if len({one.run.dataset for one in materials}) == 1:
        return "image_id"
    if any(one.folds for one in materials):
        raise ComparisonError(
            "A cross-validation is compared within its own dataset only: these are of several.",
            "Choose runs and cross-validations of one dataset.",
        )
    return "pixel_hash"


def _keyed(one: Material, key: str) -> pd.DataFrame:
    """The predictions under their images' keys; of images with equal pixels the first."""
    if key == "image_id" or one.manifest is None:
        return one.predictions.set_index("image_id")
    pixels = one.manifest.set_index("image_id")["pixel_hash"]
    table = one.predictions.assign(key=one.predictions["image_id"].map(pixels).fillna(""))
    return table[table["key"] != ""].drop_duplicates("key").set_index("key")


def _not_judged(materials: Sequence[Material], common: int) -> list[dict[str, Any]]:
    judges = "of them" if any(one.folds for one in materials) else "runs"
    counts = [len(one.predictions) - common for one in materials]
    return [
        _left_out(count, f"of {called(one.ref)} that not all {judges} judged")
        for one, count in zip(materials, counts, strict=True)
        if count > 0
    ]


def _left_out(images: int, why: str) -> dict[str, Any]:
    return {"why": f"image{'s' * (images != 1)} {why}", "images": images}


def _kept(
    materials: Sequence[Material],
    tables: Sequence[pd.DataFrame],
    common: pd.Index,
    key: str,
    split: str,
) -> tuple[pd.Index, list[dict[str, Any]]]:
    """The common images without those that a run knows, and without those labelled differently."""
    told: list[dict[str, Any]] = []
    known = common.isin(list(_known(materials, key, split)))
    if known.any():
        seen = "the judging network" if any(one.folds for one in materials) else "one of the runs"
        why = f"of the same lesion, or with the same pixels, as what {seen} has learnt from"
        told.append(_left_out(int(known.sum()), why))
        common = common[~known]
    labels = [table.loc[common, "label"].to_numpy() for table in tables]
    differ = np.any([other != labels[0] for other in labels], axis=0)
    if differ.any():
        why = "with different labels in the versions of the dataset"
        told.append(_left_out(int(differ.sum()), why))
        common = common[~differ]
    return common, told


def _known(materials: Sequence[Material], key: str, split: str) -> set[str]:
    """Images whose group, in any run's dataset, has one that any run has learnt from."""
    if len({one.versions for one in materials}) == 1:
        return set()  # one division, in which no group is on two sides
    manifests = [one.manifest for one in materials if one.manifest is not None]
    found: set[str] = set()
    for one in materials:
        if not one.folds:
            found |= _tied(one.manifest, LEARNED[split], manifests, key)
        for fold in one.folds:  # only what that very network judged
            held = set(fold.predictions["image_id"])
            found |= held & _tied(fold.manifest, LEARNED[TEST], manifests, key)
    return found


def _tied(
    manifest: pd.DataFrame | None,
    parts: Sequence[str],
    manifests: Sequence[pd.DataFrame],
    key: str,
) -> set[str]:
    """Images in these parts, and those that any manifest puts into one group with them."""
    if manifest is None:
        return set()
    rows = manifest[manifest["split"].isin(parts)]
    learned, pixels = set(rows[key]), set(rows["pixel_hash"]) - {""}
    found = set(learned)
    for version in manifests:
        used = version[version["split"] != LEFT_OUT]
        tied = used[key].isin(learned) | used["pixel_hash"].isin(pixels)
        found |= set(used.loc[used["group"].isin(set(used.loc[tied, "group"])), key])
    return found
