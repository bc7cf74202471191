"""The exported scripts are whole, clean and safe whatever a design is called."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder.spec import GraphSpec
from builder.templates import template
from layers_catalog.facts import Facts
from runs.notice import RESEARCH_ONLY
from runs.scripts import pieces, predict_script, train_script
from runs.training.recipe import Optimiser, Precision, Recipe, Schedule

FITTING: dict[str, set[str]] = defaultdict(
    set,
    {
        "efficientnet_lite0__several_stages_joined_train": {"sklearn"},
        "verify": {"onnxruntime"},  # where there is a model.onnx
    },
)
"""What a script needs beside Keras: with a fitted head, and to check a network as ONNX."""
ROOT = Path(__file__).resolve().parents[3]
REWRITE = "Run `python tests/runs/scripts/golden/write.py` and read the diff."


def test_scripts_of_the_templates_are_as_they_were(
    golden: dict[Path, str], shortened: Callable[[str], str]
) -> None:
    assert len(golden) == 6
    for path, text in golden.items():
        kept = path.read_text(encoding="utf-8")
        assert shortened(text) == kept, f"{path.name} differs. {REWRITE}"


def test_scripts_compile_and_import_only_what_requirements_name(golden: dict[Path, str]) -> None:
    for path, text in golden.items():
        tree = ast.parse(text, path.name)
        compile(tree, path.name, "exec")
        imports = [one for one in ast.walk(tree) if isinstance(one, ast.Import | ast.ImportFrom)]
        named = {
            name.partition(".")[0]
            for one in imports
            for name in (
                [one.module or ""]
                if isinstance(one, ast.ImportFrom)
                else [alias.name for alias in one.names]
            )
        }
        assert named - sys.stdlib_module_names <= {
            "keras",
            "numpy",
            "PIL",
            "tensorflow",
            *FITTING[path.stem],
        }
        assert RESEARCH_ONLY.split(". ")[0] in text


def test_scripts_are_laid_out_and_linted(
    golden: dict[Path, str], fitting: Callable[[str], GraphSpec], tmp_path: Path
) -> None:
    for path, text in golden.items():
        (tmp_path / path.with_suffix(".py").name).write_text(text, encoding="utf-8")
    for end in ("logistic", "rbf", "classifier"):
        text = train_script(fitting(end), Facts(), Recipe())
        (tmp_path / f"{end}.py").write_text(text, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    layout = [*ruff, "format", "--check", "--isolated", "--line-length", "100", tmp_path]
    lint = [*ruff, "check", "--isolated", "--line-length", "100", tmp_path]
    lint += ["--select", "A,ARG,B,C4,C90,E,F,I,N,PIE,PTH,RET,RUF,SIM,UP,W", "--ignore", "RUF100"]
    for command in (layout, lint):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_pixel_function_is_printed_word_for_word(golden: dict[Path, str]) -> None:
    text = (ROOT / "data" / "image.py").read_text(encoding="utf-8")
    last_import = [line for line in text.splitlines() if line.startswith(("import", "from"))][-1]
    body = text.partition(f"{last_import}\n")[2].strip()
    assert "def load_image(" in body
    assert all(body in script for script in golden.values())


def test_settings_are_those_of_the_run(small: GraphSpec) -> None:
    recipe = Recipe(
        epochs=3, batch_size=7, learning_rate=2e-05, optimiser=Optimiser.SGD,
        class_weights=False, patience=2, seed=11, schedule=Schedule.COSINE, warmup=0.1,
        flips_at_use=True,
    )  # fmt: skip
    facts = Facts(class_names=("akiec", "it's", 'a "quoted" one'))
    script = train_script(small, facts, recipe)
    # A script computes nothing once for all epochs, and makes new changes in every one.
    # Nor does it name a start where there is none.
    settings = recipe.model_dump(exclude={"precision", "views", "start"})
    values = {
        one.targets[0].id: ast.literal_eval(one.value)
        for one in ast.parse(script).body
        if isinstance(one, ast.Assign)
        and isinstance(one.targets[0], ast.Name)
        and one.targets[0].id in {name.upper() for name in [*settings, "classes"]}
    }
    assert values == {name.upper(): value for name, value in settings.items()} | {
        "CLASSES": facts.class_names
    }
    for line in ("HEIGHT = 32 ", "WIDTH = 48\n", 'FIT = "pad" '):
        assert line in script
        assert line in predict_script(small, facts)


def test_a_script_learns_in_the_bits_that_the_run_learned_in(small: GraphSpec) -> None:
    for precision, line in {
        Precision.AUTOMATIC: 'LEARNS_IN = "float32" ',
        Precision.FLOAT32: 'LEARNS_IN = "float32" ',
        Precision.BFLOAT16: 'LEARNS_IN = "mixed_bfloat16" ',
    }.items():
        assert line in train_script(small, Facts(), Recipe(precision=precision))


def test_what_is_fitted_is_told_by_constants(fitting: Callable[[str], GraphSpec]) -> None:
    script = train_script(
        fitting("rbf"), Facts(), Recipe(class_weights=False, seed=4, flips_at_use=True)
    )
    for line in (
        'HEAD = "SVM" ',
        'KERNEL = "rbf" ',
        "C = None ",
        "CLASS_WEIGHTS = False ",
        "SEED = 4\n",
        "FLIPS_AT_USE = True ",
        '    "end_standardised",\n    "end_vectors",\n    "end_length",\n    "end",\n)',
        "def build_model(support_vectors: int = 100) -> keras.Model:",
        "from sklearn.svm import SVC",
    ):
        assert line in script
    known = Facts(support_vectors={"end": 7}, C={"end": 0.1})
    fitted = train_script(fitting("rbf"), known, Recipe())
    assert "C = 0.1 " in fitted
    assert "C = None" not in fitted
    assert "support_vectors: int = 7" in fitted
    assert "EPOCHS" not in script
    assert "measure(beginning, pixels)" in script


def test_no_part_takes_a_name_of_another(
    golden: dict[Path, str], fitting: Callable[[str], GraphSpec]
) -> None:
    fitted = [train_script(fitting(end), Facts(), Recipe()) for end in ("rbf", "classifier")]
    for script in (*golden.values(), *fitted):
        kinds = (ast.FunctionDef, ast.ClassDef)
        defined = [one.name for one in ast.parse(script).body if isinstance(one, kinds)]
        assert len(set(defined)) == len(defined)


def test_nothing_is_measured_where_no_layer_measures(small: GraphSpec) -> None:
    assert "measure" not in train_script(small, Facts(), Recipe())


def test_starting_weights_are_loaded_only_where_there_are_any(small: GraphSpec) -> None:
    def loading(design: GraphSpec) -> str:
        script = train_script(design, Facts(), Recipe())
        start = script.index("def load_starting_weights")
        return script[start : script.index("\n\n\n", start)]

    assert "Nothing to load" in loading(small)
    assert 'with_name("initial.weights.h5")' in loading(template("EfficientNet-Lite0, frozen"))
    assert 'weights="imagenet"' in loading(template("ResNet50, frozen"))


@given(st.text(min_size=1, max_size=60), st.lists(st.text(min_size=1), min_size=2, unique=True))
def test_no_name_can_break_out(name: str, classes: list[str]) -> None:
    """Names come from people, folders and files of others: they must never become code."""
    design = template("ResNet50, frozen").model_copy(update={"name": name})
    try:
        facts = Facts(class_names=tuple(classes))
        "".join([name, *classes]).encode()
    except ValueError:  # no name at all, or half of a UTF-16 pair: no dataset has such a class
        return
    plain = train_script(template("ResNet50, frozen"), facts, Recipe())
    script = train_script(design, facts, Recipe())
    tree, expected = ast.parse(script), ast.parse(plain)
    assert ast.dump(ast.Module(tree.body[1:], [])) == ast.dump(ast.Module(expected.body[1:], []))
    assert ast.literal_eval(script[script.index("CLASSES = ") + 10 :].split("\nHEIGHT")[0]) == (
        facts.class_names
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [('a"""b', "a”””b"), ("a\\", "a/"), ("a\x00\u202eb", "ab"), ("two\nlines", "two\nlines")],
)
def test_a_docstring_cannot_be_ended_from_within(text: str, shown: str) -> None:
    assert pieces.harmless(text) == shown
