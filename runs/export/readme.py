"""``README.md`` of a bundle: what it is, what it is worth, what it learnt from, who owns what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from builder.endings import fitted_end
from runs.export import chances
from runs.export.operating import operating_point
from runs.export.pictures import COUNT
from runs.export.plain import plain
from runs.export.weights import origins
from runs.notice import RESEARCH_ONLY
from runs.operating.point import OPERATING_POINT
from runs.training.learning_phases import in_words
from runs.training.recipe import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from runs.export.frozen import FrozenRun
    from runs.training.recipe import Recipe

SPLITS: Final = ("train", "validation", "test")
FITS: Final = {
    "stretch": "stretched to it (proportions change)",
    "pad": "fitted into it with black bars",
    "crop": "cropped to its middle",
}
_LEARNT: Final = (
    "On the validation set, which was used for choosing, so these numbers are optimistic:"
)
_FITTED: Final = (
    "On the validation set, of which the head saw nothing; where this run was chosen among others "
    "by these numbers, they are optimistic:"
)
FLIPS: Final = (
    "The model looks at each photograph four times, mirrored both ways, and takes the mean"
)
_ONNX: Final = (
    "- `model.onnx`: the same network for programs without Keras: float32 of shape (n, height, "
    "width, 3), RGB, 0 to 255, goes in; photographs are fitted as `predict.py` does it"
)
_FILES: Final = {
    "model.keras": "the trained network, with all preparation of the pixels inside",
    "predict.py": "predicts photographs: `python predict.py PATH ... [--json] [--csv FILE]`, where "
    "a folder stands for all photographs in it",
    "train.py": "trains the same network: `python train.py PHOTOGRAPHS`",
    "verify.py": "checks that the forms of the model say the same as the app: `python verify.py`",
    "requirements.txt": "the packages that they need: `pip install -r requirements.txt`",
    "metrics.json": "all numbers",
    "model_card.md": "the model card in 30 fields; `model_card.html` is the same to read and print",
    "claim_checklist.md": "which items of CLAIM the card meets",
    "predictions.csv": "the scores of each image, by the name it has in the dataset unless it was "
    "to be numbered: look whether those names may be given on",
    "figures": "the figures of the card, as SVG",
    "design.json": "the drawing, to be opened in Lesion Studio",
    "facts.json": (
        "the classes, in the order of the network's outputs, and what was measured of the training "
        "images"
    ),
}


def readme(run: FrozenRun, *, onnx: bool = False) -> str:
    """The whole text, in Markdown.

    Args:
        run: the run.
        onnx: whether the model lies beside it as ONNX, too.
    """
    sections = [
        [f"# {plain(run.results['name'])}", "", f"> {RESEARCH_ONLY}"],
        [f"**{plain(notice)}**" for notice in run.dataset["notices"]],
        _what(run),
        ["## Results", "", *_results(run)],
        *[["## Scores as chances", "", *(f"- {plain(one)}" for one in chances.in_words(run))]]
        * (run.temperature is not None),
        ["## Operating point", "", *operating_point(run)],
        ["## Data", "", *_data(run)],
        ["## Licences", "", *_licences(run)],
        ["## Files", "", *_files(run, onnx=onnx)],
        ["## How it is proved that all of this is the same", "", _proved(run, onnx=onnx)],
    ]
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _what(run: FrozenRun) -> list[str]:
    picture, recipe = run.picture, run.recipe
    size = f"{picture.height} × {picture.width} pixels (height × width)"
    return [
        f"- Design: {plain(run.design.name)}",
        f"- Classes: {', '.join(map(plain, run.facts.class_names))}",
        f"- Input: photographs in colour, {size}, {FITS[picture.fit]}",
        *[f"- Phases of learning: {in_words(recipe.phases)}"] * bool(recipe.phases),
        f"- Trained with seed {recipe.seed}: {learning(run)}",
        *(f"- {line}" for line in head(run)),
        *["- Of all epochs the one with the best validation AUC was kept"] * (not run.fitted),
        *[f"- {FLIPS}"] * recipe.flips_at_use,
    ]


def learning(run: FrozenRun) -> str:
    """How the network learnt: epochs, batches, optimiser, learning rate."""
    recipe = run.recipe
    if run.fitted:
        return "the head was fitted at once, all before it stayed as it was"
    rate = (
        "the learning rates above" if recipe.phases else f"learning rate {recipe.learning_rate:g}"
    )
    return (
        f"up to {recipe.epochs_in_all} epochs, batches of {recipe.batch_size}, "
        f"{recipe.optimiser} with {rate}{_course(recipe)}"
    )


def _course(recipe: Recipe) -> str:
    """How the learning rate changes in training."""
    share = f"{100 * recipe.warmup:.0f} %"
    rises = f", risen over the first {share} of the steps" if recipe.warmup else ""
    falls = ", falling to 0 along a cosine" if recipe.schedule is Schedule.COSINE else ""
    anew = ", in each phase anew" if recipe.phases and (rises or falls) else ""
    return rises + falls + anew


def head(run: FrozenRun) -> Iterator[str]:
    """The C of a head that was fitted at once."""
    end = fitted_end(run.design)
    if end is not None and end[0] in run.facts.C:
        node, layer = end
        drawn = layer.model_dump()["C"] is not None
        how = "as it was drawn" if drawn else "chosen on training images that were held back"
        yield f"{type(layer).__name__}: C = {run.facts.C[node]:g}, {how}"


def _results(run: FrozenRun) -> Iterator[str]:
    told, grouped = run.results, run.dataset["grouped_by"] != "image"
    yield _FITTED if run.fitted else _LEARNT
    yield from ("", *_numbers(told["validation"], grouped=grouped))
    if told.get("test"):
        times = "once" if told["test_opened"] == 1 else f"{told['test_opened']} times"
        yield from ("", f"On the test set, which was opened {times}:", "")
        yield from _numbers(told["test"], grouped=grouped)
    else:
        yield from ("", "The test set has not been opened.")


def _numbers(judged: Mapping[str, Any], *, grouped: bool) -> Iterator[str]:
    images = f"{judged['images']:,} images"
    if grouped:
        images += f" of {judged['groups']:,} groups"
    told = " (groups: images that belong together)" if grouped else ""
    yield f"- {images}; intervals hold 95 %{told}"
    yield f"- AUC {_ranged(judged, 'auc')} ({plain(judged['auc_of'])}; {judged['auc_method']})"
    yield f"- Accuracy {_share(judged['accuracy'])}; balanced accuracy " + _share(
        judged["balanced_accuracy"]
    )
    yield from (f"- {plain(note)}" for note in judged.get("notes", ()))
    yield from ("", "| class | images | sensitivity | specificity |", "|---|---|---|---|")
    for name, own in judged["per_class"].items():
        shares = f"{_ranged(own, 'sensitivity')} | {_ranged(own, 'specificity')}"
        yield f"| {plain(name)} | {own['images']:,} | {shares} |"


def _ranged(numbers: Mapping[str, Any], name: str) -> str:
    """A number with its interval, e.g. "0.87 (0.84 to 0.90)"."""
    low, high = numbers.get(f"{name}_low"), numbers.get(f"{name}_high")
    interval = "" if low is None or high is None else f" ({low:.3f} to {high:.3f})"
    return f"{_share(numbers[name])}{interval}"


def _share(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"


def _data(run: FrozenRun) -> Iterator[str]:
    about, classes = run.dataset, run.facts.class_names
    kind = "drawings" if about["synthetic"] else "images"
    yield (
        f"Dataset “{plain(about['name'])}”, split by {about['grouped_by']}; {kind} in each part:"
    )
    yield from ("", _row(["", *map(plain, classes)]), _row(["---"] * (len(classes) + 1)))
    for split in SPLITS:
        counts = about["counts"].get(split, {})
        yield _row([split, *(f"{counts.get(name, 0):,}" for name in classes)])


def _licences(run: FrozenRun) -> Iterator[str]:
    about = run.dataset
    licences = _joined(about["licences"]) or "not known: ask whoever gave them to you"
    yield f"- The photographs (none is in here): {licences}"
    yield from (f"- Attribution: {plain(one)}" for one in about["attributions"])
    yield from (f"- {plain(sentence)}" for sentence in origins(run))
    yield "- `train.py`, `predict.py` and `verify.py`: Apache License 2.0, from Lesion Studio"


def _files(run: FrozenRun, *, onnx: bool) -> Iterator[str]:
    yield from (f"- `{name}`: {told}" for name, told in _FILES.items())
    if run.results["operating_point"]:
        yield f"- `{OPERATING_POINT}`: the threshold from which predict.py flags a photograph"
    yield from [_ONNX] * onnx
    for one in run.starting_files:
        yield f"- `{one.name}`: pretrained weights; train.py starts from them"


def _proved(run: FrozenRun, *, onnx: bool) -> str:
    forms = "`model.keras`, `predict.py`" + " and `model.onnx`" * onnx
    at = ", at the temperature" * (run.temperature is not None)
    return (
        "`python verify.py` asks each of "
        f"{forms} about the {COUNT} pictures in the folder `verify` and holds the answers against "
        f"the scores that the app gave{at}, in `verify/expected.json`: no score may differ by more "
        "than 0.00001. It ends with 1 where one does. The app did the same before it wrote this "
        "zip. The pictures are no patient's. Drawn lesions bring the network to where photographs "
        "do, eight of them also as a turned camera stores them; the others are what photographs "
        "seldom are: noise, black beside white, a single line, grey in 16 bits, transparent, a "
        "strip, 16 pixels wide. The pixels that the network gets are compared, too, by their "
        "SHA-256, so that another version of Pillow shows itself. A processor of another kind may "
        "compute last digits otherwise."
    )


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(map(plain, texts))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
