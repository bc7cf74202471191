"""Predictions made elsewhere: lenient reading, every row not taken told, numbers as a run's."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from typer.testing import CliRunner

from cli import app
from runs.outside.errors import OutsideCallError, OutsideError
from runs.outside.table import read
from runs.outside.table_judging import judge_table


def written(folder: Path, text: str) -> Path:
    path = folder / "theirs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_one_score_is_judged_as_scikit_learn_judges_it(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 200)
    scores = (random.normal(size=200) + labels).round(2)
    scores = 1 / (1 + np.exp(-scores))
    rows = [
        f"img{at},{label},{score!r}"
        for at, (label, score) in enumerate(zip(labels, scores.tolist(), strict=True))
    ]
    told = judge_table(written(tmp_path, "\n".join(["image,label,score", *rows])))
    assert (told["rows_in"], told["taken"], told["reported"]) == (200, 200, [])
    assert told["evaluation"]["class_names"] == ["0", "1"]
    assert told["evaluation"]["auc"] == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)
    assert told["evaluation"]["auc_method"] == "DeLong"
    assert any("every image counts as a lesion" in note for note in told["evaluation"]["notes"])


def test_a_score_for_each_class_semicolons_and_decimal_commas(tmp_path: Path) -> None:
    text = (
        "image_id;dx;lesion_id;score_mel;prob_nv;bkl;comment\n"
        "a;mel;L1;0,7;0,2;0,1;x\n"
        "b;nv;L2;0,1;0,8;0,1;y\n"
        "c;bkl;L2;0,3;0,3;0,4;z\n"
    )
    told = judge_table(written(tmp_path, text))
    assert told["evaluation"]["class_names"] == ["bkl", "mel", "nv"]
    assert told["scores"] == {"bkl": "bkl", "mel": "score_mel", "nv": "prob_nv"}
    assert told["ignored"] == ["comment"]
    assert told["evaluation"]["accuracy"] == 1
    assert (told["evaluation"]["groups"], told["grouped_by"]) == (2, "group")


def test_every_row_not_taken_is_told(tmp_path: Path) -> None:
    text = (
        "image,label,score\na,benign,0.1\na,benign,0.2\n,benign,0.2\nb,,0.3\nc,malignant,\n"
        "d,malignant,0.9\ne,benign,0.1,0.2\n"
    )
    told = judge_table(written(tmp_path, text))
    assert (told["rows_in"], told["taken"]) == (7, 2)
    assert [one["where"][-6:] for one in told["reported"]] == [
        f"line {at}" for at in (3, 4, 5, 6, 8)
    ]
    assert [one["why"] for one in told["reported"]] == [
        "“a” stands there already.",
        "The row names no image.",
        "The row has no label.",
        "A score is missing.",
        "The line has 4 cells, but the table has 3 columns.",
    ]


def test_logits_are_taken_as_such_and_said(tmp_path: Path) -> None:
    text = "image,label,score\na,benign,-3\nb,malignant,4\nc,benign,-1\nd,malignant,2\n"
    evaluation = judge_table(written(tmp_path, text))["evaluation"]
    assert (evaluation["auc"], evaluation["accuracy"]) == (1, 1)
    assert any("logits" in note for note in evaluation["notes"])


@pytest.mark.parametrize(
    ("labels", "column", "positive", "expected"),
    [
        (("nevus", "melanoma"), "score", None, "melanoma"),
        (("a", "b"), "a", None, "a"),
        (("a", "b"), "score", "B", "b"),
        (("0.0", "1.0"), "p", None, "1"),
    ],
)
def test_the_positive_class_is_found(
    tmp_path: Path, labels: tuple[str, str], column: str, positive: str | None, expected: str
) -> None:
    text = f"image,label,{column}\nx,{labels[0]},0.1\ny,{labels[1]},0.9\n"
    assert read(written(tmp_path, text), positive=positive).classes[1] == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("image,score\na,1\n", "no column for the label. Its columns are: image, score"),
        (
            "file,benign,malignant,class,note\na,0.1,0.9,malignant,\n",
            "“class” may be what the network says",
        ),
        ("image,label,score\n", "has no rows below its first line"),
        ("image,label,score\na,,0.1\n", "No row of “theirs.csv” has a label"),
        ("image,label,score\na,nv,0.1\nb,nv,0.2\n", "All rows of “theirs.csv” are labelled nv"),
        ("", "“theirs.csv” is empty"),
        ("\n \n", "“theirs.csv” is empty"),
        ("PK\x03\x04\n", "no table of text"),
        ("image,label\x00\n", "no table of text"),
        ("image,label,score\na,x,0.1\nb,y,0.2\n", "cannot be told"),
        ("image,label,one,two\na,nv,0.1,1\nb,mel,0.2,2\n", "one, two hold numbers"),
        (
            "image,label,score\na,nv,0.1\nb,mel,0.2\nc,bkl,0.2\n",
            r"without a column of scores: bkl \(1\), mel \(1\)",
        ),
        ("image,label,score\na,nv,\nb,mel,\n", "none hold numbers"),
    ],
)
def test_what_cannot_be_judged_says_why(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(OutsideError, match=words):
        judge_table(written(tmp_path, text))


def test_a_positive_class_that_is_not_there(tmp_path: Path) -> None:
    path = written(tmp_path, "image,label,score\na,x,0.1\nb,y,0.2\n")
    with pytest.raises(OutsideCallError, match="labelled “z”"):
        judge_table(path, positive="z")


def test_the_command_prints_json_and_ends_as_others_do(tmp_path: Path) -> None:
    path = written(tmp_path, "image,label,score\na,nv,0.1\nb,mel,0.2\n")
    done = CliRunner().invoke(app, ["judge-csv", str(path), "--json"])
    assert json.loads(done.stdout) == judge_table(path)
    missing = CliRunner().invoke(app, ["judge-csv", str(tmp_path / "no.csv")])
    assert (missing.exit_code, "There is no table" in missing.output) == (2, True)


def percentages(folder: Path, head: str, row: str) -> tuple[Path, float]:
    random = np.random.default_rng(0)
    labels = random.integers(0, 2, 200)
    scores = np.clip(random.normal(50 + 12 * labels, 15), 0, 100).round(2)
    names = ["benign", "malignant"]
    rows = [
        row.format(at=at, label=names[label], score=score, part=score / 100, rest=1 - score / 100)
        for at, (label, score) in enumerate(zip(labels, scores, strict=True))
    ]
    return written(folder, "\n".join([head, *rows])), float(roc_auc_score(labels, scores))


def test_percentages_are_taken_for_percentages(tmp_path: Path) -> None:
    """Taken for logits, 40 and 90 would both be 1.0, and the AUC another."""
    path, area = percentages(tmp_path, "image,label,score", "i{at},{label},{score}")
    told = judge_table(path)["evaluation"]
    assert told["auc"] == pytest.approx(area, abs=1e-12)
    assert any("percentages" in note for note in told["notes"])
    assert 0 < told["per_class"]["malignant"]["specificity"] < 1


def test_steep_logits_keep_their_order(tmp_path: Path) -> None:
    rows = [f"i{at},{'malignant' if at % 3 else 'benign'},{at - 50}" for at in range(400)]
    told = judge_table(written(tmp_path, "\n".join(["image,label,score", *rows])))["evaluation"]
    labels = [at % 3 > 0 for at in range(400)]
    assert told["auc"] == pytest.approx(roc_auc_score(labels, range(400)), abs=1e-12)


def test_a_score_of_one_class_is_not_taken_for_the_other(tmp_path: Path) -> None:
    path, area = percentages(tmp_path, "image,label,benign", "i{at},{label},{rest:.4f}")
    told = judge_table(path)
    assert told["scores"] == {"benign": "benign"}
    assert told["evaluation"]["auc"] == pytest.approx(area, abs=1e-12)
    with pytest.raises(OutsideCallError, match=r"“benign”, is for benign, not for malignant"):
        judge_table(path, positive="malignant")


def test_a_score_called_by_its_class_is_found_beside_other_numbers(tmp_path: Path) -> None:
    head = "image,label,age,p_malignant"
    path, area = percentages(tmp_path, head, "i{at},{label},{at},{part:.4f}")
    told = judge_table(path)
    assert (told["scores"], told["ignored"]) == ({"malignant": "p_malignant"}, ["age"])
    assert told["evaluation"]["auc"] == pytest.approx(area, abs=1e-12)


def test_labels_spelled_otherwise_are_one_class(tmp_path: Path) -> None:
    """Taken as they stand, three rows would have made four classes of two."""
    text = (
        "image,label,benign,malignant\na,benign,0.9,0.1\nb,malignant,0.2,0.8\nc,BENIGN,0.7,0.3\n"
        "d,Malignant,0.4,0.6\ne,malignant,0.3,0.7\nf,benign,0.8,0.2\n"
    )
    told = judge_table(written(tmp_path, text))
    assert told["evaluation"]["class_names"] == ["benign", "malignant"]
    assert (told["taken"], told["evaluation"]["auc"]) == (6, 1)
    notes = [note for note in told["evaluation"]["notes"] if "capitals" in note]
    assert [note.partition(": ")[2] for note in notes] == [
        "“BENIGN”, “benign”.",
        "“Malignant”, “malignant”.",
    ]


@pytest.mark.parametrize("cell", ["{score:.2f}%", "{score:.2f} %"])
def test_percent_signs_are_read(tmp_path: Path, cell: str) -> None:
    path, area = percentages(tmp_path, "image,label,score", f"i{{at}},{{label}},{cell}")
    told = judge_table(path)
    assert (told["taken"], told["evaluation"]["auc"]) == (200, pytest.approx(area, abs=1e-12))
    assert read(path).scores[0][0] < 1


@pytest.mark.parametrize("wrong", ["inf", "-inf", "1e999", "yes"])
def test_a_row_whose_score_is_no_number_is_told_and_the_rest_judged(
    tmp_path: Path, wrong: str
) -> None:
    path, _ = percentages(tmp_path, "image,label,score", "i{at},{label},{part:.4f}")
    path.write_text(f"{path.read_text()}\nlast,benign,{wrong}\n")
    told = judge_table(path)
    assert (told["rows_in"], told["taken"]) == (201, 200)
    assert told["reported"][0]["why"] == f"Its score “{wrong}” is no number."


@pytest.mark.parametrize("blank", ["\N{NO-BREAK SPACE}", "  "])
def test_a_label_with_an_odd_blank_has_the_column_of_its_name(tmp_path: Path, blank: str) -> None:
    """Missed, its scores were ignored and the other class became the positive one."""
    text = "image,label,benign,malignant melanoma\n" + "".join(
        f"i{at},{f'malignant{blank}melanoma' if at % 2 else 'benign'},{1 - at % 2},{at % 2}\n"
        for at in range(20)
    )
    told = judge_table(written(tmp_path, text), positive="malignant melanoma")
    assert told["ignored"] == []
    assert told["evaluation"]["auc"] == 1
    assert told["evaluation"]["class_names"][1].split() == ["malignant", "melanoma"]


def test_a_score_a_rounding_above_1_makes_no_percentages_of_all(tmp_path: Path) -> None:
    rows = "".join(f"i{at},{at % 2},{0.2 + 0.6 * (at % 2)}\n" for at in range(20))
    text = f"image,label,score\n{rows}last,1,1.0000001\n"
    told = judge_table(written(tmp_path, text))["evaluation"]
    assert told["confusion"] == [[10, 0], [0, 11]]
    assert not any("percentages" in note for note in told["notes"])
