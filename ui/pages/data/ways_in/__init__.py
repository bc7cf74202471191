"""The ways in for photographs: chosen, uploaded or from the archive; seen before; imported."""
