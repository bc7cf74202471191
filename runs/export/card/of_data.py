"""What a card tells of the photographs: whose they are, how many, and how they were divided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.export.card.blocks import Table, part_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from runs.export.card.blocks import Block
    from runs.export.card.story import Story

SPLITS: Final = ("train", "validation", "test")
_DERMOSCOPIC: Final = ("ham10000", "isic_2016", "isic_2017", "isic_2018", "isic_2019")
"""Layouts of collections of dermoscopic images, as those who published them say."""
_CONFIRMED: Final = {
    "histo": "histopathology",
    "histopathology": "histopathology",
    "follow_up": "follow-up",
    "consensus": "consensus of experts",
    "confocal": "confocal microscopy",
}
_DESCRIBED: Final = {
    "sex": "sex",
    "site": "site",
    "skin_type": "skin type",
    "image_type": "image type",
    "source": "source",
}
NON_COMMERCIAL: Final = (
    "Trained on images under a licence that forbids commercial use: seek advice before any."
)


def source(story: Story) -> Iterator[Block]:
    """Name, version, licence, attribution."""
    about = story.run.dataset
    kind = "drawings made by a program" if about["synthetic"] else "photographs"
    yield f"Dataset “{about['name']}” ({kind}), version {story.record.dataset_digest[:12]}."
    licences = about["licences"]
    yield "Licence: " + ("; ".join(licences) if licences else "not told in the data") + "."
    if any("NC" in one.upper().replace("-", " ").split() for one in licences):
        yield NON_COMMERCIAL
    yield from (f"Attribution: {one}" for one in about["attributions"])
    if created := _imported(story).get("created"):
        yield f"Imported on {str(created)[:10]}."
    if where := story.answers.participants:
        yield where


def image_type(story: Story) -> Iterator[Block]:
    """What kind of picture, and from which device."""
    told = _all(story).get("image_type", {})
    if told.get("counts"):
        yield "Image type: " + _listed(told, _all(story)["images"]) + "."
    elif _imported(story).get("layout") in _DERMOSCOPIC:
        yield "Dermoscopic images, as the collection is described by those who published it."
    elif story.run.dataset["synthetic"]:
        yield "Drawings, no photographs."
    if sizes := story.population.get("sizes"):
        wide, high = (_span(*ends) for ends in (sizes[:2], sizes[2:]))
        yield f"Originals {wide} pixels wide and {high} high."
    if story.answers.device:
        yield f"Device: {story.answers.device}"


def _span(least: int, most: int) -> str:
    return f"{least:,}" if least == most else f"{least:,} to {most:,}"


def inclusion(story: Story) -> Iterator[Block]:
    """Which rows were taken and why others were not."""
    told = _imported(story)
    if told.get("rows_in") is None:
        return
    yield f"{told['imported']:,} of {told['rows_in']:,} images that the source names were taken."
    if reasons := told["reasons"]:
        rows = tuple((why, f"{count:,}") for why, count in reasons.items())
        yield Table(("why others were not", "images"), rows)
    if mapping := told.get("map"):
        said = ", ".join(f"{diagnosis} → {label}" for diagnosis, label in mapping.items())
        yield f"Classes were made of diagnoses: {said} (* stands for all others)."
    for label, values in story.population["diagnoses"].items():
        if len(values["counts"]) > 1:
            counts = ", ".join(f"{name} {n:,}" for name, n in values["counts"].items())
            yield f"“{label}” is made of: {counts}."
    decided = {kind: n for kind, n in story.run.dataset.get("decided", {}).items() if n}
    if decided:
        listed = ", ".join(f"{kind.replace('_', ' ')} {n:,}" for kind, n in decided.items())
        yield f"Decided by a person about single images: {listed}."


def counts(story: Story) -> Iterator[Block]:
    """Images, lesions and patients of each class in each part."""
    splits = story.population.get("splits")
    classes = story.run.facts.class_names
    if not splits:
        told = story.run.dataset["counts"]
        rows = ((s, *(f"{told.get(s, {}).get(name, 0):,}" for name in classes)) for s in SPLITS)
        yield Table(("images", *classes), tuple(rows))
        return
    head = ("part", "class", "images", "lesions", "patients")
    yield Table(
        head,
        tuple(
            (split, name, *(_number(splits.get(split, {}).get(name, {}), k) for k in head[2:]))
            for split in SPLITS
            for name in classes
        ),
    )


def _number(told: Mapping[str, int | None], what: str) -> str:
    """A count; "no ids" where lesions or patients cannot be told apart."""
    count = told.get(what, 0)
    return "no ids" if count is None else f"{count:,}"


def demographics(story: Story) -> Iterator[Block]:
    """Age, sex, site and skin type in each part, with what is missing."""
    described = story.population.get("described")
    if not described:
        return
    parts = [name for name in ("all", *SPLITS) if name in described]
    rows = [("age", *(_age(described[part]) for part in parts))]
    rows += [
        (title, *(_listed(described[part][key], described[part]["images"]) for part in parts))
        for key, title in _DESCRIBED.items()
        if key in {"sex", "site", "skin_type"}
    ]
    yield Table(("", *(f"{p} ({described[p]['images']:,} images)" for p in parts)), tuple(rows))


def _age(told: Mapping[str, Any]) -> str:
    age, missing = told["age"], part_of(told["age"]["missing"], told["images"])
    if age["quartiles"] is None:
        return "not recorded"
    low, middle, high = age["quartiles"]
    return f"median {middle:g} years (quartiles {low:g} to {high:g}); missing {missing}"


def _listed(told: Mapping[str, Any], images: int) -> str:
    """Values with their shares, and how many have none."""
    if not told["counts"]:
        return "not recorded"
    said = [f"{name} {100 * count / images:.0f} %" for name, count in told["counts"].items()]
    said += [f"others {100 * told['others'] / images:.0f} %"] * bool(told["others"])
    return f"{', '.join(said)}; missing {part_of(told['missing'], images)}"


def reference_standard(story: Story) -> Iterator[Block]:
    """How the labels were confirmed, class by class."""
    told = story.population.get("reference", {})
    known = {name: values for name, values in told.items() if values["counts"]}
    if story.run.dataset["synthetic"]:
        yield "The class that the program was told to draw."
    for name, values in known.items():
        total = sum(values["counts"].values()) + values["others"] + values["missing"]
        parts = [
            f"{_CONFIRMED.get(how.lower(), how)} {part_of(n, total)}"
            for how, n in values["counts"].items()
        ]
        yield f"“{name}”: {', '.join(parts)}; not told {part_of(values['missing'], total)}."
    if story.answers.reference:
        yield story.answers.reference


def partition(story: Story) -> Iterator[Block]:
    """How images came to train, validation and test."""
    grouped, told = story.run.dataset["grouped_by"], _imported(story)
    if story.record.folds:
        yield f"Fold {story.record.fold} of {story.record.folds} of a cross-validation."
    if told.get("split_given"):
        yield "The parts were given with the data."
    else:
        seed = f", seed {told['seed']}" if told.get("seed") is not None else ""
        yield f"The parts were drawn by chance, in equal proportions of the classes{seed}."
    if grouped == "image":
        yield "Split by image: no ids tell which images show one lesion, so results may flatter."
    else:
        yield (
            f"Split by {grouped}: all images of one {grouped}, and copies of an image, are in one "
            "part."
        )


def copies(story: Story) -> Iterator[Block]:
    """What was found of duplicates, and whether anything is on two sides."""
    told = story.population.get("copies")
    if not told:
        return
    if told["looked_for"]:
        yield (
            f"Near duplicates were looked for (perceptual hash over eight flips and turns): "
            f"pairs found: {told['pairs']:,}; images left out for a copy in another part: "
            f"{told['left_out']:,}."
        )
    else:
        yield "Near duplicates were not looked for; images of equal pixels are in one part."
    yield "No group of images is in two parts; a training that would do so is refused."
    yield f"Images that are in no part: {told['images_left_out']:,}."


def missing_data(story: Story) -> Iterator[Block]:
    """What the data do not tell, and what was done about it."""
    told = _all(story)
    if not told:
        return
    shares = [f"age {part_of(told['age']['missing'], told['images'])}"]
    shares += [
        f"{title} {part_of(told[key]['missing'], told['images'])}"
        for key, title in _DESCRIBED.items()
    ]
    yield f"Not recorded: {', '.join(shares)}."
    yield "The network sees pixels alone: nothing was filled in, and no image was left out for it."


def _all(story: Story) -> dict[str, Any]:
    return dict(story.population.get("described", {}).get("all", {}))


def _imported(story: Story) -> dict[str, Any]:
    return dict(story.population.get("imported", {}))
