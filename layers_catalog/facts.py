"""Facts: what a drawing needs to know beyond itself before it becomes a network."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Facts(BaseModel):
    """What the dataset tells a design; frozen with a run and saved as ``facts.json``.

    A design and its facts together rebuild the network exactly.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_names: tuple[str, ...] = Field(default=("benign", "malignant"), min_length=2)
    from_dataset: bool = False
    """False until a dataset was chosen: then the Classifier says "from your dataset"."""
