"""Networks that others made, opened as drawings: a ``.keras`` file or a Keras config, read as data.

``files`` reads, ``reading`` finds the steps, ``parameters`` turns the catalog's own lowering round,
``drawing`` puts the design together. Nothing from a file is executed, and Keras is not needed.
"""
