"""Pure figures from plain values, mostly Plotly's; each takes ``dark``, the ground it stands on.

Nothing here reads a file, a database or the session.
"""

from ui.charts.base import rows_of, template
from ui.charts.judgement import confusion, intervals, per_class_rows, roc
from ui.charts.learning import learning
from ui.charts.population import population
from ui.charts.thumbnail import thumbnail
from ui.charts.timeline import timeline

__all__ = [
    "confusion",
    "intervals",
    "learning",
    "per_class_rows",
    "population",
    "roc",
    "rows_of",
    "template",
    "thumbnail",
    "timeline",
]
