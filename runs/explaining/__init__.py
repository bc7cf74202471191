"""Where a run's score reacts in a photograph: heat maps in the photograph's own proportions.

``making`` (in the helper process) makes one, ``asking`` asks for many; the heat itself comes from
``runs.evaluation.heatmap``. Heat is no reason for a score, and no border of a lesion.
"""
