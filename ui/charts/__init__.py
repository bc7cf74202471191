"""Pure figures from plain values, mostly Plotly's; each takes ``dark``, the ground it stands on.

Nothing here reads a file, a database or the session.
"""

from ui.charts.base import rows_of, template
from ui.charts.comparison import differences, rocs
from ui.charts.judgement import area, intervals, per_class_rows, precision_recall, roc, shares
from ui.charts.judgement_calibration import reliability, reliability_rows
from ui.charts.judgement_confusion import clickable, confusion
from ui.charts.judgement_subgroups import Row, forest
from ui.charts.learning import learning
from ui.charts.operating import Along, along_threshold, roc_with_point
from ui.charts.parallel import parallel
from ui.charts.population import population
from ui.charts.thumbnail import thumbnail
from ui.charts.timeline import timeline
from ui.charts.values import values

__all__ = [
    "Along",
    "Row",
    "along_threshold",
    "area",
    "clickable",
    "confusion",
    "differences",
    "forest",
    "intervals",
    "learning",
    "parallel",
    "per_class_rows",
    "population",
    "precision_recall",
    "reliability",
    "reliability_rows",
    "roc",
    "roc_with_point",
    "rocs",
    "rows_of",
    "shares",
    "template",
    "thumbnail",
    "timeline",
    "values",
]
