"""What the studio remembers of its training runs, and the one guard before every change of it.

``RunStore`` in ``store`` is the only writer; processes and files are left to ``runs.training``.
"""
