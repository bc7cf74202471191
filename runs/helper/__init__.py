"""Keras on demand for pages and commands: ``client`` asks, the process ``runs.helper`` answers."""
