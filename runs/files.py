"""Names of the files that a run is frozen in; those of its results are told by ``results``."""

DESIGN = "design.json"
FACTS = "facts.json"
RECIPE = "recipe.json"
SCRIPT = "train.py"
DATASET = "dataset.json"
ENVIRONMENT = "environment.json"
TIMES = "times.json"
