"""How the command line ends: 0 done, 1 the work failed, 2 the call was wrong; and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from builder.templates import template
from cli import app
from data.importing import import_dataset
from runs.training.recipe import Recipe
from runs.training.submission import submit

CNN = "Two-convolution CNN (64, 64)"
TABLE = "image_id,label,split\n1,a,train\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Photographs, tables and designs of all sorts, and a workspace with one waiting run."""
    desk = tmp_path_factory.mktemp("desk")
    for label, shade in (("benign", 0), ("malignant", 200)):
        (desk / "photos" / label).mkdir(parents=True)
        for number in range(6):
            picture = Image.new("RGB", (16, 16), (shade, number * 9, 0))
            picture.save(desk / "photos" / label / f"{number}.png")
    (desk / "empty").mkdir()
    (desk / "notes.txt").write_text("no table")
    (desk / "broken.zip").write_bytes(b"PK cut short")
    (desk / "broken.json").write_text("{")
    (desk / "split.csv").write_text(TABLE)
    home = desk / "home"
    import_dataset(workspace=home, path=desk / "photos", name="spots")
    submit(workspace=home, design=template(CNN), dataset_name="spots", recipe=Recipe())
    return desk


def ends(desk: Path, call: str, status: int, said: str) -> None:
    """Call the program, ``|`` between the words; hold its status and its one sentence."""
    command, *words = call.format(desk=desk, cnn=CNN, long="x" * 5000).split("|")
    done = CliRunner().invoke(app, [command, "--workspace", str(desk / "home"), *words])
    assert (done.exit_code, said in done.stderr) == (status, True), done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("import||--name|x", "No folder or file was chosen."),
        ("import|{desk}/nowhere|--name|x", "There is no file or folder"),
        ("import|{long}|--name|x", "There is no file or folder"),
        ("import|{desk}/photos|--name|x|--layout|isic", "There is no layout “isic”."),
        ("import|{desk}/photos|--name|x|--map|benign", "“benign” in the class map is no pair."),
        ("import|{desk}/photos|--name|x|--map|a=1,a=2", "names “a” twice"),
        ("import|{desk}/photos|--name|x|--map|nose=a,*=b", "“nose”, which no photograph has"),
        ("import|{desk}/photos|--name|x|--map|benign=a", "says nothing about “malignant”"),
        ("import|{desk}/photos|--name|x|--split-csv|{desk}/no.csv", "There is no split table"),
        ("import|{desk}/photos|--name|x|--split-csv|{long}", "There is no split table"),
        ("import|{desk}/photos|--name|x|--split-csv|{desk}/empty", "There is no split table"),
        ("import|{desk}/photos|--name|x|--split-csv|{desk}/notes.txt", "has no column image_id"),
        ("import|{desk}/photos|--name| ", "cannot be the name of a dataset"),
        ("import|{desk}/photos|--name|spots", "A dataset “spots” is there already"),
        ("import|{desk}/photos", "--name"),
        ("demo|--name|spots", "A dataset “spots” is there already"),
        ("decide|nowhere|exclude|1|--reason|x", "There is no dataset “nowhere”."),
        ("decide|spots|hide|1|--reason|x", "hide"),
        ("decide|spots|exclude|1", "--reason"),
        ("decide|spots|exclude|nobody|--reason|x", "There is no photograph “nobody”"),
        ("decide|spots|exclude|benign/1|--reason| ", "A decision needs its reason."),
        ("decide|spots|relabel|benign/1|--reason|x", "No class is named"),
        ("decide|spots|divide|1|--reason|x", "No photograph is named to divide"),
        ("divide|spots|--reason|x|--shares|much", "“much” are no shares."),
        ("divide|spots|--reason|x|--hold-out|BCN", "“BCN” holds nothing out."),
        ("divide|spots|--reason|x|--hold-out|source=BCN", "No photograph has “BCN” as its source"),
        ("divide|spots|--reason| ", "A decision needs its reason."),
        ("undo|spots|1", "There is no decision 1 to undo. There are: none."),
        ("train|No such design|--dataset|spots", "There is no design or template"),
        ("train|{desk}/no.json|--dataset|spots", "There is no design file"),
        ("train|{desk}/broken.json|--dataset|spots", "The file is not valid JSON"),
        ("train|{cnn}|--dataset|nowhere", "There is no dataset “nowhere”. There are: “spots”."),
        ("train|{cnn}|--dataset|spots|--set|speed", "--set needs field=value"),
        ("train|{cnn}|--dataset|spots|--set|speed=1", "The recipe has no field “speed”."),
        ("train|{cnn}|--dataset|spots|--set|epochs=many", "epochs cannot be “many”"),
        ("train|{cnn}|--dataset|spots|--epochs|0", "--epochs"),
        ("train|{cnn}|--dataset|spots|--set|nose.a=1", "The design has no layer “nose”."),
        ("train|{cnn}|--dataset|spots|--set|conv2d_1.nose=1", "At “conv2d_1”"),
        ("train|{cnn}|--dataset|spots|--set|conv2d_1.filters=-3", "At “conv2d_1”"),
        (
            "train|ResNet50, frozen|--dataset|spots|--set|backbone.weights=/nowhere.h5",
            "starts from the weights file /nowhere.h5, which is not there",
        ),
        (
            "train|ResNet50, frozen|--dataset|spots|--set|backbone.weights=run 99",
            "is to start from run 99, which has no trained model",
        ),
        (
            "train|ResNet50, frozen|--dataset|spots|--set|backbone.architecture=SqueezeNet 1.1",
            "There are no ImageNet weights to download for SqueezeNet 1.1.",
        ),
        ("train|{cnn}|--dataset|spots|--folds|1", "1 folds cannot be made."),
        ("train|{cnn}|--dataset|spots|--folds|9", "has too few lesions for 9 folds"),
        ("train", "DESIGN"),
        ("show|999", "There is no run 999."),
        (f"show|{'9' * 30}", "There is no run 999"),
        ("show|first", "neither a run nor a fold"),
        ("control|99|--show", "There is no run 99."),
        ("mistakes|1|--split|folds", "Run 1 is no fold of a cross-validation."),
        ("predict|999|a.jpg", "There is no run 999."),
        ("predict|1", "Missing argument"),
        ("predict|1|{desk}/photos|--csv|{desk}/notes.txt", "notes.txt” is there already."),
        ("predict|1|{desk}/photos|--csv|{desk}/empty", "empty” is there already."),
        ("predict|1|{desk}/photos|--csv|{desk}/no/scores.csv", "There is no folder for"),
        ("export|999|--to|{desk}/out", "There is no run 999."),
        ("export|1|--to|{desk}/notes.txt", "notes.txt"),
        ("code|{long}", "There is no design or template"),
        ("code|{desk}/broken.json", "The file is not valid JSON"),
        ("fly", "fly"),
        ("archive|--sex|m", "The archive knows no sex “m”."),
        ("archive|--age-from|60|--age-to|50", "No age is from 60 to 50 years."),
        ("app|--port|80", "--port"),
        ("datasets|--workspace|{desk}/notes.txt/home", "cannot be created"),
        ("app|--workspace|{desk}/notes.txt/home", "cannot be created"),
    ],
)
def test_a_wrong_call_ends_with_2(desk: Path, call: str, said: str) -> None:
    ends(desk, call, 2, said)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("import|{desk}/empty|--name|x", "There are no files in “empty”."),
        ("import|{desk}/notes.txt|--name|x", "not a known layout"),
        ("import|{desk}/photos|--name|x|--layout|ham10000", "not the layout “ham10000”"),
        ("import|{desk}/broken.zip|--name|x", "cannot be opened as a zip"),
        ("import|{desk}/photos|--name|x|--map|*=a", "are of one class, “a”"),
        ("import|{desk}/photos|--name|x|--split-csv|{desk}/split.csv", "None of 13 rows"),
        ("control|1|--show", "No control was made of run 1 yet."),
        ("show|1|--open-test", "Run 1 has no results on the test set"),
        ("predict|1|{desk}/photos/benign/0.png", "Run 1 has no trained network."),
        ("predict|1|{desk}/photos|--csv|{desk}/scores.csv", "Run 1 has no trained network."),
        ("export|1|--to|{desk}/out", "Run 1 has no trained network to export."),
    ],
)
def test_work_that_failed_ends_with_1(desk: Path, call: str, said: str) -> None:
    ends(desk, call, 1, said)


@pytest.mark.parametrize("call", ["datasets", "decisions|spots", "runs", "show|1", "code|{cnn}"])
def test_what_was_done_ends_with_0(desk: Path, call: str) -> None:
    words = call.format(cnn=CNN).split("|")
    done = CliRunner().invoke(app, [*words, "--workspace", str(desk / "home")])
    assert done.exit_code == 0
    assert done.stdout


def test_a_kept_control_is_looked_for_without_keras(desk: Path) -> None:
    asked = ["control", "1", "--show", "--workspace", str(desk / "home")]
    code = (
        "import sys\nfrom cli import app\n"
        f"try:\n    app({asked!r})\nexcept SystemExit as end:\n    print(end.code)\n"
        "print({'keras', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "set()"]
