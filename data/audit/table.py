"""``measures.parquet``: what was measured of each photograph, kept beside the manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from data.audit.measures import Measure
from data.errors import DatasetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from data.audit.measures import Values

MEASURES: Final = "measures.parquet"


def write_measures(folder: Path, ids: Sequence[str], values: Mapping[Measure, Values]) -> None:
    """Keep the measures of photographs, in the order of the manifest."""
    frame = pd.DataFrame({"image_id": ids, **{name.value: values[name] for name in Measure}})
    frame.to_parquet(folder / MEASURES, index=False)


def read_measures(folder: Path) -> pd.DataFrame | None:
    """Measures in the order of the manifest; None where photographs were never measured.

    Raises:
        DatasetError: the file is damaged.
    """
    path = folder / MEASURES
    if not path.exists():
        return None
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"The measures in {path} cannot be read ({error}).",
            "Delete the file to do without them, or import the photographs again.",
        ) from error
