"""Figures for paper: SVG from an evaluation, black and blue on white, read without a browser."""

from runs.export.figures.calibration import calibration
from runs.export.figures.confusion import confusion
from runs.export.figures.roc import roc

__all__ = ["calibration", "confusion", "roc"]
