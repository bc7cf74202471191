"""A layout a file: which tables are its own, and what their columns say."""
