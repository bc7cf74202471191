"""A run's trained network, rebuilt from its design and facts; the one used last stays warm.

Runs in the helper process. Nothing is unpickled: of ``model.keras`` only the arrays are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from builder.compiler import network, results
from builder.lowering import lower
from builder.upgrade import read_design
from layers_catalog.facts import Facts
from layers_catalog.fitted import SVM
from runs.evaluation.heatmap.making import HeatMaps
from runs.files import DESIGN, FACTS, RECIPE
from runs.helper.files import ModelError, model_file
from runs.likeness.findings import findings_of
from runs.picture import picture_of
from runs.results import MODEL
from runs.scripts.parts.exactness import with_all_digits
from runs.scripts.parts.flips import flipped
from runs.training.lesions import finders
from runs.training.predicting import for_few
from runs.training.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import keras
    import numpy as np

    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from runs.likeness.findings import Findings
    from runs.picture import Picture
    from runs.training.lesions import Finder


@dataclass(frozen=True)
class Trained:
    """A trained network, ready to predict.

    Args:
        predict: probabilities of shape (n, classes) for float32 of shape (n, height, width, 3).
        classes: in the order of the probabilities.
        picture: what it takes in.
        finders: its layers that look for a lesion.
        base: the network before it was told to look at four flips of each photograph.
        flips: whether it was.
    """

    predict: Callable[[np.ndarray], np.ndarray]
    classes: tuple[str, ...]
    picture: Picture
    finders: tuple[Finder, ...]
    base: keras.Model
    flips: bool

    @cached_property
    def heat_maps(self) -> HeatMaps:
        """Where its scores react."""
        return HeatMaps(self.base, flips=self.flips)

    @cached_property
    def findings(self) -> Findings:
        """What it finds in photographs."""
        return findings_of(self.heat_maps)

    @cached_property
    def find(self) -> Callable[[np.ndarray], np.ndarray]:
        """Its findings, of shape (n, k), in photographs of shape (n, height, width, 3)."""
        return for_few(self.findings.network)

    @cached_property
    def score_views(self) -> Callable[[np.ndarray], np.ndarray]:
        """Scores of photographs each as it is, whether or not it is used on four flips."""
        return for_few(self.base)

    def look(self, photograph: np.ndarray) -> list[str]:
        """Which layers find no lesion in a photograph of shape (1, height, width, 3)."""
        found = [one for one in self.finders if one.unfound(photograph)[0]]
        return [f"{one.name} found no lesion in this photograph." for one in found]


class Models:
    """The networks of a workspace's runs.

    Args:
        workspace: the folder with the runs.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._warm: tuple[tuple[int, int], Trained] | None = None

    def get(self, run_id: int) -> Trained:
        """The network of a run; loaded only when the last one was another, or was trained anew.

        Raises:
            ModelError: the run has no network, or its files are damaged.
        """
        file = model_file(self._workspace, run_id)
        key = run_id, file.stat().st_mtime_ns
        if self._warm is None or self._warm[0] != key:
            self._warm = None  # its memory is needed now
            self._warm = key, load(file.parent)
        return self._warm[1]


@dataclass(frozen=True)
class Rebuilt:
    """A run's network, in float32, with its trained weights.

    Args:
        spec: its design.
        facts: what its dataset told.
        calls: its steps.
        made: what each of them gives, by its name.
        base: of them.
        flips: whether it looks at the four flips of each photograph.
        model: as it is used: of ``base``, and of its flips.
    """

    spec: GraphSpec
    facts: Facts
    calls: tuple[Call, ...]
    made: dict[str, keras.KerasTensor]
    base: keras.Model
    flips: bool
    model: keras.Model

    @property
    def magnifies(self) -> bool:
        """Whether its head magnifies last digits, as ``for_many`` takes it."""
        return any(node.type == SVM.__name__ for node in self.spec.nodes)


def load(folder: Path) -> Trained:
    """The network in a run's folder, ready to predict.

    Raises:
        ModelError: a file is missing or damaged.
    """
    built = rebuilt(folder)
    looking = finders(built.spec, built.calls, built.model)
    return Trained(
        predict=for_few(built.model),
        classes=built.facts.class_names,
        picture=picture_of(built.spec),
        finders=looking,
        base=built.base,
        flips=built.flips,
    )


def rebuilt(folder: Path) -> Rebuilt:
    """The network in a run's folder, in float32, built anew and given its trained weights.

    Raises:
        ModelError: a file is missing or damaged.
    """
    try:
        spec = read_design((folder / DESIGN).read_bytes())
        facts = Facts.model_validate_json((folder / FACTS).read_bytes())
        calls = lower(spec, facts)
        recipe = Recipe.model_validate_json((folder / RECIPE).read_bytes())
        made, base, model = _rebuilt(calls, folder / MODEL, flips=recipe.flips_at_use)
    except Exception as error:  # Keras raises nearly anything on a damaged file
        raise ModelError(
            f"The network of run {folder.name} cannot be loaded ({_first_line(error)}).",
            f"Restore the files in {folder} from a backup, or train again.",
        ) from error
    return Rebuilt(spec, facts, calls, made, base, recipe.flips_at_use, model)


def _rebuilt(
    calls: Sequence[Call], weights: Path, *, flips: bool
) -> tuple[dict[str, keras.KerasTensor], keras.Model, keras.Model]:
    """What these steps give, their network, and as it is used; all share their weights."""
    import keras

    keras.config.set_dtype_policy("float32")
    with_all_digits()
    made = results(calls)
    base = network(calls, made)
    model = flipped(base) if flips else base
    model.load_weights(weights)
    return made, base, model


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
