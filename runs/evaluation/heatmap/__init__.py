"""Where a network's score reacts: heat maps of photographs, arrays in and values out. Needs Keras.

``graph`` takes a network apart, ``ends`` finds where its maps end, ``gradcam`` weighs them there,
``occlusion`` covers a photograph piece by piece instead; ``making`` chooses between the two.
Whose network it is, and how a photograph came to its size, is left to ``runs.explaining``.
"""
