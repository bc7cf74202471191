"""The engine side by side: the usual Keras script, a careful one, and Lesion Studio.

``python -m benchmarks.engine --help`` tells the options. All ways learn from the same photographs
of the same split, each in a process of its own, timed from its command to its saved model.
"""
