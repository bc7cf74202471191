"""Classes of another collection in the run's words."""

from __future__ import annotations

import pytest

from runs.outside.classes import matched, unmatched
from runs.outside.errors import OutsideCallError, OutsideError

RUN = ("benign", "malignant")


def test_names_match_whatever_their_case_and_the_rest_is_told() -> None:
    places, told = matched(["Malignant", "benign ", "wart", "wart"], RUN)
    assert places.tolist() == [1, 0, -1, -1]
    assert told == [{"why": "are “wart”, which is no class of the run", "images": 2}]
    assert unmatched(["Malignant", "wart", "wart"], RUN) == ["wart"]


def test_a_map_sends_and_leaves_out() -> None:
    places, told = matched(
        ["nv", "MEL", "benign"], RUN, {"nv": "Benign", "mel": "malignant", "benign": "-"}
    )
    assert places.tolist() == [0, 1, -1]
    assert told[0]["images"] == 1


def test_what_is_not_there_is_refused_in_words() -> None:
    with pytest.raises(OutsideCallError, match="no photograph is labelled"):
        matched(["nv"], RUN, {"mel": "malignant"})
    with pytest.raises(OutsideCallError, match="no class of the run"):
        matched(["nv"], RUN, {"nv": "naevus"})
    with pytest.raises(OutsideError, match="None of its classes"):
        matched(["nv"], RUN)
