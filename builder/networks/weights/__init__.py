"""Weights that travel with the project; PROVENANCE.md tells where each comes from."""
