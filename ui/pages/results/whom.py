"""For whom a run fails: groups as forest plot and table, and what pathology has confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import charts
from ui.charts import figures
from ui.frame import session, wording
from ui.pages.data.gallery import words
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.store.records import RunRecord

    Group = Mapping[str, Any]

_TWO = 2
_OF_TWO = {"auc": "AUC", "sensitivity": "Sensitivity", "specificity": "Specificity"}
_OF_SEVERAL = {"auc": "AUC", "balanced_accuracy": "Balanced accuracy"}
_ENDS = ("", "_low", "_high")


def show(run: RunRecord, evaluation: Mapping[str, Any], split: str) -> None:
    """Groups of patients and photographs; then what pathology has confirmed."""
    unit = trained.grouped_by(run.id)
    groups = evaluation.get("subgroups")
    if groups:
        _groups(evaluation, groups, split, unit)
    elif groups is not None:
        st.markdown("**For whom it fails cannot be told.**")
        st.caption(
            "The dataset knows nothing of its patients, or the same of all: no sex, age, site, "
            "skin type, source or way of confirmation. Import it with such columns to see this."
        )
    if evaluation.get("confirmed"):
        _confirmed(evaluation["confirmed"], split)


def _groups(evaluation: Mapping[str, Any], groups: Sequence[Group], split: str, unit: str) -> None:
    measures = _OF_TWO if len(evaluation["class_names"]) == _TWO else _OF_SEVERAL
    few = sum(bool(group["few"]) for group in groups)
    st.markdown(_said(groups, measures, unit))
    figures.show(
        charts.forest(_rows(groups, measures), _whole(evaluation, measures), dark=session.dark()),
        title="Groups beside all together",
        key=f"forest_{split}",
        help=_FOREST,
        rows=[_flat(group, measures) for group in groups],
    )
    if few:
        st.caption(
            f"Grey and open: fewer than 20 {unit}s of a class. Such a row says little; it is shown "
            "so that nobody is forgotten."
        )
    figures.table(
        [_flat(group, measures) for group in groups],
        title="The same as numbers",
        key=f"subgroups_{split}",
        shown=[_in_words(group, measures, unit) for group in groups],
        help=_TOO_FEW.format(unit=unit),
    )


def _called(group: Group) -> str:
    return f"{words.title(group['by'])}: {words.shown(group['by'], group['value'])}"


def _said(groups: Sequence[Group], measures: Mapping[str, str], unit: str) -> str:
    """The group with the lowest number of those that say something."""
    measure = "sensitivity" if "sensitivity" in measures else "auc"
    sure = [group for group in groups if not group["few"] and group[measure] is not None]
    if not sure:
        return (
            f"**No group has 20 {unit}s of each class**: for whom it fails cannot be told from "
            "these images."
        )
    worst = min(sure, key=lambda group: group[measure])
    numbers = [worst[f"{measure}{end}"] for end in _ENDS]
    told = charts.area(*numbers) if measure == "auc" else wording.share_with_interval(*numbers)
    called = measure if "sensitivity" in measures else measures[measure]
    return (
        f"**Lowest {called}: {wording.plain(_called(worst))}**, {told}. Where intervals overlap, "
        "groups may differ by chance alone, and of many groups one is always lowest."
    )


def _rows(groups: Sequence[Group], measures: Mapping[str, str]) -> list[charts.Row]:
    """A heading before the values of each thing."""
    rows: list[charts.Row] = []
    before = None
    for group in groups:
        if group["by"] != before:
            rows.append(charts.Row(words.title(group["by"]), {}))
            before = group["by"]
        numbers = {
            title: (group[key], group[f"{key}_low"], group[f"{key}_high"])
            for key, title in measures.items()
        }
        name = f"{words.shown(group['by'], group['value'])} ({group['groups']:,})"
        rows.append(charts.Row(name, numbers, bool(group["few"])))
    return rows


def _whole(evaluation: Mapping[str, Any], measures: Mapping[str, str]) -> dict[str, float | None]:
    """What all images together have."""
    positive = evaluation["per_class"][evaluation["class_names"][-1]]
    of_class = {"sensitivity", "specificity"}
    return {
        title: (positive if key in of_class else evaluation).get(key)
        for key, title in measures.items()
    }


def _flat(group: Group, measures: Mapping[str, str]) -> dict[str, Any]:
    counted = ("by", "value", "images", "groups", "positives", "negatives")
    return {
        **{name: group[name] for name in counted if group.get(name) is not None},
        **{f"{key}{end}": group[f"{key}{end}"] for key in measures for end in _ENDS},
        "few": group["few"],
    }


def _in_words(group: Group, measures: Mapping[str, str], unit: str) -> dict[str, str]:
    told = {title: _measured(group, key) for key, title in measures.items()}
    counted = {f"{unit.capitalize()}s": f"{group['groups']:,}"} if unit != "image" else {}
    return {
        "": wording.plain(_called(group)),
        "Images": f"{group['images']:,}",
        **counted,
        **told,
        "Enough to tell": "too few" if group["few"] else "yes",
    }


def _measured(group: Group, key: str) -> str:
    """A number with its interval, or in the same words for all of them why there is none."""
    value, low, high = (group[f"{key}{end}"] for end in _ENDS)
    if value is None:
        return "undefined"
    told = charts.area if key == "auc" else wording.share_with_interval
    return told(value, low, high) if low is not None else f"{told(value, None, None)}, no interval"


def _confirmed(rows: Sequence[Mapping[str, Any]], split: str) -> None:
    """How many labels pathology has confirmed, and the rate of right calls on those alone."""
    measure = rows[0]["measure"]
    figures.table(
        [dict(row) for row in rows],
        title="Confirmed by pathology",
        key=f"confirmed_{split}",
        help=_CONFIRMED,
        shown=[
            {
                "Class": wording.plain(row["class"]),
                "Confirmed": f"{row['confirmed']:,} of {wording.plural(row['images'], 'image')} "
                f"({wording.percent(row['share'])})",
                f"{measure.capitalize()} on those alone": wording.share_with_interval(
                    row["right"], row["right_low"], row["right_high"]
                ),
            }
            for row in rows
        ],
    )


_FOREST = (
    "Each dot is the number of one group, its arms the 95 % interval; the dashed line is what all "
    "images together have. In brackets: how many lesions. Few lesions: grey and open."
)
_TOO_FEW = (
    "Too few: under 20 {unit}s of a class, so the number may be far off. Undefined: the group has "
    "no {unit} of the class, or no other, so there is nothing to count. No interval: a class "
    "has one {unit} only, or every one is ranked rightly, so that chance shows no other number."
)
_CONFIRMED = (
    "A label that rests on follow-up or a look alone may be wrong, and easy lesions are seldom "
    "excised. The number on confirmed labels alone is the more sober one."
)
