"""How like a photograph is to those that a run learnt from: the nearest, and whether all are far.

Distances are between what the network finds in photographs, as kept in the run's folder by
``kept``. ``learning`` finds it once for the training images, ``measuring`` for one more photograph.
"""
