"""The command line of ``predict.py``."""

import argparse
import filecmp
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from runs.notice import RESEARCH_ONLY
from runs.scripts.parts.design_settings import CLASSES, FIT, HEIGHT, WIDTH
from runs.scripts.parts.exactness import with_all_digits
from runs.scripts.parts.flagging import flagged_in_words, with_point
from runs.scripts.parts.folders import photographs_of
from runs.scripts.parts.prediction import predict_images
from runs.scripts.parts.quieting import without_notices
from runs.scripts.parts.table import not_writable, table_lines, what_is_kept, write_table
from runs.scripts.parts.temperature_settings import TEMPERATURE

AS_CHANCES = (
    f"Scores are given at the temperature {TEMPERATURE:.3f}: as chances they hold for the mix of "
    "cases that the network was validated on."
)
OTHER_MODEL = (
    "This is another model than the model.keras beside predict.py: its scores are given as they "
    "are, for no temperature and no threshold of this folder belongs to them."
)


def read_arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=RESEARCH_ONLY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a photograph or a folder")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write a table instead")
    parser.add_argument(
        "--model",
        type=Path,
        default=Path(__file__).with_name("model.keras"),
        help="default: model.keras beside this script",
    )
    return parser.parse_args()


def photographs_asked(arguments: argparse.Namespace) -> list[Path]:
    """The photographs to predict; a folder without any is told."""
    if arguments.csv and (wrong := not_writable(arguments.csv)):
        raise SystemExit(wrong)
    photographs, without = photographs_of(arguments.paths)
    for sentence in without:
        print(sentence, file=sys.stderr)
    if not photographs:
        raise SystemExit(1)
    return photographs


def what_holds(model: Path) -> tuple[dict[str, Any] | None, str | None]:
    """The operating point for a model's scores, and what is to be said of them.

    Both that point and a temperature are of the model.keras beside this script, and of its copies.
    """
    point, own = saved_point(), Path(__file__).with_name("model.keras")
    if own.is_file() and filecmp.cmp(own, model, shallow=False):
        return point, AS_CHANCES if TEMPERATURE != 1 else None
    return None, OTHER_MODEL if point or TEMPERATURE != 1 else None


def saved_point() -> dict[str, Any] | None:
    """The operating point in the file beside this script; None where there is no such file."""
    path = Path(__file__).with_name("operating_point.json")
    if not path.is_file():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        positive, threshold = [str(name) for name in told["positive"]], float(told["threshold"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SystemExit(f"“{path}” is damaged ({error!r}). Unpack the bundle again.") from None
    if not positive or set(positive) - set(CLASSES):
        raise SystemExit(f"“{path}” speaks of other classes. Unpack the bundle again.")
    return {"positive": positive, "threshold": threshold}


def counted(results: Iterable[dict[str, Any]], total: int) -> Iterator[dict[str, Any]]:
    """The results as they come, counted for the person at the terminal."""
    for done, result in enumerate(results, start=1):
        yield result
        if sys.stderr.isatty():
            print(f"\r{done} of {total} ", end="", file=sys.stderr, flush=True)


def as_table(results: Iterable[dict[str, Any]], path: Path, *, point: bool) -> None:
    """Write the results to a table; what ends it before its end is told in a sentence."""
    try:
        write_table(path, table_lines(results, CLASSES, point=point))
    except KeyboardInterrupt:
        raise SystemExit(f"\nStopped. {what_is_kept(path)}") from None
    except OSError as error:
        raise SystemExit(f"\n“{path}” cannot be written ({error}). {what_is_kept(path)}") from None
    print(f"\n{path} is written.", file=sys.stderr)


def in_words(result: dict[str, Any]) -> str:
    """A line for the person at the terminal: scores, the class at the operating point, notes."""
    told = ", ".join(f"{name} {p:.3f}" for name, p in result["probabilities"].items())
    point = result["operating_point"]
    said = [result["problem"] or told, *([flagged_in_words(point)] if point else [])]
    return f"{result['image']}: {'; '.join([*said, *result['notes']])}"


def main() -> None:
    """Print scores and the class at the operating point of each image, or write them to a table."""
    arguments = read_arguments()
    photographs = photographs_asked(arguments)
    if not arguments.model.is_file():
        raise SystemExit(f"There is no model at {arguments.model}. Name it with --model.")
    point, said = what_holds(arguments.model)
    with without_notices():
        import keras

        with_all_digits()
        model = keras.saving.load_model(arguments.model, compile=False)
    model.compile(jit_compile=False)  # XLA makes depthwise convolutions slower on CPUs
    results = predict_images(
        model.predict_on_batch,
        photographs,
        classes=CLASSES,
        height=HEIGHT,
        width=WIDTH,
        fit=FIT,
    )
    results = with_point(results, point)
    print(RESEARCH_ONLY, file=sys.stderr)
    if said:
        print(said, file=sys.stderr)
    if arguments.csv:
        counting = counted(results, len(photographs))
        as_table(counting, arguments.csv, point=point is not None)
        return
    if arguments.json:
        print(json.dumps(list(results)))
        return
    for result in results:
        line = in_words(result).encode("utf-8", "backslashreplace")  # a name may be no text
        print(line.decode("utf-8"))
