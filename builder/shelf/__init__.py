"""Saved designs: where they lie, what they were before, who drew them, and how they are shared."""
