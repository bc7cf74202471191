"""A run's evaluation as it is written, and written anew from what an older run kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from page_runs import DEMO, finish, queued

from data.demo import make_demo
from data.library import Library
from runs.judged import judge_anew
from runs.results import ResultsError, run_json, without_curves
from runs.store.store import RunStore
from runs.workspace import run_folder

NEW = {"calibration", "subgroups", "confirmed", "doubts"}
