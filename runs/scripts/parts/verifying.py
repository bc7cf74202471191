"""Holds each form of a network against the app's own scores; the command line of ``verify.py``."""

import argparse
import contextlib
import hashlib
import io
import json
import runpy
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from data.image import load_image
from runs.notice import RESEARCH_ONLY
from runs.scripts.parts.design_settings import CLASSES, FIT, HEIGHT, WIDTH
from runs.scripts.parts.exactness import with_all_digits
from runs.scripts.parts.quieting import without_notices

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "verify" / "expected.json"
LIMIT = 1e-5  # two scores of one picture that differ by no more are the same

Scores = list[list[float]]  # of each picture, a score of each class


def read_arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=RESEARCH_ONLY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    return parser.parse_args()


def pixels_of(picture: Path) -> np.ndarray:
    """A picture as the network takes it: float32 of shape (1, height, width, 3), 0 to 255."""
    return load_image(picture, HEIGHT, WIDTH, FIT)[None].astype("float32")


def digest(pixels: np.ndarray) -> str:
    """SHA-256 of a picture's pixels as bytes."""
    return hashlib.sha256(pixels.astype("uint8").tobytes()).hexdigest()


def of_model(pictures: list[Path]) -> Scores:
    """By the file that is taken home, one picture at a time as the app asks it."""
    with without_notices():
        import keras

        with_all_digits()
        model = keras.saving.load_model(HERE / "model.keras", compile=False)
    model.compile(jit_compile=False)  # XLA makes depthwise convolutions slower on CPUs
    return [model.predict_on_batch(pixels_of(one))[0].tolist() for one in pictures]


def of_predict(pictures: list[Path]) -> Scores:
    """By the script, called as a person calls it."""
    script, own = str(HERE / "predict.py"), sys.argv
    sys.argv = [script, *map(str, pictures), "--json"]
    try:
        with contextlib.redirect_stdout(io.StringIO()) as said:
            runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        raise RuntimeError(str(end)) from None
    finally:
        sys.argv = own
    told = json.loads(said.getvalue())
    return [[one["probabilities"][name] for name in CLASSES] for one in told]


def of_onnx(pictures: list[Path]) -> Scores:
    """By the ONNX file, without Keras."""
    try:
        import onnxruntime
    except ImportError:
        raise RuntimeError("it needs onnxruntime: pip install onnxruntime") from None
    session = onnxruntime.InferenceSession(
        str(HERE / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    name = session.get_inputs()[0].name
    return [session.run(None, {name: pixels_of(one)})[0][0].tolist() for one in pictures]


FORMS: dict[str, Callable[[list[Path]], Scores]] = {
    "model.keras": of_model,
    "predict.py": of_predict,
    "model.onnx": of_onnx,
}


def checked(expected: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """How far each form that is here is from the app's scores.

    Args:
        expected: what ``verify/expected.json`` holds.

    Yields:
        ``{form, agrees, pictures, largest_difference, problem}``; ``problem`` says why it could not
        be asked.
    """
    told = expected["pictures"]
    pictures = [EXPECTED.parent / one["file"] for one in told]
    same = [
        digest(pixels_of(path)) == one["pixels"] for path, one in zip(pictures, told, strict=True)
    ]
    yield {
        "form": "pixels",
        "agrees": all(same),
        "pictures": len(same),
        "largest_difference": None,
        "problem": None if all(same) else f"{same.count(False)} pictures are read otherwise",
    }
    app = np.array([one["scores"] for one in told])
    for form, scores_of in FORMS.items():
        if form == "model.onnx" and not (HERE / form).is_file():
            continue
        problem, apart = None, None
        try:
            apart = float(np.abs(np.array(scores_of(pictures)) - app).max())
        except Exception as error:  # noqa: BLE001 - the other forms are looked at, too
            problem = str(error) or type(error).__name__
        yield {
            "form": form,
            "agrees": apart is not None and apart <= LIMIT,
            "pictures": len(app),
            "largest_difference": apart,
            "problem": problem,
        }


def in_words(one: dict[str, Any]) -> str:
    """What was found of a form, in a line."""
    if one["problem"]:
        return f"{one['form']}: {one['problem']}."
    if one["form"] == "pixels":
        return f"pixels: all {one['pictures']} pictures are read as the app reads them."
    says = "agrees" if one["agrees"] else "DOES NOT AGREE"
    far = f"largest difference {one['largest_difference']:.2g}, limit {LIMIT:.0e}"
    return f"{one['form']}: {says} with the app on {one['pictures']} pictures; {far}."


def main() -> None:
    """Say of each form whether it agrees; end with 1 where one does not."""
    as_json = read_arguments().json
    if not EXPECTED.is_file():
        raise SystemExit(f"{EXPECTED} is not there: unpack the whole zip.")
    found = []
    for one in checked(json.loads(EXPECTED.read_text(encoding="utf-8"))):
        found.append(one)
        if not as_json:
            print(in_words(one))
    agrees = all(one["agrees"] for one in found)
    if as_json:
        print(json.dumps({"agrees": agrees, "limit": LIMIT, "forms": found}))
    raise SystemExit(not agrees)
