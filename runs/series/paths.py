"""Names of the files of a cross-validation, and of the part of its photographs."""

from typing import Final

POOLED: Final = "evaluation.json"
HELD_OUT: Final = "test"
"""The part of a fold's photographs that it holds out."""
FOLDS: Final = "folds"
"""The part that all folds held out, each photograph once a repeat: of the cross-validation."""
