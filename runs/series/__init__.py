"""Cross-validations: several runs, each a fold of one dataset, that are judged together."""
