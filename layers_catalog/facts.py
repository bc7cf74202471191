"""Facts: what a drawing needs to know beyond itself before it becomes a network."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Statistics(BaseModel):
    """What a Normalization measured: one number for each map or value that reaches it."""

    model_config = _FROZEN

    mean: tuple[float, ...]
    variance: tuple[float, ...]


class Facts(BaseModel):
    """What the dataset tells a design; frozen with a run and saved as ``facts.json``.

    A design and its facts together rebuild the network exactly. What only training tells is
    empty until then, by the ids of the layers it belongs to; layers show placeholders meanwhile.
    """

    model_config = _FROZEN

    class_names: tuple[str, ...] = Field(default=("benign", "malignant"), min_length=2)
    from_dataset: bool = False
    """Whether the classes are those of a dataset; false for the two that stand for them before."""
    support_vectors: dict[str, int] = Field(default_factory=dict)
    """How many training images each SVM leans on."""
    statistics: dict[str, Statistics] = Field(default_factory=dict)
    """What each Normalization measured over the training images."""
    C: dict[str, float] = Field(default_factory=dict)
    """The C that each head was fitted with, drawn or found: for scripts that fit it anew."""

    def at(self, node_id: str) -> Facts:
        """The facts as one layer sees them: nothing that was measured for another."""
        if not (self.support_vectors or self.statistics):
            return self
        own = {
            name: {key: value for key, value in getattr(self, name).items() if key == node_id}
            for name in ("support_vectors", "statistics")
        }
        return self.model_copy(update=own)

    @property
    def vectors(self) -> int | None:
        """The support vectors of the layer that these facts are ``at``; ``None`` before fitting."""
        return next(iter(self.support_vectors.values()), None)
