"""From photographs to a dataset: readers, manifest, splits, pixels."""
