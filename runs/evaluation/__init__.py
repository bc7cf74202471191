"""Numbers about predictions: arrays in, plain values out; no database, no files."""
