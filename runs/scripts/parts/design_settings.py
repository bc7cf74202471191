"""What predicting and training need to know of a design; the values here are examples."""

CLASSES = ("benign", "malignant")
HEIGHT = 224  # of the network's input, in pixels
WIDTH = 224
FIT = "stretch"  # how a photograph is brought to that size: stretch, pad or crop
