"""Training runs: their records, their processes, their results and what is taken home."""
