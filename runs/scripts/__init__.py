"""Stand-alone scripts that are taken home: ``train.py``, ``predict.py`` and ``verify.py``.

Imports no Keras. What goes into a bundle beside them is left to ``runs.export``.
"""

from runs.scripts.writing import predict_script, train_script, verify_script, with_note

__all__ = ["predict_script", "train_script", "verify_script", "with_note"]
