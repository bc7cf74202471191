"""Pure figures from plain values, mostly Plotly's; each takes ``dark``, the ground it stands on.

Nothing here reads a file, a database or the session.
"""

from ui.charts.base import rows_of, template
from ui.charts.comparison import differences, rocs
from ui.charts.judgement import confusion, intervals, per_class_rows, roc
from ui.charts.learning import learning
from ui.charts.operating import Along, along_threshold, roc_with_point
from ui.charts.population import population
from ui.charts.thumbnail import thumbnail
from ui.charts.timeline import timeline

__all__ = [
    "Along",
    "along_threshold",
    "confusion",
    "differences",
    "intervals",
    "learning",
    "per_class_rows",
    "population",
    "roc",
    "roc_with_point",
    "rocs",
    "rows_of",
    "template",
    "thumbnail",
    "timeline",
]
