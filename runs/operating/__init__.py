"""Where to draw the line: a threshold on validation, what it is worth, saved with the run.

NumPy and the standard library do the arithmetic, so the pages compute it while a slider moves.
"""
