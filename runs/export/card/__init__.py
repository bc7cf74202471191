"""The model card: what is told of a run to whoever reads of it, and what is still to be told."""
