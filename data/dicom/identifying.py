"""Which attributes of a DICOM file say who somebody is. No file is read here.

From table E.1-1 of DICOM PS3.15 (Basic Application Level Confidentiality Profile) those that name,
number, house or call a person, or the institution that treats them. Not here: dates, ages, devices
and unique identifiers (UID), which that profile changes as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

IDENTIFYING: Final = {
    0x0008_0050: "Accession Number",
    0x0008_0080: "Institution Name",
    0x0008_0081: "Institution Address",
    0x0008_0082: "Institution Code Sequence",
    0x0008_0090: "Referring Physician's Name",
    0x0008_0092: "Referring Physician's Address",
    0x0008_0094: "Referring Physician's Telephone Numbers",
    0x0008_0096: "Referring Physician Identification Sequence",
    0x0008_009C: "Consulting Physician's Name",
    0x0008_009D: "Consulting Physician Identification Sequence",
    0x0008_1040: "Institutional Department Name",
    0x0008_1048: "Physician(s) of Record",
    0x0008_1049: "Physician(s) of Record Identification Sequence",
    0x0008_1050: "Performing Physician's Name",
    0x0008_1052: "Performing Physician Identification Sequence",
    0x0008_1060: "Name of Physician(s) Reading Study",
    0x0008_1062: "Physician(s) Reading Study Identification Sequence",
    0x0008_1070: "Operators' Name",
    0x0008_1072: "Operator Identification Sequence",
    0x0010_0010: "Patient's Name",
    0x0010_0020: "Patient ID",
    0x0010_0021: "Issuer of Patient ID",
    0x0010_0030: "Patient's Birth Date",
    0x0010_0032: "Patient's Birth Time",
    0x0010_0050: "Patient's Insurance Plan Code Sequence",
    0x0010_1000: "Other Patient IDs",
    0x0010_1001: "Other Patient Names",
    0x0010_1002: "Other Patient IDs Sequence",
    0x0010_1005: "Patient's Birth Name",
    0x0010_1040: "Patient's Address",
    0x0010_1050: "Insurance Plan Identification",
    0x0010_1060: "Patient's Mother's Birth Name",
    0x0010_1090: "Medical Record Locator",
    0x0010_2154: "Patient's Telephone Numbers",
    0x0010_2155: "Patient's Telecom Information",
    0x0010_2297: "Responsible Person",
    0x0010_2299: "Responsible Organization",
    0x0010_4000: "Patient Comments",
    0x0016_004D: "Camera Owner Name",
    0x0016_0072: "GPS Latitude",
    0x0016_0074: "GPS Longitude",
    0x0032_1032: "Requesting Physician",
    0x0038_0004: "Referenced Patient Alias Sequence",
    0x0038_0010: "Admission ID",
    0x0038_0060: "Service Episode ID",
    0x0038_0300: "Current Patient Location",
    0x0038_0400: "Patient's Institution Residence",
    0x0040_0006: "Scheduled Performing Physician's Name",
    0x0040_1010: "Names of Intended Recipients of Results",
    0x0040_1101: "Person Identification Code Sequence",
    0x0040_1102: "Person's Address",
    0x0040_1103: "Person's Telephone Numbers",
    0x0040_1104: "Person's Telecom Information",
    0x0040_2008: "Order Entered By",
    0x0040_2010: "Order Callback Phone Number",
    0x0040_2011: "Order Callback Telecom Information",
    0x0040_2016: "Placer Order Number / Imaging Service Request",
    0x0040_2017: "Filler Order Number / Imaging Service Request",
    0x0040_4036: "Human Performer's Organization",
    0x0040_4037: "Human Performer's Name",
    0x0040_A027: "Verifying Organization",
    0x0040_A075: "Verifying Observer Name",
    0x0040_A123: "Person Name",
    0x0070_0084: "Content Creator's Name",
    0x300E_0008: "Reviewer Name",
    0x4008_010A: "Interpretation Transcriber",
    0x4008_010C: "Interpretation Author",
    0x4008_0102: "Interpretation Recorder",
    0x4008_0114: "Physician Approving Interpretation",
    0x4008_0119: "Distribution Name",
    0x4008_011A: "Distribution Address",
}
"""Names by tag, as PS3.6 writes them."""
NAMED: Final = 3
"""How many of them a message names."""


def still_identifies(tags: Sequence[int]) -> str:
    """The sentence about a file in which these are filled in; their values are never told."""
    told = [f"{IDENTIFYING[tag]} ({tag >> 16:04X},{tag & 0xFFFF:04X})" for tag in tags[:NAMED]]
    more = f" and {len(tags) - NAMED} more" if len(tags) > NAMED else ""
    are = "is" if len(tags) == 1 else "are"
    return (
        f"This DICOM file may still say who the patient is: {', '.join(told)}{more} {are} filled "
        "in, and Patient Identity Removed (0012,0062) is not YES. Import a de-identified copy."
    )
