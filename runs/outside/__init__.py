"""A run beside the world outside its own dataset: other collections, and predictions of others."""
