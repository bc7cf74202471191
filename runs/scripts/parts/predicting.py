"""The command line of ``predict.py``."""

import argparse
import json
import os
import sys
from pathlib import Path

from runs.notice import RESEARCH_ONLY
from runs.scripts.parts.design_settings import CLASSES, FIT, HEIGHT, WIDTH
from runs.scripts.parts.prediction import predict_images


def read_arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog=RESEARCH_ONLY,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("images", nargs="+", metavar="IMAGE")
    parser.add_argument("--json", action="store_true", help="print one JSON list")
    parser.add_argument(
        "--model",
        type=Path,
        default=Path(__file__).with_name("model.keras"),
        help="default: model.keras beside this script",
    )
    return parser.parse_args()


def main() -> None:
    """Print the probabilities of each image."""
    arguments = read_arguments()
    if not arguments.model.is_file():
        raise SystemExit(f"There is no model at {arguments.model}. Name it with --model.")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before TensorFlow is loaded
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # faster without AVX-512, too
    import keras

    model = keras.saving.load_model(arguments.model, compile=False)
    model.compile(jit_compile=False)  # XLA makes depthwise convolutions slower on CPUs
    results = predict_images(
        model.predict_on_batch,
        arguments.images,
        classes=CLASSES,
        height=HEIGHT,
        width=WIDTH,
        fit=FIT,
    )
    print(RESEARCH_ONLY, file=sys.stderr)
    if arguments.json:
        print(json.dumps(results))
        return
    for result in results:
        told = [f"{name} {p:.3f}" for name, p in result["probabilities"].items()]
        said = [result["problem"] or ", ".join(told), *result["notes"]]
        print(f"{result['image']}: {'; '.join(said)}")
