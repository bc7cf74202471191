"""Training: what is asked for, the process that does it, and what it keeps on the way."""
