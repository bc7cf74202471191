"""Writes the golden scripts anew: ``python tests/runs/scripts/golden/write.py``; read the diff.

The pixel function is left out of them: another test holds it to be printed word for word.
"""

from __future__ import annotations

from pathlib import Path

from builder.templates import template
from layers_catalog.facts import Facts
from runs.scripts import predict_script, train_script, verify_script
from runs.scripts.pieces import piece
from runs.training.recipe import Recipe

HERE = Path(__file__).parent
PIXELS = Path(__file__).resolve().parents[4] / "data" / "image.py"
KINDS = (
    "Two-convolution CNN (64, 64)",
    "EfficientNet-Lite0, frozen",
    "EfficientNet-Lite0, several stages joined",
    "ResNet50, frozen",
)
"""From scratch; from a shipped file; a part of a network and a fitted head; from a download."""
FACTS = Facts(class_names=("benign", "malignant"), from_dataset=True)


def golden() -> dict[Path, str]:
    """Each golden file and what it should hold: scripts of each kind of template."""
    texts = {}
    for name in KINDS:
        design = template(name)
        stem = "".join(sign if sign.isalnum() else "_" for sign in name.lower())
        recipe = Recipe.from_settings(design.recipe)
        texts[HERE / f"{stem}_train.txt"] = train_script(design, FACTS, recipe)
    texts[HERE / "predict.txt"] = predict_script(template(KINDS[0]), FACTS)
    texts[HERE / "verify.txt"] = verify_script(template(KINDS[0]), FACTS)
    return texts


def shortened(script: str) -> str:
    """A script with a line in place of the pixel function."""
    return script.replace(piece(PIXELS.read_text(encoding="utf-8")).body, "# data/image.py ...")


if __name__ == "__main__":
    for path, text in golden().items():
        path.write_text(shortened(text), encoding="utf-8")
