"""Whom a DICOM file names, and what it shows, before it may be read; no message tells a value."""

from __future__ import annotations

import io
import struct

import numpy as np
import pytest

pytest.importorskip("pydicom", reason="needs pydicom: pip install -e '.[dicom]'")

from dicom_files import changed, dicom
from pydicom import dcmread, uid
from pydicom.datadict import dictionary_description, dictionary_VR
from pydicom.dataset import Dataset

from data.dicom.identifying import IDENTIFYING
from data.opened import open_dicom

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom.*")

NOISE = np.random.default_rng(0).integers(0, 256, (40, 60, 3), dtype=np.uint8)
NAME = "Schneeweiss"


def refused(content: bytes) -> str:
    with pytest.raises(ValueError, match=r"^This DICOM file .*\.$") as caught:
        open_dicom(content)
    assert NAME not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("tag", IDENTIFYING, ids=IDENTIFYING.values())
def test_what_identifies_is_refused_by_its_name(tag: int) -> None:
    content = dicom(NOISE, PatientIdentityRemoved=None)
    assert open_dicom(content)
    assert dictionary_description(tag) == IDENTIFYING[tag]
    name = f"{IDENTIFYING[tag]} ({tag >> 16:04X},{tag & 0xFFFF:04X}) is filled in"
    assert name in refused(with_tag(content, tag))
    assert name in refused(with_tag(content, tag, inside=True))
    assert open_dicom(changed(with_tag(content, tag), PatientIdentityRemoved="YES"))
    assert open_dicom(with_tag(content, tag, empty=True))


def with_tag(content: bytes, tag: int, *, inside: bool = False, empty: bool = False) -> bytes:
    found = dcmread(io.BytesIO(content))
    kind = dictionary_VR(tag)
    item = Dataset()
    item.CodeMeaning = NAME
    value = {"SQ": [item], "DA": "19700101", "TM": "0930", "DS": ["1", "2", "3"]}.get(kind, NAME)
    place = Dataset()
    place.add_new(tag, kind, ([] if kind == "SQ" else "") if empty else value)
    if inside:
        found.ReferencedImageSequence = [place]
    else:
        found.update(place)
    file = io.BytesIO()
    found.save_as(file)
    return file.getvalue()


def test_of_many_attributes_that_identify_three_are_named() -> None:
    names = {
        "PatientName": NAME,
        "PatientID": "1",
        "AccessionNumber": "2",
        "InstitutionName": "x",
    }
    said = refused(dicom(NOISE, PatientIdentityRemoved="NO", **names))
    assert "Accession Number (0008,0050), Institution Name (0008,0080)" in said
    assert "and 1 more are filled in" in said


@pytest.mark.parametrize("value", ["", " ", "^^^^", "^^=^"])
def test_an_empty_name_names_nobody(value: str) -> None:
    assert open_dicom(dicom(NOISE, PatientIdentityRemoved=None, PatientName=value))


def test_a_name_behind_the_pixels_is_found() -> None:
    content = dicom(NOISE, PatientIdentityRemoved=None)
    late = struct.pack("<HH2sH", 0x0010, 0x0010, b"PN", 12) + b"Schneeweiss "
    assert "Patient's Name" in refused(content + late)


def test_burned_in_writing_is_refused_and_silence_is_told() -> None:
    assert "burned into its pixels" in refused(dicom(NOISE, BurnedInAnnotation="YES"))
    assert open_dicom(dicom(NOISE)).unsure is None
    assert "do not say" in str(open_dicom(dicom(NOISE, BurnedInAnnotation=None)).unsure)


def test_only_photographs_are_read() -> None:
    for kind in (uid.DermoscopicPhotographyImageStorage, uid.SecondaryCaptureImageStorage):
        assert open_dicom(dicom(NOISE, SOPClassUID=kind))
    said = refused(dicom(NOISE, SOPClassUID=uid.CTImageStorage))
    assert said.startswith("This DICOM file is “CT Image Storage”, not a photograph.")
    assert "of an unknown kind" in refused(dicom(NOISE, SOPClassUID=uid.UID("1.2.3")))


def test_what_the_header_tells_of_the_patient() -> None:
    known = open_dicom(
        dicom(
            NOISE, PatientID="P7", PatientAge="018M", PatientSex="F", BodyPartExamined="LOWER_LEG"
        )
    ).told
    assert known is not None
    assert (known.patient_id, known.age, known.sex, known.site) == (
        "P7",
        1.5,
        "female",
        "lower leg",
    )
    odd = open_dicom(dicom(NOISE, PatientAge="old", PatientSex="O")).told
    assert odd is not None
    assert (odd.patient_id, odd.age, odd.sex, odd.site) == (None, None, None, None)
