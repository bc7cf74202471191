"""Into which groups photographs fall by what is known of them: sex, age, site …; light.

The numbers of each group are left to ``runs.evaluation.subgroups``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

BY: Final = ("sex", "site", "dx_type", "source", "skin_type", "image_type")
"""Columns of the manifest whose values make subgroups; of ages the bands do."""
AGE_BANDS: Final = ("under 30", "30 to 49", "50 to 69", "70 and over")
"""Four bands, not decades: below 20 lesions of a class a row says little, and test sets are small.
The borders are where the risk of melanoma and keratinocyte cancer rises."""
_BORDERS: Final = (30.0, 50.0, 70.0)


def age_band(years: float) -> str | None:
    """The band of an age; ``None`` where it is not known (NaN)."""
    return None if np.isnan(years) else AGE_BANDS[int(np.digitize(years, _BORDERS))]


def groupings(entries: pd.DataFrame) -> dict[str, Sequence[str | None]]:
    """What is known of some photographs, for each thing the value of each; ``None`` where not.

    Args:
        entries: rows of a manifest.
    """
    known: dict[str, Sequence[str | None]] = {name: _words(entries[name]) for name in BY}
    known["age"] = [age_band(float(age)) for age in entries["age"].astype(float)]
    return known


def _words(column: pd.Series[Any]) -> Sequence[str | None]:
    return [value if isinstance(value, str) and value.strip() else None for value in column]
