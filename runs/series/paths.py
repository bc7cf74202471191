"""Names of the files of a cross-validation."""

POOLED = "evaluation.json"
