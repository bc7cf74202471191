"""What the check of the photographs found: a line each, with its photographs a click away."""

from __future__ import annotations

from typing import Final

import numpy as np
import streamlit as st

from data.audit.findings import NEEDS_DECISION, Finding, Kind, findings
from data.audit.gaps import missing
from data.audit.measures import Measure
from data.dataset import Dataset
from ui.frame import session, wording
from ui.pages.data.view import FINDING, VIEW, View

_HELP: Final = (
    "Copies, contradictions, and photographs that stand out by what is measured in them at the "
    "size that networks see. A measure is no verdict: look, then decide."
)
_SMALL: Final = 0.01
_SHOWS: Final = {
    (Measure.BRIGHTNESS, True): "very dark",
    (Measure.BRIGHTNESS, False): "very bright",
    (Measure.CONTRAST, True): "with next to nothing to see",
    (Measure.BURNT, False): "burnt out to white",
    (Measure.SHARPNESS, True): "blurred",
    (Measure.CORNERS, False): "with most of the four corners dark",
    (Measure.HAIR, False): "with much hair",
    (Measure.RULER, False): "with a ruler",
    (Measure.INK, False): "with a marker's ink",
}
_COUNTED: Final = {
    (Measure.CORNERS, False): "Counted where more than half of the four corners, taken together, "
    "is dark, as inside a dermatoscope's round rim. One or two dark corners are not counted.",
}
"""What is counted, where the words above leave it open."""
_CLASHES: Final = {
    ("lesion_id", "label"): ("lesion", "with two classes"),
    ("lesion_id", "patient_id"): ("lesion", "of two patients"),
    ("lesion_id", "sex"): ("lesion", "of two sexes"),
    ("patient_id", "sex"): ("patient", "of two sexes"),
    ("age", "range"): ("photograph", "with an age that cannot be"),
}
_UNKNOWN: Final = {
    "lesion_id": "the lesion",
    "patient_id": "the patient",
    "age": "age",
    "sex": "sex",
    "site": "where on the body",
    "dx_type": "how the diagnosis was confirmed",
    "licence": "the licence",
}


def of(dataset: Dataset) -> list[Finding]:
    """All findings of a version of a dataset, kept while nothing changes."""
    return _of(dataset)


@st.cache_data(show_spinner=False, max_entries=4, hash_funcs={Dataset: session.version})
def _of(dataset: Dataset) -> list[Finding]:
    return findings(dataset)


def sentence(finding: Finding) -> str:
    """A finding in words: "266 photographs with a ruler"."""
    count = finding.count
    if finding.measure is not None:
        shows = _SHOWS[finding.measure, finding.low]
        return f"{wording.plural(count, 'photograph')} {shows}"
    if finding.clash is not None:
        unit, told = _CLASHES[finding.clash.one, finding.clash.differ]
        return f"{wording.plural(count, unit)} {told}"
    pairs, photographs = wording.plural(count, "pair"), wording.plural(count, "photograph")
    return {
        Kind.UNDECIDED: f"{wording.plural(count, 'picture')} with equal pixels under two labels: "
        "left out until you decide",
        Kind.DISAGREE: f"{pairs} of copies with two labels: one of the two must be wrong",
        Kind.COPIES: f"{pairs} of photographs across lesions that seem to be one",
        Kind.TINY: f"{photographs} with a side below 100 pixels",
        Kind.LEFT_OUT: f"{photographs} left out by decision",
    }[finding.kind]


def counted(finding: Finding) -> str | None:
    """What exactly a measure counts; None where the sentence tells it."""
    return _COUNTED.get((finding.measure, finding.low)) if finding.measure else None


def show(dataset: Dataset) -> None:
    """The lines, what needs a decision first, and what is not known."""
    found = of(dataset)
    st.markdown("**What the check found**", help=_HELP)
    st.caption(_in_short(found, measured=dataset.measures is not None))
    with st.container(gap=None):
        for finding in found:
            _line(dataset, finding)
    st.caption(_unknown(dataset))


def _in_short(found: list[Finding], *, measured: bool) -> str:
    needs = sum(one.kind in NEEDS_DECISION for one in found)
    other = len(found) - needs
    first = f"{wording.plural(needs, 'thing needs', 'things need')} a decision" if needs else ""
    then = f"{wording.plural(other, 'thing is', 'things are')} worth a look" if other else ""
    told = "; ".join(part for part in (first, then) if part)
    if measured:
        return f"{told}." if told else "Nothing stands out."
    return (
        f"{told or 'Nothing in the tables stands out'}. The photographs themselves were not "
        "measured; import them again for that."
    )


def _line(dataset: Dataset, finding: Finding) -> None:
    urgent = finding.kind in NEEDS_DECISION
    icon = ":orange[:material/error:]" if urgent else ":gray[:material/visibility:]"
    told, shares, button = st.columns([6, 5, 1], vertical_alignment="center", gap="small")
    told.markdown(f"{icon} {sentence(finding)}", help=counted(finding))
    if finding.kind is Kind.STANDS_OUT:
        shares.caption(_by_class(dataset, finding))
    with button:
        st.button(
            "Show",
            key=f"finding_{finding.key}",
            type="tertiary",
            on_click=_to_gallery,
            args=(finding.key,),
            disabled=not dataset.photographed,
        )


def _to_gallery(key: str) -> None:
    st.session_state[VIEW] = View.GALLERY
    st.session_state[FINDING] = key


def _by_class(dataset: Dataset, finding: Finding) -> str:
    """The share of each class that stands out, so that what comes with one class is seen."""
    inside = np.zeros(len(dataset.manifest), dtype=bool)
    inside[list(finding.rows)] = True
    targets = dataset.targets
    used = dataset.used.index.to_numpy()
    shares = [
        f"{_share(float(inside[used][targets[used] == number].mean()))} of {wording.plain(name)}"
        for number, name in enumerate(dataset.classes)
    ]
    return ", ".join(shares)


def _share(share: float) -> str:
    if not 0 < share < _SMALL:
        return wording.percent(share)
    return f"{100 * share:.1f}\u00a0%" if share >= _SMALL / 10 else "under 0.1\u00a0%"


def _unknown(dataset: Dataset) -> str:
    shares = missing(dataset.used)
    never = [_UNKNOWN[name] for name, share in shares.items() if share == 1]
    partly = [f"{_UNKNOWN[name]} of {_share(s)}" for name, s in shares.items() if 0 < s < 1]
    told = [f"not known of any photograph: {', '.join(never)}"] if never else []
    told += [f"not known: {', '.join(partly)}"] if partly else []
    if not told:
        return "Lesion, patient, age, sex, site and licence are known of every photograph."
    text = "; ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def stale() -> None:
    """After a decision: the next page looks anew."""
    session.forget_names()
