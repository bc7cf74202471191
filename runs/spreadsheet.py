"""What a spreadsheet makes of a cell; used for all tables given out, and by ``predict.py``."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a text begins that would be computed


def defused(value: object) -> object:
    """A cell as it is, or with ``'`` before it where a spreadsheet would take it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
