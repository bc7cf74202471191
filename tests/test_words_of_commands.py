"""What `open` and `predict` print for people: sentences, no names of fields."""

from __future__ import annotations

from cli import printing_designs, telling

PREDICTED = {
    "image": "a.jpg", "problem": None, "class": "malignant", "notes": ["It is grey."],
    "probabilities": {"benign": 0.25, "malignant": 0.75},
    "operating_point": {
        "positive": ["malignant"], "score": 0.75, "threshold": 0.412, "flagged": True,
    },
    "scored_alike": {
        "positive": ["malignant"], "unit": "lesion", "count": 60, "positive_count": 34,
        "score_low": 0.31, "score_high": 0.52,
    },
}  # fmt: skip
OPENED = {
    "design": "Theirs", "kind": "a .keras file", "layers": 7, "weights": 1234,
    "weights_in_file": True, "classes": 2, "problems": [], "unknown": [], "start": "opened/1",
    "differences": [{
        "layer": "d", "kind": "Dense", "setting": "use_bias", "value": "no", "becomes": "yes",
    }],
}  # fmt: skip


def test_a_prediction_is_told_with_what_stands_beside_it() -> None:
    broken = {**PREDICTED, "image": "b.jpg", "problem": "It is cut off."}
    assert list(telling.predicted([PREDICTED, broken])) == [
        "a.jpg: malignant",
        "  It is grey.",
        "  Scores: benign 0.25, malignant 0.75.",
        "  At the operating point: malignant (score 0.750, threshold 0.412).",
        "  Of validation lesions scored like this (0.31 to 0.52), 34 of 60 were malignant.",
        "b.jpg: It is cut off.",
    ]


def test_without_an_operating_point_nothing_is_said_of_one() -> None:
    bare = {**PREDICTED, "notes": [], "operating_point": None, "scored_alike": None}
    assert list(telling.predicted([bare])) == [
        "a.jpg: malignant", "  Scores: benign 0.25, malignant 0.75.",
    ]  # fmt: skip


def test_a_table_is_counted() -> None:
    told = {
        "csv": "scores.csv", "images": 1003, "predicted": 1002, "not_predicted": 1,
        "classes": {"benign": 900, "malignant": 102}, "flagged": 150, "seconds": 8.0,
    }  # fmt: skip
    assert list(telling.table_written(told)) == [
        "scores.csv: 1,002 of 1,003 photographs predicted.",
        "  benign 900, malignant 102.",
        "  At or above the operating point: 150.",
        "  Not predicted: 1; each row says why.",
    ]


def test_an_opened_file_is_told_with_what_the_drawing_cannot_say() -> None:
    assert list(printing_designs.opened(OPENED)) == [
        "A .keras file: 7 layers, 1,234 weights. The file has weights.",
        "It tells 2 classes apart.",
        "note   use_bias of Dense “d” is no in the file; here: yes.",
        "Opened as the design “Theirs”.",
        "Its trainings start from the weights of the file.",
    ]


def test_a_layer_that_is_unknown_is_an_error() -> None:
    unknown = [{"layer": "m", "kind": "Mine", "why": "no layer of Keras"}]
    told = {**OPENED, "design": None, "layers": 0, "unknown": unknown, "differences": []}
    assert "ERROR  Mine (“m”): no layer of Keras." in list(printing_designs.opened(told))
