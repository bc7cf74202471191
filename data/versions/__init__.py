"""What a person decided about photographs, and the versions of a dataset that came of it."""
