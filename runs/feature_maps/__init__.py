"""What a drawing's layers make of one photograph: feature maps, values, scores, random views.

``network`` (in the helper process) computes them, ``choosing`` makes them fit to be shown, and
``trained`` knows whose weights can be taken.
"""
