"""Numbers about predictions: arrays in, plain values out; no database, no files.

Needs scikit-learn and scipy, so only the worker and the helper import it, never the web process.
"""

from runs.evaluation.study import judge
from runs.evaluation.summary import evaluate

__all__ = ["evaluate", "judge"]
