"""What the check of the photographs found, and what is decided about it."""
