"""What ``doctor`` finds on this computer, and what it advises where something is missing."""

from __future__ import annotations

from collections import namedtuple
from pathlib import Path

import pytest

from runs import doctor
from runs.computer import Computer, this_computer

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024  as shutil's own


def computer(**told: object) -> Computer:
    return this_computer().model_copy(update=told)


@pytest.mark.keras
def test_this_computer_is_well(tmp_path: Path) -> None:
    found = {finding.about: finding for finding in doctor.examine(tmp_path)}
    assert list(found) == ["Packages", "TensorFlow", "Memory", "Disk", "Workspace", "Processor"]
    assert found["TensorFlow"].found == "Keras on TensorFlow loads."
    assert found["Workspace"].found == str(tmp_path)
    assert all(finding.advice == "" for finding in found.values() if finding.well)


def test_a_tensorflow_that_takes_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOAD_SECONDS", 0.01)
    finding = doctor._tensorflow()
    assert (finding.well, finding.found) == (False, "Did not load within 0.01 seconds.")


def test_a_tensorflow_that_does_not_load_is_told_in_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keras.py").write_text('raise ImportError("libtensorflow is missing")')
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    finding = doctor._tensorflow()
    assert not finding.well
    assert finding.found == "Does not load: ImportError: libtensorflow is missing"
    assert "pip install" in finding.advice


def test_keras_on_another_engine_is_not_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "keras.py").write_text("class backend:\n    backend = lambda: 'torch'\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert doctor._tensorflow().found == "Does not load: torch"


def test_missing_packages_and_little_memory_are_told_with_advice() -> None:
    bare = doctor._packages(computer(packages={"keras": "3.15"}))
    assert (bare.well, bare.found.endswith("; keras 3.15.")) == (False, True)
    assert "TensorFlow is not installed" in bare.advice
    small, enough = (doctor._memory(computer(memory_mb=size)) for size in (3_900, 4_000))
    assert (small.well, small.found) == (False, "4 GB.")
    assert "batches at 16 or less" in small.advice
    assert (enough.well, enough.advice) == (True, "")


@pytest.mark.parametrize(("free", "well"), [(4.9e9, False), (5e9, True)])
def test_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, free: float, well: bool
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(1e12, 1e12 - free, free))
    finding = doctor._disk(tmp_path)
    assert (finding.well, finding.found) == (well, "5 GB free.")
    assert ("Make room" in finding.advice) is not well


def test_the_processor_is_named_with_what_it_can() -> None:
    plain, fast = (
        doctor._processor(computer(processor="Abacus", cores=2, bf16=able, gpu=able)).found
        for able in (False, True)
    )
    assert plain == "Abacus, 2 cores, without bf16; no GPU (none is needed)."
    assert fast == "Abacus, 2 cores, with bf16; a GPU is present."
